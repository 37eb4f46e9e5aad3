const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Pauses after the first, second, … failure in a row; the last one repeats. */
const PAUSES_MS = [
  ...[5 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS],
  ...[HOUR_MS, 2 * HOUR_MS, 4 * HOUR_MS, 6 * HOUR_MS],
] as const;
/** A pause is so much shorter or longer at random, so that receivers which come back are not met by everybody at once. */
const JITTER = 0.2;
/** Nothing got through for so long: the webhook is switched off. */
export const GIVE_UP_AFTER_MS = 3 * 24 * HOUR_MS;

export interface Failing {
  /** Failures in a row, this one included. */
  failures: number;
  /** Epoch milliseconds of the first of them. */
  sinceMs: number;
  nowMs: number;
  /** From 0 to 1. */
  random: number;
}

/** Epoch milliseconds of the next try; null: it has failed for too long. */
export function nextTry({ failures, sinceMs, nowMs, random }: Failing): number | null {
  if (nowMs - sinceMs >= GIVE_UP_AFTER_MS) return null;
  const pauseMs = PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1] ?? PAUSES_MS[0];
  return nowMs + Math.round(pauseMs * (1 + JITTER * (2 * random - 1)));
}
