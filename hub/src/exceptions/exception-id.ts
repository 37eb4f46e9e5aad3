import { v5 } from 'uuid';

/** Namespace of the ids of exceptions; never changes. */
const EXCEPTIONS = '5b0f1f5c-6d0e-5c0b-9e57-2f5a4c1c7b3a';

/**
 * The id of an exception: the same for the same thing, whoever notices it and however often. `subject` says what it is about beside site
 * and code: a person and date, a punch, a terminal.
 */
export function exceptionId(site: string, code: string, ...subject: string[]): string {
  return v5([site, code, ...subject].join(' '), EXCEPTIONS);
}
