import { Module } from '@nestjs/common';
import { AttestationReader } from '../../attestations/data.ts';
import { AuditTrailModule } from '../../audit/index.ts';
import { AcceptedFindings } from '../../exceptions/data.ts';
import { TimesheetsModule } from '../../timesheets/index.ts';
import { ApprovalsRepository } from './approvals.repository.ts';
import { ApprovalsService } from './approvals.service.ts';
import { CalendarRepository } from './calendar.repository.ts';
import { DaySumsRepository } from './day-sums.repository.ts';
import { DeltaFinder } from './delta-finder.ts';
import { DraftSheetsRepository } from './draft-sheets.repository.ts';
import { EarlierFindings } from './earlier-findings.ts';
import { Elsewhere } from './elsewhere.ts';
import { HistoryRepository } from './history.repository.ts';
import { LockDrafter } from './lock-drafter.ts';
import { LockedSheetsRepository } from './locked-sheets.repository.ts';
import { LockedSheets } from './locked-sheets.ts';
import { LockingService } from './locking.service.ts';
import { LocksRepository } from './locks.repository.ts';
import { MembersRepository } from './members.repository.ts';
import { OwedDeltas } from './owed-deltas.ts';
import { PeriodFinder } from './period-finder.ts';
import { PeriodPeople } from './period-people.ts';
import { PeriodQueries } from './period-queries.ts';
import { ProofService } from './proof.service.ts';
import { SheetMaker } from './sheet-maker.ts';
import { UnlockingService } from './unlocking.service.ts';

/** Pay periods: approving, locking, opening again, and what was locked. */
@Module({
  imports: [TimesheetsModule, AuditTrailModule],
  providers: [
    AcceptedFindings,
    ApprovalsRepository,
    ApprovalsService,
    AttestationReader,
    CalendarRepository,
    DaySumsRepository,
    DeltaFinder,
    DraftSheetsRepository,
    EarlierFindings,
    Elsewhere,
    HistoryRepository,
    LockDrafter,
    LockedSheets,
    LockedSheetsRepository,
    LockingService,
    LocksRepository,
    MembersRepository,
    OwedDeltas,
    PeriodFinder,
    PeriodPeople,
    PeriodQueries,
    ProofService,
    SheetMaker,
    UnlockingService,
  ],
  exports: [
    LocksRepository,
    LockedSheets,
    ApprovalsService,
    LockingService,
    UnlockingService,
    PeriodPeople,
    PeriodQueries,
    PeriodFinder,
    ProofService,
  ],
})
export class PeriodsModule {}
