export {
  type CellRef,
  cellKey,
  type DraftCell,
  type PublishedShift,
  type Publishing,
  publishing,
  type WantedShift,
} from './cells.ts';
export { conflictMessage } from './conflict-message.ts';
export {
  conflictsOf,
  type PlanConflict,
  type PlannedPerson,
  type PlannedWork,
  REST_SECONDS,
  SPLIT_SHIFT_SECONDS,
} from './conflicts.ts';
export {
  fewestPlanned,
  type PlannedPeople,
  type RequiredPeople,
  requiredPeople,
  type TimedPeople,
  timedPeople,
} from './coverage.ts';
export { daysBetween, plusDays, weekdayOf } from './dates.ts';
export { type Filling, fill, StandingCells, type WantedCell } from './fill.ts';
export { PRESETS, type Preset, slotsOf } from './presets.ts';
export { type RotatedPerson, type RotationRule, rotate } from './rotate.ts';
export { type Cycle, type CycleEntry, entryOn, shiftOn } from './rotation.ts';
export { type ShiftClock, ShiftTimes } from './shift-times.ts';
