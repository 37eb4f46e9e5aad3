import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssignmentEntity } from './assignment.entity.ts';
import { SchedulingRepository } from './scheduling.repository.ts';
import { SchedulingService } from './scheduling.service.ts';
import { ShiftEntity } from './shift.entity.ts';
import { ShiftDirectory } from './shift-directory.ts';

export const SCHEDULING_ENTITIES = [ShiftEntity, AssignmentEntity];

@Module({
  imports: [TypeOrmModule.forFeature(SCHEDULING_ENTITIES)],
  providers: [SchedulingRepository, SchedulingService, ShiftDirectory],
  exports: [SchedulingRepository, SchedulingService, ShiftDirectory],
})
export class SchedulingModule {}
