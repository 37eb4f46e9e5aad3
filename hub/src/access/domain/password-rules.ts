import { PASSWORD_BYTES_MAX, PASSWORD_LENGTH_MIN } from '@tapclock/contracts';
import { isCommonPassword } from './common-passwords.ts';

/** Why a password is not taken; stable codes. */
export type PasswordProblem =
  | 'PASSWORD_TOO_SHORT'
  | 'PASSWORD_TOO_LONG'
  | 'PASSWORD_NOT_TYPABLE'
  | 'PASSWORD_TOO_COMMON';

/** Words that whoever guesses passwords of this hub tries first. */
const PRODUCT_WORDS = ['tapclock', 'tap clock'];

/**
 * One spelling of what was typed: the same characters come composed from one keyboard and decomposed from another (NIST SP 800-63B-4,
 * 3.1.1.2; NFC, because that changes nothing about characters that look different).
 */
export function normalisePassword(typed: string): string {
  return typed.normalize('NFC');
}

/**
 * What is wrong with a password that somebody chooses; null: nothing. NIST SP 800-63B-4, 3.1.1.2: long, not among those that are tried
 * first, and no rules about kinds of characters. `owner` are words about its owner.
 */
export function judgePassword(password: string, owner: readonly string[]): PasswordProblem | null {
  const text = normalisePassword(password);
  // Counted as people count: code points, not halves of them.
  if ([...text].length < PASSWORD_LENGTH_MIN) return 'PASSWORD_TOO_SHORT';
  if (bytesOf(text) > PASSWORD_BYTES_MAX) return 'PASSWORD_TOO_LONG';
  if (/[\p{Cc}\p{Cs}]/u.test(text)) return 'PASSWORD_NOT_TYPABLE';
  return isCommonPassword(text, [...owner, ...PRODUCT_WORDS]) ? 'PASSWORD_TOO_COMMON' : null;
}

/** Length in UTF-8, as bcrypt reads it. */
export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
