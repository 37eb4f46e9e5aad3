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
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { approvalBlockers, findingKey } from '../domain/blockers.ts';
import { verdictOf } from '../domain/standing.ts';
import { ApprovalsRepository } from './approvals.repository.ts';
import { decide } from './decide.ts';
import { type Member, type MemberStanding, MembersRepository } from './members.repository.ts';
import type { Period } from './period.ts';
import { PeriodFinder, type PeriodId } from './period-finder.ts';

type Whom = Pick<ApproveRequest, 'employees' | 'team' | 'everybody'>;

/** Approving hours, one by one, by team or all at once, and taking it back. */
@Injectable()
export class ApprovalsService {
  readonly #database: Database;
  readonly #finder: PeriodFinder;
  readonly #members: MembersRepository;
  readonly #approvals: ApprovalsRepository;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(PeriodFinder) finder: PeriodFinder,
    @Inject(MembersRepository) members: MembersRepository,
    @Inject(ApprovalsRepository) approvals: ApprovalsRepository,
  ) {
    this.#database = database;
    this.#finder = finder;
    this.#members = members;
    this.#approvals = approvals;
  }

  /** Approves the hours of whoever has no blocker, and says what blocks the others. Who is approved already stays so. */
  async approve(id: PeriodId, request: ApproveRequest, by: string): Promise<ApproveAnswer> {
    const { acceptFindings = [], reason = '' } = request;
    const nowMs = Date.now();
    const { value } = await decide(this.#database, async sql => {
      const period = await this.#finder.unlocked(sql, id);
      const chosen = choose(await this.#standings(sql, period, nowMs, request), request);
      const [standing, others] = split(chosen, isApproved);
      const [ready, blocked] = split(
        others,
        member => approvalBlockers(member.standing, acceptFindings).length === 0,
      );
      await this.#approvals.add(sql, id, {
        kind: 'approve',
        by,
        at: new Date(nowMs).toISOString(),
        reason,
        accepted: acceptFindings,
        // Findings are accepted of one person at a time.
        acceptedEarlier: ready.flatMap(({ standing }) => standing.earlierFindings).map(findingKey),
        people: ready.map(withDigest),
      });
      return {
        approved: [...standing, ...ready].map(({ employee }) => employee),
        blocked: blocked.map(member =>
          blockedPerson(member, approvalBlockers(member.standing, acceptFindings)),
        ),
      };
    });
    return value;
  }

  /** Takes approvals back. Who was not approved is not in the answer. */
  async withdraw(id: PeriodId, request: WithdrawRequest, by: string): Promise<WithdrawAnswer> {
    const nowMs = Date.now();
    const { value } = await decide(this.#database, async sql => {
      const period = await this.#finder.unlocked(sql, id);
      const members = await this.#standings(sql, period, nowMs, request);
      const approved = choose(members, request).filter(({ standing }) => standing.approval !== null);
      await this.#approvals.add(sql, id, {
        kind: 'withdraw',
        by,
        at: new Date(nowMs).toISOString(),
        reason: request.reason,
        accepted: [],
        acceptedEarlier: [],
        people: approved.map(withDigest),
      });
      return { withdrawn: approved.map(({ employee }) => employee) };
    });
    return value;
  }

  #standings(sql: Sql, period: Period, nowMs: number, { employees }: Whom): Promise<MemberStanding[]> {
    return this.#members.standings(sql, period, nowMs, employees ?? null);
  }
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
  throw new HubError('VALIDATION_ERROR', 'Somebody named does not belong to this period.', {
    details: [...wanted].map(employee => ({ path: 'employees', message: `${employee} is not in it` })),
  });
}

function isApproved({ standing }: MemberStanding): boolean {
  const { state, blockers } = verdictOf(standing);
  return state === 'approved' && blockers.length === 0;
}

function withDigest({ employee, standing }: MemberStanding) {
  return { id: uuid(), employee, digest: standing.digest };
}

function split<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  return [items.filter(isFirst), items.filter(item => !isFirst(item))];
}
