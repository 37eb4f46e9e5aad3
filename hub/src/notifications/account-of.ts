import type { AccountView } from '@tapclock/contracts';
import type { Principal } from '../platform/http/access/principal.ts';
import { HubError } from '../platform/http/hub-error.ts';

/** The account of whoever is logged in. Throws FORBIDDEN for an API key: nobody tells a machine anything here, webhooks do. */
export function accountOf({ account }: Pick<Principal, 'account'>): AccountView {
  if (account) return account;
  throw new HubError('FORBIDDEN', {
    en: 'This is for people who are logged in; an API key has no account. Machines are told by webhooks.',
    de: 'Das ist für angemeldete Personen; ein API-Schlüssel hat kein Konto. Maschinen werden durch Webhooks benachrichtigt.',
  });
}
