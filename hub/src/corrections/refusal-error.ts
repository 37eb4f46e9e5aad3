import type { ApiErrorCode, CorrectionRefusal } from '@tapclock/contracts';
import { HubError } from '../platform/http/hub-error.ts';
import type { Refusal } from './domain/index.ts';

const CODES: Record<CorrectionRefusal, ApiErrorCode> = {
  UNKNOWN_EMPLOYEE: 'NOT_FOUND',
  UNKNOWN_PUNCH: 'NOT_FOUND',
  OWN_HOURS: 'FORBIDDEN',
  OUT_OF_REACH: 'FORBIDDEN',
  PUNCH_OF_NOBODY: 'CONFLICT',
  PUNCH_VOID: 'CONFLICT',
  LOCAL_TIME_GAP: 'VALIDATION_ERROR',
  LOCAL_TIME_AMBIGUOUS: 'VALIDATION_ERROR',
  TIME_IN_FUTURE: 'VALIDATION_ERROR',
  TIME_TOO_OLD: 'VALIDATION_ERROR',
  NOTHING_CHANGES: 'CONFLICT',
  ID_TAKEN: 'CONFLICT',
};

/** A refusal as the API says it: its own code stands beside the path, in `details`. */
export function refusalError(refusal: Refusal): HubError {
  return new HubError(CODES[refusal.code], refusal.message, { details: [refusal] });
}
