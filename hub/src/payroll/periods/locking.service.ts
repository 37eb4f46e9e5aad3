import { Inject, Injectable } from '@nestjs/common';
import type { BlockedPerson, Blocker, LockRefusal, LockRequest, PeriodDeltas } from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { AuditTrail } from '../../audit/data.ts';
import { EventLog } from '../../event-log/index.ts';
import { DATABASE, type Database, type Lsn, type Sql } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { ENGINE_VERSION, PolicyDirectory, TIME_ZONE_DATA } from '../../timesheets/data.ts';
import { blocker, blockersKnowing } from '../domain/blockers.ts';
import { lockBlockers } from '../domain/standing.ts';
import { aboutPeriod } from './about-period.ts';
import { blockedPerson } from './approvals.service.ts';
import { decide } from './decide.ts';
import { DeltaFinder } from './delta-finder.ts';
import { DraftSheetsRepository } from './draft-sheets.repository.ts';
import { Elsewhere } from './elsewhere.ts';
import { type Draft, LockDrafter } from './lock-drafter.ts';
import { LocksRepository } from './locks.repository.ts';
import { type MemberStanding, MembersRepository } from './members.repository.ts';
import { OwedDeltas, type Reader } from './owed-deltas.ts';
import type { Period } from './period.ts';
import { periodChanged } from './period-events.ts';
import { PeriodFinder, type PeriodId } from './period-finder.ts';

/** Blocked people that a refusal lists; it says how many there are. */
const REFUSED_PEOPLE_MAX = 100;

interface Locking {
  id: string;
  name: PeriodId;
  by: string;
  nowMs: number;
}

/** What a lock begins with. */
interface Opening {
  period: Period;
  /** Everybody of the period, by personnel number. */
  employees: readonly string[];
  /** Policy assignments of the site so far: they only ever become more. */
  assignments: number;
}

/** Locks periods: from then on their hours are what they were, and what changes is made good for later. */
@Injectable()
export class LockingService {
  readonly #database: Database;
  readonly #finder: PeriodFinder;
  readonly #members: MembersRepository;
  readonly #locks: LocksRepository;
  readonly #drafts: DraftSheetsRepository;
  readonly #drafter: LockDrafter;
  readonly #deltas: DeltaFinder;
  readonly #owed: OwedDeltas;
  readonly #policies: PolicyDirectory;
  readonly #elsewhere: Elsewhere;
  readonly #events: EventLog;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(PeriodFinder) finder: PeriodFinder,
    @Inject(MembersRepository) members: MembersRepository,
    @Inject(LocksRepository) locks: LocksRepository,
    @Inject(DraftSheetsRepository) drafts: DraftSheetsRepository,
    @Inject(LockDrafter) drafter: LockDrafter,
    @Inject(DeltaFinder) deltas: DeltaFinder,
    @Inject(OwedDeltas) owed: OwedDeltas,
    @Inject(PolicyDirectory) policies: PolicyDirectory,
    @Inject(Elsewhere) elsewhere: Elsewhere,
    @Inject(EventLog) events: EventLog,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#finder = finder;
    this.#members = members;
    this.#locks = locks;
    this.#drafts = drafts;
    this.#drafter = drafter;
    this.#deltas = deltas;
    this.#owed = owed;
    this.#policies = policies;
    this.#elsewhere = elsewhere;
    this.#events = events;
    this.#trail = trail;
  }

  /**
   * Locks a period whose people are all approved with the hours of now: drafts every sheet, then decides in one short transaction
   * that sees whether anything was decided otherwise meanwhile. Throws CONFLICT with everybody who blocks, with what it owes for
   * earlier periods if that is not what `accepted.deltas` names, and when the group's periods would not be locked one after another.
   */
  async lock(name: PeriodId, accepted: LockRequest, by: string): Promise<{ lock: string; lsn: Lsn }> {
    const locking: Locking = { id: uuid(), name, by, nowMs: Date.now() };
    const { value: opening, lsn } = await decide(this.#database, sql => this.#open(sql, locking));
    const owed = await this.#owedBefore(opening.period, locking, lsn);
    refuseUnseen(owed, accepted);
    try {
      const draft = await this.#drafter.draft({
        id: locking.id,
        period: opening.period,
        members: opening.employees,
        asOfSec: Math.floor(locking.nowMs / 1000),
        after: lsn,
      });
      if (draft.deltasDigest !== owed.digest)
        throw new HubError('CONFLICT', {
          en: 'Hours of earlier periods changed meanwhile. Lock it again.',
          de: 'Inzwischen haben sich Stunden früherer Perioden geändert. Sperren Sie noch einmal.',
        });
      const sealed = await decide(this.#database, sql => this.#seal(sql, locking, opening, draft));
      return { lock: locking.id, lsn: sealed.lsn };
    } finally {
      await this.#database.transaction(sql => this.#drafts.end(sql, locking.id));
    }
  }

  /** Looks before the work begins whether it can end well. */
  async #open(sql: Sql, { name, nowMs }: Locking): Promise<Opening> {
    const period = await this.#finder.unlocked(sql, name);
    await this.#refuseOutOfOrder(sql, period);
    const employees = await this.#approved(sql, period, nowMs);
    return { period, employees, assignments: await this.#policies.countAssignments(sql, period.site) };
  }

  /**
   * Everybody of a period, by personnel number. Throws CONFLICT with everybody who blocks it, or else with those whose days are not the
   * drafted ones.
   */
  async #approved(
    sql: Sql,
    period: Period,
    nowMs: number,
    drafted: Draft['daysDigests'] | null = null,
  ): Promise<string[]> {
    const employees: string[] = [];
    const blocked = new Refused();
    const pending = new Refused();
    for await (const members of this.#members.everybody(sql, period, nowMs)) {
      const judged = members.map(member => ({
        member,
        employee: member.employee,
        blockers: lockBlockers(member.standing),
      }));
      const knowing = await this.#elsewhere.of(sql, period, judged);
      for (const { member, employee, blockers } of judged) {
        const { standing, daysDigest } = member;
        employees.push(employee);
        blocked.add(member, blockersKnowing(blockers, knowing(employee), standing.approval?.accepted ?? []));
        if (drafted !== null && drafted.get(employee) !== daysDigest)
          pending.add(member, [blocker('PENDING')]);
      }
    }
    blocked.refuse();
    pending.refuse();
    return employees;
  }

  /** The decision itself: the same hours are approved, by the same rules, after the same earlier periods as were drafted. */
  async #seal(sql: Sql, { id, name, by, nowMs }: Locking, opening: Opening, draft: Draft): Promise<void> {
    const { period } = opening;
    await this.#policies.holdAssignments(sql, period.site);
    await this.#finder.unlocked(sql, name);
    await this.#refuseOutOfOrder(sql, period);
    const employees = await this.#approved(sql, period, nowMs, draft.daysDigests);
    const earlier = await this.#deltas.earlierLocks(sql, period);
    const isSame =
      isSameList(employees, opening.employees) &&
      (await this.#policies.countAssignments(sql, period.site)) === opening.assignments &&
      isSameList(
        earlier.map(({ id: lock }) => lock),
        draft.earlierLocks,
      );
    if (!isSame)
      throw new HubError('CONFLICT', {
        en: 'People, rules or earlier periods changed meanwhile. Lock it again.',
        de: 'Inzwischen haben sich Personen, Regeln oder frühere Perioden geändert. Sperren Sie noch einmal.',
      });
    await this.#locks.add(sql, {
      id,
      period,
      revision: (await this.#locks.revisions(sql, period)) + 1,
      by,
      at: new Date(nowMs).toISOString(),
      people: draft.people,
      engineVersion: ENGINE_VERSION,
      timeZoneData: TIME_ZONE_DATA,
      digests: draft.digests,
    });
    const after = { lock: id, people: draft.people, digests: draft.digests };
    const people = employees.map(employee => ({ employee }));
    await this.#trail.record(sql, { action: 'periods.locked', ...aboutPeriod(name, people), after });
    await this.#events.append(sql, [periodChanged(name, { change: 'locked', by })]);
  }

  #owedBefore(period: Period, { nowMs }: Locking, after: Lsn): Promise<PeriodDeltas> {
    const read: Reader = work => this.#database.snapshot(work, { after });
    return this.#owed.before(read, period, Math.floor(nowMs / 1000));
  }

  /**
   * A group's periods are locked one after another, since each makes good for those before it. The first may be any: what was paid
   * before the hub came is not its business.
   */
  async #refuseOutOfOrder(sql: Sql, period: Period): Promise<void> {
    const [latest] = await this.#locks.active(sql, period.site, period.group);
    if (latest !== undefined && latest.period.from > period.from)
      throw new HubError('CONFLICT', {
        en: `The period from ${latest.period.from} is locked already, and it comes later. Unlock it first.`,
        de: `Die Periode ab ${latest.period.from} ist schon gesperrt, und sie liegt später. Entsperren Sie zuerst diese.`,
      });
    const isNext = latest !== undefined && latest.period.toDay + 1 === period.fromDay;
    if (!isNext && (await this.#locks.isAnythingBefore(sql, period)))
      throw new HubError('CONFLICT', {
        en: `The period before this one is not locked. Lock the periods of "${period.group}" one after another.`,
        de: `Die Periode davor ist nicht gesperrt. Sperren Sie die Perioden von „${period.group}“ eine nach der anderen.`,
      });
  }
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, place) => id === b[place]);
}

function refuseUnseen(owed: PeriodDeltas, { deltas }: LockRequest): void {
  if (owed.total === 0 || deltas === owed.digest) return;
  throw new HubError(
    'CONFLICT',
    {
      en: `The period pays or takes back ${owed.total} lines for earlier ones. Look at them, and send their digest as "deltas" to lock it with them.`,
      de: `Die Periode zahlt für frühere ${owed.total} Zeilen nach oder zieht sie ab. Sehen Sie sie an und senden Sie ihre Prüfsumme als „deltas“, um mit ihnen zu sperren.`,
    },
    { details: owed },
  );
}

/** People who keep a period from being locked: counted, and the first of them named. */
class Refused {
  readonly #people: BlockedPerson[] = [];
  #total = 0;

  add(member: MemberStanding, blockers: readonly Blocker[]): void {
    if (blockers.length === 0) return;
    this.#total += 1;
    if (this.#people.length < REFUSED_PEOPLE_MAX) this.#people.push(blockedPerson(member, blockers));
  }

  /** Throws CONFLICT when there is anybody. */
  refuse(): void {
    if (this.#total === 0) return;
    const refusal: LockRefusal = { total: this.#total, people: this.#people };
    const said = {
      en: `${this.#total} people keep the period from being locked.`,
      de: `Wegen ${this.#total} Personen kann die Periode nicht gesperrt werden.`,
    };
    throw new HubError('CONFLICT', said, { details: refusal });
  }
}
