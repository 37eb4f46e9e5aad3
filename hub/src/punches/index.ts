export * from './data.ts';
export { ensurePartitions } from './partition-keeper.ts';
export { PunchesModule } from './punches.module.ts';
