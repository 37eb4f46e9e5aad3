import { Module } from '@nestjs/common';
import { AuditTrailModule } from '../audit/index.ts';
import { TaskCheck } from './task-check.ts';
import { TaskDirectory } from './task-directory.ts';
import { TaskListsRepository } from './task-lists.repository.ts';
import { TasksController } from './tasks.controller.ts';
import { TasksRepository } from './tasks.repository.ts';
import { TasksService } from './tasks.service.ts';

@Module({
  imports: [AuditTrailModule],
  controllers: [TasksController],
  providers: [TasksRepository, TaskListsRepository, TaskCheck, TasksService, TaskDirectory],
  exports: [TaskDirectory],
})
export class TasksModule {}
