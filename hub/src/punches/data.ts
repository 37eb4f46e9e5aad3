/** The part of this feature that needs a database and no web server, for processes that serve nobody. */

export {
  type ClockedPunches,
  type IdentifiedPunch,
  type NewPunch,
  type PersonPunch,
  PunchesRepository,
  type PunchPosition,
  type StoredPunch,
} from './punches.repository.ts';
export * from './pure.ts';
