/**
 * `journal-locked`: another bridge works on this data directory. `journal-too-new`: a newer bridge wrote it. Both need a
 * person. `journal-damaged`: the file does not hold what was written; the journal stays closed and refuses punches.
 */
export type JournalErrorCode = 'journal-locked' | 'journal-too-new' | 'journal-damaged';

export class JournalError extends Error {
  readonly code: JournalErrorCode;

  constructor(code: JournalErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'JournalError';
    this.code = code;
  }
}

/** Failures that waiting cannot cure: the bridge must not start. */
export function needsOperator(error: unknown): error is JournalError {
  return error instanceof JournalError && error.code !== 'journal-damaged';
}

/** SQLite's primary result code, or null for errors of another kind (sqlite.org/rescode.html). */
export function sqliteCode(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return null;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : null;
}

export const SQLITE_BUSY = 5;
export const SQLITE_CONSTRAINT = 19;
