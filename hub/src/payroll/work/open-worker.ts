import { randomUUID } from 'node:crypto';
import { AttestationReader } from '../../attestations/data.ts';
import { AuditTrail } from '../../audit/data.ts';
import { EventLog } from '../../event-log/index.ts';
import { AcceptedFindings } from '../../exceptions/data.ts';
import type { Database } from '../../platform/database/database.ts';
import { openTimesheets } from '../../timesheets/data.ts';
import { ExportsRepository } from '../exports/exports.repository.ts';
import { ExportsService } from '../exports/exports.service.ts';
import { MappingsService } from '../exports/mappings.service.ts';
import { CalendarRepository } from '../periods/calendar.repository.ts';
import { DeltaFinder } from '../periods/delta-finder.ts';
import { DraftSheetsRepository } from '../periods/draft-sheets.repository.ts';
import { EarlierFindings } from '../periods/earlier-findings.ts';
import { Elsewhere } from '../periods/elsewhere.ts';
import { LockDrafter } from '../periods/lock-drafter.ts';
import { LockedSheetsRepository } from '../periods/locked-sheets.repository.ts';
import { LockedSheets } from '../periods/locked-sheets.ts';
import { LockingService } from '../periods/locking.service.ts';
import { LocksRepository } from '../periods/locks.repository.ts';
import { MembersRepository } from '../periods/members.repository.ts';
import { OwedDeltas } from '../periods/owed-deltas.ts';
import { PeriodFinder } from '../periods/period-finder.ts';
import { ProofService } from '../periods/proof.service.ts';
import { SheetMaker } from '../periods/sheet-maker.ts';
import { PayrollWorker } from './payroll-jobs.ts';

/** A worker on a database, put together without a hub. */
export function openWorker(database: Database): PayrollWorker {
  const { facts, policies, due } = openTimesheets();
  const locks = new LocksRepository();
  const finder = new PeriodFinder(new CalendarRepository(), locks);
  const stored = new LockedSheetsRepository();
  const sheets = new LockedSheets(database, locks, stored);
  const maker = new SheetMaker(facts);
  const deltas = new DeltaFinder(locks, stored, maker);
  const drafts = new DraftSheetsRepository();
  const drafter = new LockDrafter(database, drafts, maker, deltas);
  const members = new MembersRepository(policies, due, new EarlierFindings(deltas, stored));
  const owed = new OwedDeltas(deltas);
  const exports = new ExportsRepository();
  const elsewhere = new Elsewhere(new AcceptedFindings(), new AttestationReader());
  const events = new EventLog({ hubId: randomUUID() });
  const trail = new AuditTrail();
  const mappings = new MappingsService(database, exports, trail);
  return new PayrollWorker(
    new LockingService(
      database,
      finder,
      members,
      locks,
      drafts,
      drafter,
      deltas,
      owed,
      policies,
      elsewhere,
      events,
      trail,
    ),
    new ExportsService(database, exports, mappings, finder, sheets, events, trail),
    new ProofService(database, finder, locks, sheets, facts, maker),
  );
}
