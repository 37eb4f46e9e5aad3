import type { Finding, PersonState, PunchAction } from '@tapclock/contracts';
import type { Week } from './week.ts';

/** What presence needs of a punch. */
export interface Tap {
  punchId: string;
  atMs: number;
  action: PunchAction;
  /** State after it, as the hub judged. */
  state: PersonState;
  /** The stay before was never closed; this one begins anew. */
  forgotClockOut: boolean;
  terminal: string;
  place: string;
}

/** Where a person stands after the latest tap. */
export interface Standing {
  state: PersonState;
  sinceMs: number;
  clockedInAtMs: number | null;
  terminal: string;
  place: string;
  punchId: string;
  /** Worked seconds of the week that `sinceMs` lies in, up to `sinceMs`: elapsed time from in to out without breaks (R6). */
  weekSeconds: number;
}

/** Beyond this a clock is wrong rather than late; the ingest's finding `clock-off` draws the same line. */
const CLOCK_TOLERANCE_MS = 120_000;

/**
 * When a punch really happened, as far as can be told, epoch ms: the terminal's clock, put right by what the hub measured.
 * Without this one punch of a clock that runs a year ahead would win over every later one.
 */
export function realInstantMs(punch: {
  occurredAt: string;
  receivedAt: string;
  findings: readonly Finding[];
}): number {
  const occurredMs = Date.parse(punch.occurredAt);
  const receivedMs = Date.parse(punch.receivedAt);
  const off = punch.findings.find(finding => finding.code === 'clock-off');
  const correctedMs = off ? occurredMs - off.seconds * 1000 : occurredMs;
  return correctedMs > receivedMs + CLOCK_TOLERANCE_MS ? receivedMs : correctedMs;
}

/** Whether a tap is newer than what made a standing: the later instant wins, then the greater punch id. */
export function isNewer(tap: Tap, standing: Standing): boolean {
  return tap.atMs > standing.sinceMs || (tap.atMs === standing.sinceMs && tap.punchId > standing.punchId);
}

/** One tap further. `tap` must be newer than `before`. */
export function standingAfter(before: Standing | null, tap: Tap, weekOf: (atMs: number) => Week): Standing {
  const week = weekOf(tap.atMs);
  const opens = !before || before.state === 'out' || tap.forgotClockOut;
  const carried = before && before.sinceMs >= week.startsAtMs ? before.weekSeconds : 0;
  const worked =
    before?.state === 'in' && !tap.forgotClockOut
      ? Math.floor((tap.atMs - Math.max(before.sinceMs, week.startsAtMs)) / 1000)
      : 0;
  return {
    state: tap.state,
    sinceMs: tap.atMs,
    clockedInAtMs: tap.state === 'out' ? null : opens ? tap.atMs : (before?.clockedInAtMs ?? tap.atMs),
    terminal: tap.terminal,
    place: tap.place,
    punchId: tap.punchId,
    weekSeconds: carried + worked,
  };
}

/** Where a person stands after all these taps, in any order; null without any. */
export function standingOf(taps: readonly Tap[], weekOf: (atMs: number) => Week): Standing | null {
  const ordered = [...taps].sort((a, b) => a.atMs - b.atMs || (a.punchId < b.punchId ? -1 : 1));
  return ordered.reduce<Standing | null>(
    (before, tap) => (before?.punchId === tap.punchId ? before : standingAfter(before, tap, weekOf)),
    null,
  );
}
