import { Module } from '@nestjs/common';
import { TimesheetsModule } from '../timesheets/index.ts';
import { ExportsController } from './exports/exports.controller.ts';
import { ExportsModule } from './exports/exports.module.ts';
import { MappingsController } from './exports/mappings.controller.ts';
import { TimesheetsController } from './exports/timesheets.controller.ts';
import { PayPeriodsController } from './periods/pay-periods.controller.ts';
import { PeriodsModule } from './periods/periods.module.ts';
import { PayrollDesk } from './work/payroll-desk.ts';
import { PayrollWorker } from './work/payroll-jobs.ts';

/** Pay periods and what is made of them. The routes are here, because some of them hand their work to the payroll process. */
@Module({
  imports: [TimesheetsModule, PeriodsModule, ExportsModule],
  controllers: [PayPeriodsController, MappingsController, ExportsController, TimesheetsController],
  providers: [PayrollWorker, PayrollDesk],
  exports: [PeriodsModule, ExportsModule],
})
export class PayrollModule {}
