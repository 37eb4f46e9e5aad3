import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PeopleModule } from '../people/index.ts';
import { AssignmentEntity } from './assignment.entity.ts';
import { CalendarController } from './calendar.controller.ts';
import { CalendarRepository } from './calendar.repository.ts';
import { CalendarService } from './calendar.service.ts';
import { SchedulingRepository } from './scheduling.repository.ts';
import { SchedulingService } from './scheduling.service.ts';
import { ShiftEntity } from './shift.entity.ts';
import { ShiftDirectory } from './shift-directory.ts';

export const SCHEDULING_ENTITIES = [ShiftEntity, AssignmentEntity];

@Module({
  imports: [TypeOrmModule.forFeature(SCHEDULING_ENTITIES), PeopleModule],
  controllers: [CalendarController],
  providers: [SchedulingRepository, SchedulingService, ShiftDirectory, CalendarRepository, CalendarService],
  exports: [SchedulingRepository, SchedulingService, ShiftDirectory],
})
export class SchedulingModule {}
