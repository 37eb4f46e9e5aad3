import { Inject, Injectable } from '@nestjs/common';
import type { BlockedPerson, LockRefusal, LockRequest, PeriodDeltas } from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { DATABASE, type Database, type Lsn, type Sql } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { ENGINE_VERSION, PolicyDirectory, TIME_ZONE_DATA } from '../../timesheets/data.ts';
import { blocker } from '../domain/blockers.ts';
import { lockBlockers } from '../domain/standing.ts';
import { blockedPerson } from './approvals.service.ts';
import { decide } from './decide.ts';
import { DeltaFinder } from './delta-finder.ts';
import { DraftSheetsRepository } from './draft-sheets.repository.ts';
import { type Draft, LockDrafter } from './lock-drafter.ts';
import { LocksRepository } from './locks.repository.ts';
import { type MemberStanding, MembersRepository } from './members.repository.ts';
import { OwedDeltas, type Reader } from './owed-deltas.ts';
import type { Period } from './period.ts';
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
  members: readonly MemberStanding[];
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
        members: opening.members.map(({ employee }) => employee),
        asOfSec: Math.floor(locking.nowMs / 1000),
        after: lsn,
      });
      if (draft.deltasDigest !== owed.digest)
        throw new HubError('CONFLICT', 'Hours of earlier periods changed meanwhile. Lock it again.');
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
    const members = await this.#members.standings(sql, period, nowMs);
    refuseBlocked(members);
    return { period, members, assignments: await this.#policies.countAssignments(sql, period.site) };
  }

  /** The decision itself: the same hours are approved, by the same rules, after the same earlier periods as were drafted. */
  async #seal(sql: Sql, { id, name, by, nowMs }: Locking, opening: Opening, draft: Draft): Promise<void> {
    const { period } = opening;
    await this.#policies.holdAssignments(sql, period.site);
    await this.#finder.unlocked(sql, name);
    await this.#refuseOutOfOrder(sql, period);
    const members = await this.#members.standings(sql, period, nowMs);
    refuseBlocked(members);
    refuse(
      members
        .filter(({ employee, daysDigest }) => draft.daysDigests.get(employee) !== daysDigest)
        .map(member => blockedPerson(member, [blocker('PENDING')])),
    );
    const earlier = await this.#deltas.earlierLocks(sql, period);
    const isSame =
      idsOf(members) === idsOf(opening.members) &&
      (await this.#policies.countAssignments(sql, period.site)) === opening.assignments &&
      earlier.length === draft.earlierLocks.length &&
      earlier.every(({ id: lock }, index) => lock === draft.earlierLocks[index]);
    if (!isSame)
      throw new HubError('CONFLICT', 'People, rules or earlier periods changed meanwhile. Lock it again.');
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
      throw new HubError(
        'CONFLICT',
        `The period from ${latest.period.from} is locked already, and it comes later. Unlock it first.`,
      );
    const isNext = latest !== undefined && latest.period.toDay + 1 === period.fromDay;
    if (!isNext && (await this.#locks.isAnythingBefore(sql, period)))
      throw new HubError(
        'CONFLICT',
        `The period before this one is not locked. Lock the periods of "${period.group}" one after another.`,
      );
  }
}

function idsOf(members: readonly MemberStanding[]): string {
  return members.map(({ employee }) => employee).join(' ');
}

function refuseUnseen(owed: PeriodDeltas, { deltas }: LockRequest): void {
  if (owed.total === 0 || deltas === owed.digest) return;
  throw new HubError(
    'CONFLICT',
    `The period pays or takes back ${owed.total} lines for earlier ones. Look at them, and send their digest as "deltas" to lock it with them.`,
    { details: owed },
  );
}

function refuseBlocked(members: readonly MemberStanding[]): void {
  refuse(
    members.flatMap(member => {
      const blockers = lockBlockers(member.standing);
      return blockers.length === 0 ? [] : [blockedPerson(member, blockers)];
    }),
  );
}

function refuse(blocked: readonly BlockedPerson[]): void {
  if (blocked.length === 0) return;
  const refusal: LockRefusal = { total: blocked.length, people: blocked.slice(0, REFUSED_PEOPLE_MAX) };
  throw new HubError('CONFLICT', `${blocked.length} people keep the period from being locked.`, {
    details: refusal,
  });
}
