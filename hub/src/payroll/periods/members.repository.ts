import { Inject, Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.ts';
import {
  DueQueue,
  type LocalDay,
  PolicyDirectory,
  type PolicySpan,
  parseDay,
  type SiteRules,
  UNSETTLED_CODES,
  unsettledFinding,
  ZoneClocks,
} from '../../timesheets/data.ts';
import type { OpenFinding } from '../domain/blockers.ts';
import { type Standing, type StandingApproval, type Verdict, verdictOf } from '../domain/standing.ts';
import { approvalDigest, daysDigest } from './digest.ts';
import { EarlierFindings } from './earlier-findings.ts';
import { ABOUT_ALL, ABOUT_NAMED, DIGESTS, PEOPLE } from './member-statements.ts';
import type { Period } from './period.ts';
import { punchedDates } from './punched-dates.ts';

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

export interface JudgedMember extends Member {
  verdict: Verdict;
  approval: StandingApproval | null;
}

/** Of whom; null: of everybody, of whatever team. */
interface Of {
  only: readonly string[] | null;
  team: string | null;
}

/** Part of a list; no limit is all of it. */
interface Part {
  limit: number | null;
  offset: number;
}

/** What is known about a period before anybody of it is looked at. */
interface Known {
  nowMs: number;
  rules: SiteRules;
  /** What is unsettled on earlier dates, by employee. */
  earlier: ReadonlyMap<string, readonly OpenFinding[]>;
}

type PersonRow = Member & { site: string };
type ApprovalRow = StandingApproval & { employee: string; kind: 'approve' | 'withdraw' };

const ALL: Of = { only: null, team: null };
const WHOLE: Part = { limit: null, offset: 0 };
const NO_DAYS = daysDigest([]);
/** People whose standing is in memory at once where everybody's is asked for; of more at once, the period is looked through instead of each of them. */
const CHUNK_PEOPLE = 500;

/**
 * Who belongs to a period, and how each of them stands. Set by set: a company is a handful of statements. To a period belongs everybody with a day of the group
 * in it, people of the site whose policy is the group's on one of its dates, whoever has something unsettled on an earlier, locked date, and people of
 * the site who punched and are under no policy at all; by personnel number.
 */
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

  /** How everybody stands, or the named ones among them. */
  async standings(
    sql: Sql,
    period: Period,
    nowMs: number,
    only: readonly string[] | null = null,
  ): Promise<MemberStanding[]> {
    const known = await this.#known(sql, period, nowMs);
    const { employees } = await this.#belonging(sql, period, known, { ...ALL, only }, WHOLE);
    return await this.#standingsOf(sql, period, known, employees);
  }

  /** As `standings` of everybody, some hundred people at a time: a company's do not fit the memory that payroll has (R11). */
  async *everybody(sql: Sql, period: Period, nowMs: number): AsyncGenerator<MemberStanding[], void> {
    const known = await this.#known(sql, period, nowMs);
    const { employees } = await this.#belonging(sql, period, known, ALL, WHOLE);
    for (let start = 0; start < employees.length; start += CHUNK_PEOPLE)
      yield await this.#standingsOf(sql, period, known, employees.slice(start, start + CHUNK_PEOPLE));
  }

  /** Verdicts on a part of them, and how many people there are in all. */
  async judged(
    sql: Sql,
    period: Period,
    { nowMs, ...of }: Of & { nowMs: number },
    part: Part = WHOLE,
  ): Promise<{ members: JudgedMember[]; total: number }> {
    const known = await this.#known(sql, period, nowMs);
    const { employees, total } = await this.#belonging(sql, period, known, of, part);
    const standings = await this.#standingsOf(sql, period, known, employees, 'approved');
    const members = standings.map(({ standing, daysDigest: _, ...member }) => ({
      ...member,
      verdict: verdictOf(standing),
      approval: standing.approval,
    }));
    return { members, total };
  }

  async #known(sql: Sql, period: Period, nowMs: number): Promise<Known> {
    const { site, fromDay, toDay } = period;
    const [rules, earlier] = await Promise.all([
      this.#policies.ofSite(sql, site, fromDay, toDay),
      this.#earlier.before(sql, period),
    ]);
    return { nowMs, rules, earlier };
  }

  /** Ids of those who belong, by personnel number. */
  async #belonging(
    sql: Sql,
    period: Period,
    { rules, earlier }: Known,
    { only, team }: Of,
    { limit, offset }: Part,
  ): Promise<{ employees: string[]; total: number }> {
    const { site, group, from, to, zone } = period;
    const about = only === null ? ABOUT_ALL : ABOUT_NAMED;
    const unruled = await this.#punchedUnderNoRules(sql, period, rules, only);
    const [found] = await sql.query<{ employees: string[]; total: number }>(about.members, [
      ...[site, group, from, to, only, zone],
      [...earlier.keys(), ...unruled],
      ...[team, limit, offset],
      ...scopesOf(rules, spans => spans.some(({ policy }) => policy.name === group)),
    ]);
    return found ?? { employees: [], total: 0 };
  }

  /** People of the site whom no policy pays on any date of the period, and who punched in it. */
  async #punchedUnderNoRules(
    sql: Sql,
    period: Period,
    rules: SiteRules,
    only: readonly string[] | null,
  ): Promise<string[]> {
    const scopes = [rules.others, ...rules.teams.values(), ...rules.people.values()];
    if (scopes.every(spans => spans.length > 0)) return [];
    const { site, from, to, zone } = period;
    const about = only === null ? ABOUT_ALL : ABOUT_NAMED;
    const people = await sql.query<{ employee: string }>(about.unruled, [
      ...[site, zone, from, to, only],
      ...scopesOf(rules, spans => spans.length === 0),
    ]);
    const dates = await punchedDates(
      sql,
      period,
      people.map(({ employee }) => employee),
    );
    return [...dates.keys()];
  }

  /**
   * How these people stand who belong to the period; by personnel number. A digest is looked at of whoever is approved alone, and takes most of the
   * work: where `digests` says so, the others have that of no days.
   */
  async #standingsOf(
    sql: Sql,
    period: Period,
    { nowMs, rules, earlier }: Known,
    employees: readonly string[],
    digests: 'all' | 'approved' = 'all',
  ): Promise<MemberStanding[]> {
    if (employees.length === 0) return [];
    const { site, group, from, to, zone } = period;
    const [about, only] = employees.length > CHUNK_PEOPLE ? [ABOUT_ALL, null] : [ABOUT_NAMED, employees];
    const [people, approvals, findings, pending] = await Promise.all([
      sql.query<PersonRow>(PEOPLE, [employees]),
      sql.query<ApprovalRow>(about.approvals, [site, group, from, only]),
      sql.query<{ employee: string; date: string; code: string; punches: string[] }>(about.findings, [
        ...[site, group, from, to, only],
        UNSETTLED_CODES,
      ]),
      this.#due.pending(sql, employees, { toDate: to, nowMs }),
    ]);
    const approvalOf = new Map(
      approvals.flatMap(({ employee, kind, ...approval }) =>
        kind === 'approve' ? [[employee, approval] as const] : [],
      ),
    );
    const digested = digests === 'all' ? employees : employees.filter(employee => approvalOf.has(employee));
    const [digestOf, withoutPolicy] = await Promise.all([
      this.#digests(sql, period, digested),
      this.#datesWithoutPolicy(sql, period, rules, people),
    ]);
    const found = Map.groupBy(findings, ({ employee }) => employee);
    const isPeriodOver = this.#clocks.of(zone).dayAt(Math.floor(nowMs / 1000)) > period.toDay;
    return people.map(({ site: _, ...member }) => {
      const { employee } = member;
      const earlierFindings = earlier.get(employee) ?? [];
      const days = digestOf.get(employee) ?? NO_DAYS;
      return {
        ...member,
        daysDigest: days,
        standing: {
          digest: approvalDigest(days, earlierFindings),
          approval: approvalOf.get(employee) ?? null,
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

  async #digests(
    sql: Sql,
    { site, group, from, to }: Period,
    employees: readonly string[],
  ): Promise<Map<string, string>> {
    if (employees.length === 0) return new Map();
    const rows = await sql.query<{ employee: string; digest: string }>(DIGESTS, [
      ...[site, group, from, to],
      employees,
    ]);
    return new Map(rows.map(({ employee, digest }) => [employee, digest]));
  }

  /** Dates of the period on which these people punched and no policy pays them; who has none is not in it. */
  async #datesWithoutPolicy(
    sql: Sql,
    period: Period,
    rules: SiteRules,
    people: readonly PersonRow[],
  ): Promise<Map<string, string[]>> {
    const elsewhere = people.filter(({ site }) => site !== period.site);
    const spansElsewhere = await this.#policies.spans(sql, elsewhere, period.fromDay, period.toDay);
    const spansOf = (person: PersonRow): readonly PolicySpan[] =>
      spansElsewhere.get(person.employee) ?? rulesOf(person, rules);
    const uncovered = new Map(
      people
        .filter(person => !isCovered(spansOf(person), period))
        .map(person => [person.employee, spansOf(person)]),
    );
    const punched = await punchedDates(sql, period, [...uncovered.keys()]);
    return new Map(
      [...punched].flatMap(([employee, dates]) => {
        const spans = uncovered.get(employee) ?? [];
        const unpaid = dates.filter(date => !spans.some(span => isWithin(parseDay(date), span)));
        return unpaid.length === 0 ? [] : [[employee, unpaid] as const];
      }),
    );
  }
}

/** Rules of somebody of the site. */
function rulesOf({ employee, team }: PersonRow, rules: SiteRules): readonly PolicySpan[] {
  return rules.people.get(employee) ?? (team === null ? undefined : rules.teams.get(team)) ?? rules.others;
}

/** The scopes whose rules are looked for, as the parameters of a statement. */
function scopesOf(
  { others, teams, people }: SiteRules,
  isLookedFor: (spans: readonly PolicySpan[]) => boolean,
): [string[], string[], boolean, string[], string[]] {
  const chosen = (scopes: ReadonlyMap<string, readonly PolicySpan[]>): string[] =>
    [...scopes].flatMap(([scope, spans]) => (isLookedFor(spans) ? [scope] : []));
  return [[...teams.keys()], chosen(teams), isLookedFor(others), [...people.keys()], chosen(people)];
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
