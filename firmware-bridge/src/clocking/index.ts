export { nextTickMs, step } from './clocking.ts';
export { Desk, type DeskPorts } from './desk.ts';
export { verifyPin } from './pin-check.ts';
export { draftOf, utcOffsets } from './punch-draft.ts';
export { screenOf } from './screens.ts';
export { NEVER_SEEN, type Person, type Standing, standingAfter } from './standing.ts';
export {
  type AppendOutcome,
  type ClockingEffect,
  type ClockingInput,
  type ClockingSettings,
  type ClockingState,
  type Identity,
  initialClocking,
  type Moment,
  type PunchWish,
} from './state.ts';
