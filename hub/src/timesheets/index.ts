export * from './data.ts';
export { AssignmentService, PolicyService } from './policies/index.ts';
export { SheetUpkeep } from './sheets/sheet-upkeep.ts';
export { TimesheetsModule } from './timesheets.module.ts';
