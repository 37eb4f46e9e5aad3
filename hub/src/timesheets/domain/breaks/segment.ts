import type { RuleId } from '../rules/rule-id.ts';
import type { LocalDay } from '../time/civil.ts';

/**
 * `credit` is paid time that no clock saw (a total rounded up, a paid pause nobody punched); `top-up` is paid but was not worked.
 * Both have a length and no place.
 */
export type SegmentKind = 'work' | 'paid-pause' | 'unpaid-pause' | 'deducted' | 'credit' | 'top-up';

/** A piece of a day with one treatment. Timed segments never overlap; `seconds` is their length. Instants are epoch seconds. */
export interface Segment {
  kind: SegmentKind;
  startSec: number;
  endSec: number;
  seconds: number;
  /** Which shift and which stay of the case it comes from, by position. */
  shift: number;
  stay: number;
  /** The date it is assigned to. */
  date: LocalDay;
  /** The workday that daily overtime counts in; usually the date. */
  workday: number;
  job: string | null;
  /** The chain of rules that made it so, in order: raw → rounded → pause → day → deducted → pay code. */
  rules: readonly RuleId[];
  /** Bucket: pay code and multiple of base pay. */
  code: string;
  rate: number;
}

export const REGULAR = 'REG';
/** Paid beside the buckets: it was not worked, so it is in none of them. */
export const TOP_UP = 'TOP_UP';

export function isPaid({ kind }: Segment): boolean {
  switch (kind) {
    case 'work':
    case 'paid-pause':
    case 'credit':
    case 'top-up':
      return true;
    case 'unpaid-pause':
    case 'deducted':
      return false;
  }
}

/** Counts as hours worked for overtime; a top-up was never worked. */
export function isWorked(segment: Segment): boolean {
  return segment.kind !== 'top-up' && isPaid(segment);
}

export function sumSeconds(segments: readonly Segment[], counts: (segment: Segment) => boolean): number {
  let seconds = 0;
  for (const segment of segments) if (counts(segment)) seconds += segment.seconds;
  return seconds;
}

/** The part of a timed segment between two instants, or of one without a place its first seconds. */
export function part(segment: Segment, startSec: number, endSec: number): Segment {
  return { ...segment, startSec, endSec, seconds: endSec - startSec };
}

/** Splits off the first `seconds`; a credit has no place, so only its length is divided. */
export function splitAfter(segment: Segment, seconds: number): [Segment, Segment] {
  if (segment.startSec === segment.endSec)
    return [
      { ...segment, seconds },
      { ...segment, seconds: segment.seconds - seconds },
    ];
  const borderSec = segment.startSec + seconds;
  return [part(segment, segment.startSec, borderSec), part(segment, borderSec, segment.endSec)];
}

/** The same segment with one more rule in its chain. */
export function because(segment: Segment, rule: RuleId, change: Partial<Segment> = {}): Segment {
  return { ...segment, ...change, rules: [...segment.rules, rule] };
}
