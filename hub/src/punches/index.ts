export { ensurePartitions } from './partition-keeper.ts';
export { PunchEntity } from './punch.entity.ts';
export { PunchesModule } from './punches.module.ts';
export {
  type NewPunch,
  type PersonPunch,
  PunchesRepository,
  type PunchPosition,
  type StoredPunch,
} from './punches.repository.ts';
