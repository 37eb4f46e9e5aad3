import { PunchAction } from '@tapclock/contracts';
import * as z from 'zod/mini';

/** Taps of one file: some days of a large gate. */
export const TAPS_MAX = 100_000;

const Tap = z.strictObject({
  /** RFC 3339, with `Z` or an offset. */
  at: z.iso.datetime({ offset: true }),
  /** Ten printed digits, or ten hex characters. */
  badge: z.string().check(z.regex(/^(\d{10}|[0-9A-Fa-f]{10})$/)),
  /** Button that is pressed; without it the countdown records what the kiosk proposes. */
  action: z.optional(PunchAction),
});
const TapsFile = z.strictObject({ taps: z.array(Tap).check(z.minLength(1), z.maxLength(TAPS_MAX)) });

/** One badge that is held to the reader. */
export interface PlayedTap {
  atMs: number;
  badge: string;
  action?: PunchAction;
}

/** Reads the text of a file of taps. Throws an Error that says which tap is wrong, and how; also where they are not in order of time, or not over yet. */
export function parseTaps(text: string, nowMs: number): PlayedTap[] {
  const file = TapsFile.safeParse(JSON.parse(text));
  if (!file.success) {
    const [issue] = file.error.issues;
    throw new Error(`${issue?.path.join('.') || 'the file'}: ${issue?.message}`);
  }
  const taps = file.data.taps.map(({ at, ...tap }) => ({ ...tap, atMs: Date.parse(at) }));
  taps.forEach(({ atMs }, index) => {
    if (atMs < (taps[index - 1]?.atMs ?? atMs))
      throw new Error(`taps.${index}.at: is before the tap above it; put them in order of time`);
    if (atMs > nowMs)
      throw new Error(`taps.${index}.at: lies in the future; only what is over can be played`);
  });
  return taps;
}
