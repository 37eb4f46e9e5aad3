import { Inject, Injectable } from '@nestjs/common';
import type {
  ApproveAnswer,
  ApproveRequest,
  BlockedPerson,
  Blocker,
  WithdrawAnswer,
  WithdrawRequest,
} from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { AuditTrail } from '../../audit/data.ts';
import { EventLog } from '../../event-log/index.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { type Decider, idsWithin, outsideOf } from '../../platform/http/access/reach-lists.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { approvalBlockers, blocker, blockersKnowing, findingKey } from '../domain/blockers.ts';
import { verdictOf } from '../domain/standing.ts';
import { aboutPeriod } from './about-period.ts';
import { ApprovalsRepository } from './approvals.repository.ts';
import { decide } from './decide.ts';
import { Elsewhere } from './elsewhere.ts';
import { type Member, type MemberStanding, MembersRepository } from './members.repository.ts';
import type { Period } from './period.ts';
import { peopleOfPeriodChanged } from './period-events.ts';
import { PeriodFinder, type PeriodId } from './period-finder.ts';

type Whom = Pick<ApproveRequest, 'employees' | 'team' | 'everybody'>;

/** Approving hours, one by one, by team or all at once, and taking it back. */
@Injectable()
export class ApprovalsService {
  readonly #database: Database;
  readonly #finder: PeriodFinder;
  readonly #members: MembersRepository;
  readonly #approvals: ApprovalsRepository;
  readonly #elsewhere: Elsewhere;
  readonly #events: EventLog;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(PeriodFinder) finder: PeriodFinder,
    @Inject(MembersRepository) members: MembersRepository,
    @Inject(ApprovalsRepository) approvals: ApprovalsRepository,
    @Inject(Elsewhere) elsewhere: Elsewhere,
    @Inject(EventLog) events: EventLog,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#finder = finder;
    this.#members = members;
    this.#approvals = approvals;
    this.#elsewhere = elsewhere;
    this.#events = events;
    this.#trail = trail;
  }

  /**
   * Approves the hours of whoever has no blocker, and says what blocks the others. Who is approved already stays so. A team, or everybody,
   * is as much of it as is within reach of the one who approves; their own hours are blocked. FORBIDDEN where either is named.
   */
  async approve(id: PeriodId, request: ApproveRequest, by: Decider): Promise<ApproveAnswer> {
    const { acceptFindings = [], reason = '' } = request;
    const nowMs = Date.now();
    const { value } = await decide(this.#database, async sql => {
      const period = await this.#finder.unlocked(sql, id);
      await requireWhom(sql, id, request, by);
      const chosen = choose(await this.#standings(sql, period, nowMs, request, by), request);
      const judged = await this.#judge(sql, period, chosen, acceptFindings);
      const [standing, others] = split(judged, ({ isApproved }) => isApproved);
      const [own, foreign] = split(others, ({ member }) => member.employee === by.employee);
      const [ready, blocked] = split(foreign, ({ blockers }) => blockers.length === 0);
      const people = ready.map(({ member }) => member);
      await this.#approvals.add(sql, id, {
        kind: 'approve',
        by: by.name,
        at: new Date(nowMs).toISOString(),
        reason,
        people: people.map(member => ({
          ...withDigest(member),
          accepted: acceptedOf(member, acceptFindings),
          acceptedEarlier: member.standing.earlierFindings.map(findingKey),
        })),
      });
      if (people.length > 0)
        await this.#trail.record(sql, {
          action: 'periods.approved',
          ...aboutPeriod(id, people),
          after: { accepted: acceptFindings },
          why: reason,
        });
      const employees = people.map(({ employee }) => employee);
      const events = peopleOfPeriodChanged(id, { change: 'approved', by: by.name, employees });
      await this.#events.append(sql, events);
      return {
        approved: [...standing, ...ready].map(({ member }) => member.employee),
        blocked: [
          ...blocked.map(({ member, blockers }) => blockedPerson(member, blockers)),
          ...own.map(({ member }) => blockedPerson(member, [blocker('OWN_HOURS')])),
        ],
      };
    });
    return value;
  }

  /** Takes approvals back, within the reach of the one who asks and not their own. Who was not approved is not in the answer. */
  async withdraw(id: PeriodId, request: WithdrawRequest, by: Decider): Promise<WithdrawAnswer> {
    const nowMs = Date.now();
    const { value } = await decide(this.#database, async sql => {
      const period = await this.#finder.unlocked(sql, id);
      await requireWhom(sql, id, request, by);
      const members = await this.#standings(sql, period, nowMs, request, by);
      const approved = choose(members, request).filter(
        ({ employee, standing }) => standing.approval !== null && employee !== by.employee,
      );
      await this.#approvals.add(sql, id, {
        kind: 'withdraw',
        by: by.name,
        at: new Date(nowMs).toISOString(),
        reason: request.reason,
        people: approved.map(member => ({ ...withDigest(member), accepted: [], acceptedEarlier: [] })),
      });
      if (approved.length > 0)
        await this.#trail.record(sql, {
          action: 'periods.approval-withdrawn',
          ...aboutPeriod(id, approved),
          why: request.reason,
        });
      const employees = approved.map(({ employee }) => employee);
      const events = peopleOfPeriodChanged(id, { change: 'withdrawn', by: by.name, employees });
      await this.#events.append(sql, events);
      return { withdrawn: employees };
    });
    return value;
  }

  /** What blocks each of them, and whether they are approved already with these hours. */
  async #judge(
    sql: Sql,
    period: Period,
    members: readonly MemberStanding[],
    acceptFindings: readonly string[],
  ): Promise<{ member: MemberStanding; blockers: Blocker[]; isApproved: boolean }[]> {
    const seen = members.map(member => ({
      member,
      employee: member.employee,
      blockers: approvalBlockers(member.standing, acceptFindings),
    }));
    const knowing = await this.#elsewhere.of(sql, period, seen);
    return seen.map(({ member, employee, blockers }) => {
      const elsewhere = knowing(employee);
      const { state, blockers: left } = verdictOf(member.standing);
      const accepted = member.standing.approval?.accepted ?? [];
      return {
        member,
        blockers: blockersKnowing(blockers, elsewhere, acceptFindings),
        isApproved: state === 'approved' && blockersKnowing(left, elsewhere, accepted).length === 0,
      };
    });
  }

  /** Of whom the request names, else of everybody within reach. */
  async #standings(
    sql: Sql,
    period: Period,
    nowMs: number,
    { employees }: Whom,
    by: Decider,
  ): Promise<MemberStanding[]> {
    return this.#members.standings(sql, period, nowMs, employees ?? (await idsWithin(sql, by)));
  }
}

/** Throws FORBIDDEN when a request names the one who asks, or somebody, or a team, out of their reach. */
async function requireWhom(
  sql: Sql,
  { site }: PeriodId,
  { employees = [], team }: Whom,
  by: Decider,
): Promise<void> {
  if (by.employee !== null && employees.includes(by.employee))
    throw new HubError('FORBIDDEN', {
      en: 'Nobody approves their own hours: ask somebody else.',
      de: 'Niemand genehmigt die eigenen Stunden: Das muss jemand anderes tun.',
    });
  const { reach } = by;
  const isForeignTeam =
    team !== undefined &&
    reach.kind !== 'everybody' &&
    !(reach.kind === 'teams' && reach.teams.some(mine => mine.site === site && mine.team === team));
  if (isForeignTeam || (await outsideOf(sql, by, employees)).size > 0)
    throw new HubError('FORBIDDEN', {
      en: 'This is about somebody who is not in your teams.',
      de: 'Das betrifft jemanden, der nicht in Ihren Teams ist.',
    });
}

/** A person and what blocks, as answers say it. */
export function blockedPerson(member: Member, blockers: readonly Blocker[]): BlockedPerson {
  const { employee, number, givenName, familyName } = member;
  return { employee, number, name: `${givenName} ${familyName}`, blockers: [...blockers] };
}

/** The members that a decision is about. Throws VALIDATION_ERROR when it names somebody who is not one. */
function choose(members: readonly MemberStanding[], { employees, team }: Whom): MemberStanding[] {
  if (employees === undefined) return members.filter(member => team === undefined || member.team === team);
  const wanted = new Set(employees);
  const chosen = members.filter(({ employee }) => wanted.delete(employee));
  if (wanted.size === 0) return chosen;
  throw new HubError(
    'VALIDATION_ERROR',
    {
      en: 'Somebody named does not belong to this period.',
      de: 'Eine der genannten Personen gehört nicht zu dieser Periode.',
    },
    {
      details: [...wanted].map(employee => ({
        path: 'employees',
        message: { en: `${employee} is not in it`, de: `${employee} gehört nicht dazu` },
      })),
    },
  );
}

/** What is accepted of somebody who is approved: what the request accepts, and what the inbox accepted before it. */
function acceptedOf({ standing }: MemberStanding, acceptFindings: readonly string[]): string[] {
  const found = [...standing.earlierFindings, ...standing.findings].map(({ code }) => code);
  return [...new Set([...acceptFindings, ...found])];
}

function withDigest({ employee, standing }: MemberStanding) {
  return { id: uuid(), employee, digest: standing.digest };
}

function split<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  return [items.filter(isFirst), items.filter(item => !isFirst(item))];
}
