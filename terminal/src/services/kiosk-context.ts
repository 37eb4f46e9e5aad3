import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { KioskStore } from '../stores/kiosk.store.ts';
import type { Bridge } from './bridge.service.ts';
import type { Sounds } from './sound.service.ts';

export type Kiosk = { store: KioskStore; bridge: Bridge; sounds: Sounds };

export const KioskContext = createContext<Kiosk | null>(null);

/** What every screen and component draws from. Throws outside the app: that is a bug, not a state. */
export function useKiosk(): Kiosk {
  const kiosk = useContext(KioskContext);
  if (kiosk === null) throw new Error('useKiosk needs a KioskContext around it');
  return kiosk;
}
