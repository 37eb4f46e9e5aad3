import type { Attendance } from '@tapclock/contracts';
import type { Segment } from './breaks/segment.ts';
import type { HoursFinding } from './findings/finding.ts';
import type { Stay } from './pair/stay.ts';
import type { PayPeriod } from './period/pay-period.ts';
import type { Overlay } from './premium/overlay.ts';
import type { Rounding } from './round/rounding.ts';
import type { LocalDay } from './time/civil.ts';

/** Seconds of one pay code. */
export interface CodeSeconds {
  code: string;
  seconds: number;
  /** A bucket divides paid time, an overlay lies on it, extra is paid beside it (leave, penalties, top-ups). */
  kind: 'bucket' | 'overlay' | 'extra';
}

/** One date of one person: derived, and explained by its segments. Seconds. */
export interface DayRecord {
  date: LocalDay;
  segments: readonly Segment[];
  overlays: readonly Overlay[];
  /** From in to out after rounding, pauses included. */
  presenceSeconds: number;
  /** Paid time that no clock saw. */
  creditSeconds: number;
  paidSeconds: number;
  unpaidSeconds: number;
  codes: readonly CodeSeconds[];
  /** Every application of a rounding rule, and what it gave or took. */
  roundings: readonly Rounding[];
  attendance: Attendance;
}

/** One workweek, or two where overtime is counted over 14 days. */
export interface WeekRecord {
  startDay: LocalDay;
  /** Not part of it. */
  endDay: LocalDay;
  segments: readonly Segment[];
  workedSeconds: number;
  codes: readonly CodeSeconds[];
}

/** What one pay period pays: regular time by date, overtime where its week ends. */
export interface PeriodRecord extends PayPeriod {
  codes: readonly CodeSeconds[];
}

export interface HoursResult {
  policy: { name: string; version: number };
  zone: string;
  stays: readonly Stay[];
  days: readonly DayRecord[];
  weeks: readonly WeekRecord[];
  periods: readonly PeriodRecord[];
  codes: readonly CodeSeconds[];
  findings: readonly HoursFinding[];
}

/** Adds up codes, each kind by itself, in the order REG, other buckets, overlays, extras. */
export class CodeSum {
  readonly #codes = new Map<string, CodeSeconds>();

  add(code: string, seconds: number, kind: CodeSeconds['kind']): void {
    if (seconds === 0) return;
    // By kind too: leave under a premium's code is paid beside it, never instead of it.
    const key = `${kind} ${code}`;
    const sum = this.#codes.get(key);
    if (sum) sum.seconds += seconds;
    else this.#codes.set(key, { code, seconds, kind });
  }

  addAll(codes: readonly CodeSeconds[]): void {
    for (const { code, seconds, kind } of codes) this.add(code, seconds, kind);
  }

  list(): CodeSeconds[] {
    if (this.#codes.size < 2) return [...this.#codes.values()];
    return [...this.#codes.values()].sort(compareCodes);
  }
}

const ORDER = { bucket: 0, overlay: 1, extra: 2 };

/** REG, other buckets, overlays, extras; each by name. */
export function compareCodes(a: Omit<CodeSeconds, 'seconds'>, b: Omit<CodeSeconds, 'seconds'>): number {
  if (a.kind !== b.kind) return ORDER[a.kind] - ORDER[b.kind];
  if (a.code === b.code) return 0;
  if (a.code === 'REG' || b.code === 'REG') return a.code === 'REG' ? -1 : 1;
  return a.code < b.code ? -1 : 1;
}
