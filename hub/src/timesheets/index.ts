export * from './data.ts';
export { AssignmentService, PolicyService } from './policies/index.ts';
export { LockedDates } from './policies/locked-dates.ts';
export { SheetUpkeep } from './sheets/sheet-upkeep.ts';
export { TimesheetsModule } from './timesheets.module.ts';
