import { Module } from '@nestjs/common';
import { AuditTrailModule } from '../../audit/index.ts';
import { PeriodsModule } from '../periods/periods.module.ts';
import { ExportsRepository } from './exports.repository.ts';
import { ExportsService } from './exports.service.ts';
import { MappingsService } from './mappings.service.ts';
import { TimesheetsService } from './timesheets.service.ts';

@Module({
  imports: [PeriodsModule, AuditTrailModule],
  providers: [ExportsRepository, MappingsService, ExportsService, TimesheetsService],
  exports: [MappingsService, ExportsService, TimesheetsService],
})
export class ExportsModule {}
