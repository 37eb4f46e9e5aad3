export * from './domain/index.ts';
export { SCHEDULING_ENTITIES, SchedulingModule } from './scheduling.module.ts';
export { type NewAssignment, type NewShift, SchedulingRepository } from './scheduling.repository.ts';
export { SchedulingService } from './scheduling.service.ts';
export { ShiftDirectory } from './shift-directory.ts';
