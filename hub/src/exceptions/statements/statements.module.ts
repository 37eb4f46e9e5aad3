import { Module } from '@nestjs/common';
import { AuditTrailModule } from '../../audit/index.ts';
import { CorrectionsModule } from '../../corrections/index.ts';
import { PeopleModule } from '../../people/index.ts';
import { PunchesModule } from '../../punches/index.ts';
import { TimesheetsModule } from '../../timesheets/index.ts';
import { DayReader } from '../desk/day-reader.ts';
import { ExceptionsModule } from '../exceptions.module.ts';
import { StatementDesk } from './statement-desk.ts';
import { StatementsController } from './statements.controller.ts';
import { StatementsRepository } from './statements.repository.ts';
import { StatementsService } from './statements.service.ts';

/** What people say about punches of theirs, and what becomes of it. */
@Module({
  imports: [
    AuditTrailModule,
    CorrectionsModule,
    PeopleModule,
    PunchesModule,
    TimesheetsModule,
    ExceptionsModule,
  ],
  controllers: [StatementsController],
  providers: [StatementsRepository, StatementDesk, StatementsService, DayReader],
  exports: [StatementsRepository, StatementDesk, DayReader],
})
export class StatementsModule {}
