export { CalendarService } from './calendar.service.ts';
export * from './data.ts';
export * from './domain/index.ts';
export { CoverageReader } from './headcount/coverage-reader.ts';
export { PublishedPlan } from './plan/published-plan.ts';
export { SchedulingModule } from './scheduling.module.ts';
export { SchedulingService } from './scheduling.service.ts';
export { ShiftDirectory } from './shift-directory.ts';
