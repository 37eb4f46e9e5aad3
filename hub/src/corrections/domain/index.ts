export {
  type NamedCorrection,
  punchOf,
  type StoredCorrection,
  type TimedCorrection,
} from './correction.ts';
export { CorrectionDesk, type Home, type Maker, type Outcome } from './correction-desk.ts';
export type { PlacedCorrection } from './placed.ts';
export { PunchReadings, type RecordedPunch } from './punch-readings.ts';
export type { Refusal } from './refusal.ts';
