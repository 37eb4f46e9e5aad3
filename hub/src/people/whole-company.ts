import type { Principal } from '../platform/http/access/principal.ts';
import { HubError } from '../platform/http/hub-error.ts';

/** Throws FORBIDDEN unless everybody is within reach: who is new is in nobody's team yet, and a file may be about anybody. */
export function requireWholeCompany({ reach }: Principal): void {
  if (reach.kind === 'everybody') return;
  throw new HubError('FORBIDDEN', {
    en: 'This is about people who are not in your teams.',
    de: 'Dies betrifft Personen, die nicht in Ihren Teams sind.',
  });
}
