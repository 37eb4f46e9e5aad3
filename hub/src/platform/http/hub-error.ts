import type { ApiErrorCode, Said } from '@tapclock/contracts';

const STATUS: Record<ApiErrorCode, number> = {
  VALIDATION_ERROR: 400,
  UNAUTHENTICATED: 401,
  SECOND_FACTOR_REQUIRED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  PRECONDITION_FAILED: 412,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  PRECONDITION_REQUIRED: 428,
  RATE_LIMITED: 429,
  INTERNAL_ERROR: 500,
  UNAVAILABLE: 503,
};

/** HTTP status of a stable error code. */
export function statusOf(code: ApiErrorCode): number {
  return STATUS[code];
}

/** The stable code that stands for an HTTP status which some library chose. */
export function codeOf(status: number): ApiErrorCode {
  const known = Object.entries(STATUS).find(([, value]) => value === status);
  if (known) return known[0] as ApiErrorCode;
  return status >= 500 ? 'INTERNAL_ERROR' : 'VALIDATION_ERROR';
}

/**
 * A failure that callers may see: a stable code, a message for people in each of their languages, and details that are safe to show.
 * Messages inside of `details` may be in all languages too. As an `Error` it speaks English, for logs.
 */
export class HubError extends Error {
  override readonly name = 'HubError';
  readonly code: ApiErrorCode;
  readonly said: Said;
  readonly details: unknown;

  constructor(code: ApiErrorCode, said: Said, options: { details?: unknown; cause?: unknown } = {}) {
    super(said.en, { cause: options.cause });
    this.code = code;
    this.said = said;
    this.details = options.details;
  }
}
