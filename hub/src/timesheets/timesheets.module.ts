import { Module } from '@nestjs/common';
import { FactsModule } from './facts/index.ts';
import { FairnessModule } from './fairness/fairness.module.ts';
import { PoliciesModule } from './policies/index.ts';
import { PreviewModule } from './policies/preview/preview.module.ts';
import { DayRecordsRepository } from './sheets/day-records.repository.ts';
import { DueQueue } from './sheets/due-queue.ts';
import { SheetKeeper } from './sheets/sheet-keeper.ts';
import { SheetUpkeep } from './sheets/sheet-upkeep.ts';
import { TimesheetProjector } from './sheets/timesheet-projector.ts';
import { TimesheetQueries } from './sheets/timesheet-queries.ts';
import { TimesheetsController } from './sheets/timesheets.controller.ts';

@Module({
  imports: [PoliciesModule, PreviewModule, FairnessModule, FactsModule],
  controllers: [TimesheetsController],
  providers: [DueQueue, DayRecordsRepository, SheetKeeper, TimesheetProjector, SheetUpkeep, TimesheetQueries],
  exports: [PoliciesModule, FactsModule, DueQueue, SheetUpkeep],
})
export class TimesheetsModule {}
