export {
  CLOCK_OFF_SECONDS,
  DUPLICATE_SECONDS,
  type JudgedPunch,
  type Judgement,
  judge,
} from './judge.ts';
export {
  MATCH_AFTER_SECONDS,
  MATCH_EARLY_SECONDS,
  matchShift,
  type TimedWindow,
  timedWindow,
} from './match-shift.ts';
export { conflictMessage, type PlanConflict, type WantedShift } from './plan/index.ts';
export { type DateSpan, plannedDates } from './planned-dates.ts';
export { shiftWindow } from './shift-window.ts';
export {
  comparePunches,
  OPEN_STAY_SECONDS,
  type PastPunch,
  type Standing,
  standingAfter,
} from './standing.ts';
