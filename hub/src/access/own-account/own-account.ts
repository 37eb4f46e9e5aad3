import type { Principal } from '../../platform/http/access/principal.ts';
import { HubError } from '../../platform/http/hub-error.ts';

/** Somebody who is logged in, about their own account. */
export interface Owner {
  account: string;
  session: string;
}

/** Throws FORBIDDEN for an API key: it has no account of its own. */
export function ownerOf({ account, session }: Principal): Owner {
  if (account && session !== null) return { account: account.id, session };
  throw new HubError('FORBIDDEN', {
    en: 'This is for people who are logged in; an API key has no account.',
    de: 'Das ist für angemeldete Personen; ein API-Schlüssel hat kein Konto.',
  });
}
