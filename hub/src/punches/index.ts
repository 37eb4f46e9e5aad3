export * from './data.ts';
export { ensurePartitions } from './partition-keeper.ts';
export { PunchEntity } from './punch.entity.ts';
export { PunchesModule } from './punches.module.ts';
