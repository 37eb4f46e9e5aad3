import type { BadgeEnd } from '@tapclock/contracts';

/** One person's time with a badge. */
export interface Holding {
  employee: string;
  fromMs: number;
  /** Not theirs any more from here on; null while no end is known. */
  untilMs: number | null;
  endedWhy: BadgeEnd | null;
}

/** Whose badge it was at an instant; for nobody's badge, why it was taken from whoever had it last. */
export type Holder = { kind: 'held'; employee: string } | { kind: 'nobody'; endedWhy: BadgeEnd | null };

const UNKNOWN: Holder = { kind: 'nobody', endedWhy: null };

/**
 * Who held a badge when it was tapped; `holdings` are all of that badge, oldest first, and never two at once. The first one reaches back
 * without end: a tap from before the office wrote the badge down is its first holder's, since nobody else ever had it.
 */
export function holderAt(holdings: readonly Holding[], atMs: number): Holder {
  // Given out by mistake and taken back: never theirs.
  const real = holdings.filter(({ fromMs, untilMs }) => untilMs === null || untilMs > fromMs);
  const latest = real.findLast(({ fromMs }) => fromMs <= atMs) ?? real[0];
  if (!latest) return UNKNOWN;
  const { employee, untilMs, endedWhy } = latest;
  return untilMs === null || atMs < untilMs ? { kind: 'held', employee } : { kind: 'nobody', endedWhy };
}

/**
 * The instant at which to ask for the holder: the terminal's own, unless something better is known. A terminal's monotonic clock holds where
 * its wall clock was wrong, and nothing that has arrived was tapped later.
 */
export function tappedAtMs(clocks: {
  occurredAtMs: number;
  estimatedAtMs: number | null;
  receivedAtMs: number;
}): number {
  return Math.min(clocks.estimatedAtMs ?? clocks.occurredAtMs, clocks.receivedAtMs);
}
