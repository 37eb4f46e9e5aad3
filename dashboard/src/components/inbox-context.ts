import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { InboxDesk } from '../services/inbox-desk.ts';
import type { InboxStore } from '../stores/inbox.store.ts';

export interface Inbox {
  store: InboxStore;
  desk: InboxDesk;
}

export const InboxContext = createContext<Inbox | null>(null);

export function useInbox(): Inbox {
  const inbox = useContext(InboxContext);
  if (!inbox) throw new Error('components of the inbox must stand inside an InboxContext provider');
  return inbox;
}
