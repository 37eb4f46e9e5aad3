import { Module } from '@nestjs/common';
import { AuditTrailModule } from '../../audit/index.ts';
import { CorrectionsModule } from '../../corrections/index.ts';
import { PunchesModule } from '../../punches/index.ts';
import { SchedulingModule } from '../../scheduling/index.ts';
import { ExceptionsModule } from '../exceptions.module.ts';
import { StatementsModule } from '../statements/statements.module.ts';
import { DeskController } from './desk.controller.ts';
import { DeskRepository } from './desk.repository.ts';
import { DeskLock } from './desk-lock.ts';
import { DetailReader } from './detail.reader.ts';
import { FixReader } from './fix-reader.ts';
import { OwnershipService } from './ownership.service.ts';
import { QuestionsService } from './questions.service.ts';
import { SettleService } from './settle.service.ts';
import { SurroundingsReader } from './surroundings.reader.ts';

/** Where exceptions are settled: what may be done about each, and doing it. */
@Module({
  imports: [
    AuditTrailModule,
    CorrectionsModule,
    PunchesModule,
    SchedulingModule,
    ExceptionsModule,
    StatementsModule,
  ],
  controllers: [DeskController],
  providers: [
    DeskRepository,
    DeskLock,
    SurroundingsReader,
    FixReader,
    DetailReader,
    SettleService,
    OwnershipService,
    QuestionsService,
  ],
})
export class ExceptionDeskModule {}
