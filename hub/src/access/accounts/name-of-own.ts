import { HubError } from '../../platform/http/hub-error.ts';
import { isReservedName } from '../domain/reserved-names.ts';

/** Throws VALIDATION_ERROR for a name under which the hub itself or a key acts. */
export function requireNameOfOwn(name: string): void {
  if (!isReservedName(name)) return;
  throw new HubError(
    'VALIDATION_ERROR',
    {
      en: 'The hub itself goes by this name. Choose your own.',
      de: 'So nennt sich der Server selbst. Wählen Sie Ihren eigenen Namen.',
    },
    { details: [{ path: 'name', code: 'NAME_RESERVED' }] },
  );
}
