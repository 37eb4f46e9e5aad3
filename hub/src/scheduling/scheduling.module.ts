import { Module } from '@nestjs/common';
import { AuditTrailModule } from '../audit/index.ts';
import { PeopleModule } from '../people/index.ts';
import { CalendarController } from './calendar.controller.ts';
import { CalendarRepository } from './calendar.repository.ts';
import { CalendarService } from './calendar.service.ts';
import { SchedulingRepository } from './scheduling.repository.ts';
import { SchedulingService } from './scheduling.service.ts';
import { ShiftDirectory } from './shift-directory.ts';

@Module({
  imports: [PeopleModule, AuditTrailModule],
  controllers: [CalendarController],
  providers: [SchedulingRepository, SchedulingService, ShiftDirectory, CalendarRepository, CalendarService],
  exports: [SchedulingRepository, SchedulingService, ShiftDirectory],
})
export class SchedulingModule {}
