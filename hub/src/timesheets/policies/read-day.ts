import { HubError } from '../../platform/http/hub-error.ts';
import { type LocalDay, parseDay } from '../domain/index.ts';

/** The day that a field of a request names. Throws VALIDATION_ERROR for one that does not exist, such as 30 February. */
export function readDay(path: string, text: string): LocalDay {
  try {
    return parseDay(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw refused(path, error.message);
  }
}

/** A VALIDATION_ERROR about one field of a request. */
export function refused(path: string, message: string): HubError {
  return new HubError('VALIDATION_ERROR', 'The request is not valid.', { details: [{ path, message }] });
}
