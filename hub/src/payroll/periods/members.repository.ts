import { Inject, Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.ts';
import {
  DueQueue,
  type LocalDay,
  PolicyDirectory,
  type PolicySpan,
  type PolicySpans,
  parseDay,
  UNSETTLED_CODES,
  unsettledFinding,
  ZoneClocks,
} from '../../timesheets/data.ts';
import type { OpenFinding } from '../domain/blockers.ts';
import type { Standing, StandingApproval } from '../domain/standing.ts';
import { approvalDigest, daysDigest } from './digest.ts';
import { EarlierFindings } from './earlier-findings.ts';
import { ABOUT_ALL, ABOUT_NAMED, MEMBER_IDS } from './member-statements.ts';
import type { Period } from './period.ts';

/** Somebody who belongs to a period. */
export interface Member {
  employee: string;
  number: string;
  givenName: string;
  familyName: string;
  team: string | null;
}

export interface MemberStanding extends Member {
  /** Digest of the days alone. */
  daysDigest: string;
  standing: Standing;
}

const NO_DAYS = daysDigest([]);
/** People whose standing is in memory at once where everybody's is asked for. */
const CHUNK_PEOPLE = 500;

// As corrected: what was voided needs no policy, what was added does, and what was moved counts where it is now.
const PUNCHED_DATES = `
  with punched as (
    select punch_id as id, employee_id, occurred_at from punch
    where employee_id = any($1::uuid[])
      and occurred_at >= $3::date::timestamp at time zone $2 and occurred_at < ($4::date + 1)::timestamp at time zone $2
    union
    select p.punch_id, p.employee_id, p.occurred_at from correction c join punch p on p.punch_id = c.punch_id
    where c.employee_id = any($1::uuid[]) and c.kind = 'move'
      and c.occurred_at >= $3::date::timestamp at time zone $2 and c.occurred_at < ($4::date + 1)::timestamp at time zone $2
    union
    select id, employee_id, occurred_at from correction
    where employee_id = any($1::uuid[]) and kind = 'add'
      and touches_to >= $3::date::timestamp at time zone $2 and touches_from < ($4::date + 1)::timestamp at time zone $2
  ), counted as (
    select p.employee_id, coalesce(m.occurred_at, p.occurred_at) as at
    from punched p
    left join lateral (
      select occurred_at from correction where punch_id = p.id and kind = 'move' order by made_at desc, id desc limit 1
    ) m on true
    where not exists (select from correction where punch_id = p.id and kind = 'void')
  )
  select distinct employee_id as employee, (at at time zone $2)::date as date from counted
  where (at at time zone $2)::date between $3::date and $4::date
  order by date`;

interface PersonRow extends Member {
  site: string;
  active: boolean;
  /** Null: no day of the period is of the group. */
  digest: string | null;
}

/** Whose standing is asked for, and what is unsettled on earlier dates. */
interface Asked {
  nowMs: number;
  /** Null: everybody. */
  only: readonly string[] | null;
  earlier: ReadonlyMap<string, readonly OpenFinding[]>;
}

type ApprovalRow = StandingApproval & { employee: string; kind: 'approve' | 'withdraw' };

/** Who belongs to a period, and how each of them stands. Set by set: a company is a handful of statements. */
@Injectable()
export class MembersRepository {
  readonly #policies: PolicyDirectory;
  readonly #due: DueQueue;
  readonly #earlier: EarlierFindings;
  readonly #clocks = new ZoneClocks();

  constructor(
    @Inject(PolicyDirectory) policies: PolicyDirectory,
    @Inject(DueQueue) due: DueQueue,
    @Inject(EarlierFindings) earlier: EarlierFindings,
  ) {
    this.#policies = policies;
    this.#due = due;
    this.#earlier = earlier;
  }

  /**
   * Everybody with a day of the group in the period, people whose policy is the group's on one of its dates, whoever has
   * something unsettled on an earlier, locked date, and people of the site who punched and are under no policy at all; by personnel
   * number. Of the named people, or of all.
   */
  async standings(
    sql: Sql,
    period: Period,
    nowMs: number,
    only: readonly string[] | null = null,
  ): Promise<MemberStanding[]> {
    return await this.#standingsOf(sql, period, {
      nowMs,
      only,
      earlier: await this.#earlier.before(sql, period),
    });
  }

  /**
   * One page of `standings`, and how many people there are in all. Who belongs is found without the digests of everybody's days, which are most of
   * the work: only those of the page are made.
   */
  async page(
    sql: Sql,
    period: Period,
    of: { nowMs: number; only: readonly string[] | null; team: string | null },
    { limit, offset }: { limit: number; offset: number },
  ): Promise<{ members: MemberStanding[]; total: number }> {
    const { nowMs, only, team } = of;
    const earlier = await this.#earlier.before(sql, period);
    const about = only === null ? ABOUT_ALL : ABOUT_NAMED;
    const { members } = await this.#belonging(sql, period, { only, earlier }, about.belonging);
    const matching = members.filter(member => team === null || member.team === team);
    const shown = matching.slice(offset, offset + limit).map(({ employee }) => employee);
    const standings = await this.#standingsOf(sql, period, { nowMs, only: shown, earlier });
    return { members: standings, total: matching.length };
  }

  /** As `standings` of everybody, some hundred people at a time: a company's do not fit the memory that payroll has (R11). */
  async *everybody(sql: Sql, period: Period, nowMs: number): AsyncGenerator<MemberStanding[], void> {
    const { site, group, from, to, zone } = period;
    const earlier = await this.#earlier.before(sql, period);
    const rows = await sql.query<{ employee: string }>(MEMBER_IDS, [
      site,
      group,
      from,
      to,
      null,
      zone,
      [...earlier.keys()],
    ]);
    for (let start = 0; start < rows.length; start += CHUNK_PEOPLE) {
      const only = rows.slice(start, start + CHUNK_PEOPLE).map(({ employee }) => employee);
      yield await this.#standingsOf(sql, period, { nowMs, only, earlier });
    }
  }

  async #standingsOf(sql: Sql, period: Period, { nowMs, only, earlier }: Asked): Promise<MemberStanding[]> {
    const { site, group, from, to, zone } = period;
    const about = only === null ? ABOUT_ALL : ABOUT_NAMED;
    const asked = [site, group, from, to, only];
    const { members, withoutPolicy } = await this.#belonging(sql, period, { only, earlier }, about.people);
    const isPeriodOver = this.#clocks.of(zone).dayAt(Math.floor(nowMs / 1000)) > period.toDay;
    const [findings, approvals, pending] = await Promise.all([
      sql.query<{ employee: string; date: string; code: string; punches: string[] }>(about.findings, [
        ...asked,
        UNSETTLED_CODES,
      ]),
      sql.query<ApprovalRow>(about.approvals, [site, group, from, only]),
      this.#due.pending(
        sql,
        members.map(({ employee }) => employee),
        { toDate: to, nowMs },
      ),
    ]);
    const found = Map.groupBy(findings, ({ employee }) => employee);
    const approvalOf = new Map(
      approvals.map(({ employee, kind, ...approval }) => [employee, { kind, approval }]),
    );
    return members.map(({ site: _site, active: _active, digest, ...member }) => {
      const { employee } = member;
      const latest = approvalOf.get(employee);
      const earlierFindings = earlier.get(employee) ?? [];
      const days = digest ?? NO_DAYS;
      return {
        ...member,
        daysDigest: days,
        standing: {
          digest: approvalDigest(days, earlierFindings),
          approval: latest?.kind === 'approve' ? latest.approval : null,
          findings: (found.get(employee) ?? []).flatMap(({ code, date, punches }) => {
            const blocking = unsettledFinding(code);
            return blocking === null ? [] : [{ code: blocking, date, punches }];
          }),
          earlierFindings,
          datesWithoutPolicy: withoutPolicy.get(employee) ?? [],
          isPending: pending.has(employee),
          isPeriodOver,
        },
      };
    });
  }

  /** Those of the people of a statement who belong to the period, and on which dates of it they punched under no policy. */
  async #belonging(
    sql: Sql,
    period: Period,
    { only, earlier }: Pick<Asked, 'only' | 'earlier'>,
    statement: string,
  ): Promise<{ members: PersonRow[]; withoutPolicy: ReadonlyMap<string, string[]> }> {
    const { site, group, from, to, zone } = period;
    const people = await sql.query<PersonRow>(statement, [
      site,
      group,
      from,
      to,
      only,
      zone,
      [...earlier.keys()],
    ]);
    const spans = await this.#policies.spans(sql, people, period.fromDay, period.toDay);
    const spansOf = ({ employee }: PersonRow) => spans.get(employee) ?? [];
    const withoutPolicy = await this.#datesWithoutPolicy(
      sql,
      period,
      people.filter(person => !isCovered(spansOf(person), period)),
      spans,
    );
    const members = people.filter(
      person =>
        person.digest !== null ||
        earlier.has(person.employee) ||
        spansOf(person).some(({ policy }) => policy.name === group) ||
        (spansOf(person).length === 0 && withoutPolicy.has(person.employee)),
    );
    return { members, withoutPolicy };
  }

  /** Dates of the period on which these people punched and no policy pays them; who has none is not in it. */
  async #datesWithoutPolicy(
    sql: Sql,
    { from, to, zone }: Period,
    people: readonly PersonRow[],
    spans: PolicySpans,
  ): Promise<Map<string, string[]>> {
    const dates = new Map<string, string[]>();
    if (people.length === 0) return dates;
    const employees = people.map(({ employee }) => employee);
    const punched = await sql.query<{ employee: string; date: string }>(PUNCHED_DATES, [
      employees,
      zone,
      from,
      to,
    ]);
    for (const { employee, date } of punched) {
      if (spans.get(employee)?.some(span => isWithin(parseDay(date), span))) continue;
      dates.set(employee, [...(dates.get(employee) ?? []), date]);
    }
    return dates;
  }
}

function isWithin(day: LocalDay, { from, to }: PolicySpan): boolean {
  return day >= from && day <= to;
}

/** Whether some policy is in effect on every date of the period. */
function isCovered(spans: readonly PolicySpan[], { fromDay, toDay }: Period): boolean {
  let next = fromDay;
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from))
    if (from <= next && to >= next) next = to + 1;
  return next > toDay;
}
