export type {
  ExceptionChange,
  ExceptionRow,
  ExceptionSource,
  NewException,
  SeenException,
} from './exception.ts';
export {
  elsewhere,
  IDENTITY_THRESHOLDS,
  isTooOften,
  type Neighbour,
  type Spot,
  tappedWith,
} from './identity.ts';
export {
  CLOCK_KINDS,
  dayKind,
  type ExceptionKind,
  fleetKind,
  IDENTITY_KINDS,
  punchKind,
} from './kinds.ts';
export { exceptionMessage } from './messages.ts';
export { changed, firstNoticed, noMore, noticedAgain, type Step } from './standing.ts';
