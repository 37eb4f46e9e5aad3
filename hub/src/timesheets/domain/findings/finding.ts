import type { LocalDay } from '../time/civil.ts';

/** What the engine itself notices. */
export const ENGINE_FINDINGS = [
  'DUPLICATE',
  'MISSING_OUT',
  'MISSING_IN',
  'MISSING_PAUSE_START',
  'MISSING_PAUSE_END',
  'STILL_OPEN',
  'AUTO_CLOSED',
  'CORRECTION_WITHOUT_PUNCH',
  'LATE',
  'EARLY',
  'NO_SHOW',
  'BREAK_NOT_TAKEN',
  'BREAK_LATE',
  'MEAL_LATE',
  'MEAL_LATE_UNSETTLED',
  'MEAL_SHORT',
  'MEAL_MISSED',
  'MEAL_NEAR_EDGE',
  'REST_BREAK_MISSED',
  'SPLIT_SHIFT',
  'SENT_HOME_EARLY',
  'REST_SHORT',
  'WEEKLY_REST_MISSING',
  'MINOR_DAY_LIMIT',
  'MINOR_WEEK_LIMIT',
  'MINOR_REST_SHORT',
  'MINOR_HOURS',
] as const;
export type EngineFindingCode = (typeof ENGINE_FINDINGS)[number];

/** Limits of a policy bring codes of their own, such as `DAY_OVER_10H`. */
export type FindingCode = EngineFindingCode | (string & {});

/** Whether each language has words for it; a policy's own codes speak for themselves. */
export function isEngineFinding(code: FindingCode): code is EngineFindingCode {
  return ENGINE_FINDINGS.some(known => known === code);
}

/** One finding. It never changes hours by itself. */
export interface HoursFinding {
  code: FindingCode;
  /** The assigned date, where there is one. */
  date: LocalDay | null;
  /** Epoch seconds of what it is about. */
  atSec: number | null;
  punchIds: readonly string[];
  /** How much: late by, short of, over; seconds. */
  seconds: number | null;
  /** The limit it was measured against, seconds. */
  limitSec: number | null;
}

/** A finding from what is known of it. */
export function finding(code: FindingCode, known: Partial<Omit<HoursFinding, 'code'>>): HoursFinding {
  return { code, date: null, atSec: null, punchIds: [], seconds: null, limitSec: null, ...known };
}
