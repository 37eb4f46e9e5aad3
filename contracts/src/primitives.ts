import * as z from 'zod/mini';
import { said } from './said.ts';

/** Most bytes of one MQTT payload that either side accepts: 256 punches of under 1 KiB each, with room. */
export const PAYLOAD_BYTES_MAX = 512 * 1024;

/** Most punches in one batch; bounds the hub's memory per message and the loss of work when a link drops. */
export const BATCH_PUNCHES_MAX = 256;

/** Sites, terminals, areas, teams and readers: short names that are safe in topics, URLs and file names. */
export const Slug = z.string().check(z.regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/));
export type Slug = z.infer<typeof Slug>;

/** Code of a task as it stands on the order and is typed: `WO-4711`. Unique at its site. */
export const TaskCode = z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/));
export type TaskCode = z.infer<typeof TaskCode>;

/** RFC 9562 UUID of an employee, in lower case. */
export const EmployeeId = z.string().check(z.regex(/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/));
export type EmployeeId = z.infer<typeof EmployeeId>;

/** RFC 9562 UUIDv7 made at the terminal when the punch is made. */
export const PunchId = z
  .string()
  .check(z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/));
export type PunchId = z.infer<typeof PunchId>;

/** UTC instant with milliseconds, `2026-11-23T05:58:12.345Z`: one spelling, so that signed bytes have one form. */
export const Instant = z
  .string()
  .check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/), z.refine(isRealInstant));
export type Instant = z.infer<typeof Instant>;

/** IANA time zone name such as `Europe/Berlin`; whether it exists is checked where zones are known. */
export const Zone = z
  .string()
  .check(z.regex(/^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){0,2}$/), z.maxLength(64));
export type Zone = z.infer<typeof Zone>;

/** SHA-256 or HMAC-SHA-256 as 64 lower-case hex characters. */
export const Digest = z.string().check(z.regex(/^[0-9a-f]{64}$/));
export type Digest = z.infer<typeof Digest>;

/** Why a badge is nobody's any more: `expired` was lent until a date, `withdrawn` was given out by mistake. */
export const BadgeEnd = z.enum(['lost', 'returned', 'replaced', 'expired', 'left', 'withdrawn']);
export type BadgeEnd = z.infer<typeof BadgeEnd>;

/** A person's language on screens. More are added here first. */
export const Language = z.enum(['en', 'de']);
export type Language = z.infer<typeof Language>;

const LINE = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u;

/**
 * One line that somebody wrote: trimmed, not empty, without control characters and halves of characters, which no database holds, and
 * without separators of lines and marks that turn the direction of text, which would show something else than was written.
 */
export const lineOfText = (charactersMax: number) =>
  z.string().check(
    z.trim(),
    z.minLength(1),
    z.maxLength(charactersMax),
    z.refine(
      text => LINE.test(text),
      said({
        en: 'must be one line without control characters',
        de: 'muss eine Zeile ohne Steuerzeichen sein',
      }),
    ),
    z.meta({ pattern: LINE.source }),
  );

export const Count = z.int().check(z.minimum(0));

/**
 * Number of one start of a bridge: seconds since 1970 at that start, or one more than the last boot if the clock ran back.
 * Boots of one terminal therefore sort by age, and a journal that was lost cannot reuse the numbers of the old one.
 */
export const Boot = z.int().check(z.minimum(1), z.maximum(99_999_999_999));
export type Boot = z.infer<typeof Boot>;

/** Position of a punch within one boot of one terminal; starts at 1 and has no holes. */
export const Sequence = z.int().check(z.minimum(1));
export type Sequence = z.infer<typeof Sequence>;

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Whether an instant in the one spelling names a moment that exists. Arithmetic instead of `Date`, which takes many times
 * as long: a hub at work asks this for several instants of every punch. Text that the pattern refused may be anything.
 */
function isRealInstant(text: string): boolean {
  const year = digits(text, 0) * 100 + digits(text, 2);
  const month = digits(text, 5);
  const isLeapDay = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = (DAYS_IN_MONTH[month - 1] ?? 0) + (isLeapDay ? 1 : 0);
  const day = digits(text, 8);
  return (
    day >= 1 && day <= days && digits(text, 11) <= 23 && digits(text, 14) <= 59 && digits(text, 17) <= 59
  );
}

function digits(text: string, at: number): number {
  return (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
}
