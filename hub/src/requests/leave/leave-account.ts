import { Inject, Injectable } from '@nestjs/common';
import { type LeaveBalance, LeaveKind, type LeaveTaken } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { SchedulingRepository } from '../../scheduling/index.ts';
import {
  balanceOn,
  inDays,
  type LeaveTerms,
  type LeaveUse,
  minutesBeyond,
  NO_ENTITLEMENT,
  USUAL_TERMS,
} from '../domain/index.ts';
import { RequestsRepository } from '../requests.repository.ts';
import { type EntitlementRow, EntitlementsRepository } from './entitlements.repository.ts';

/** Leave of a person against what they may take: what stands in the calendar, however it came there, and what is asked for. */
@Injectable()
export class LeaveAccount {
  readonly #entitlements: EntitlementsRepository;
  readonly #requests: RequestsRepository;
  readonly #scheduling: SchedulingRepository;

  constructor(
    @Inject(EntitlementsRepository) entitlements: EntitlementsRepository,
    @Inject(RequestsRepository) requests: RequestsRepository,
    @Inject(SchedulingRepository) scheduling: SchedulingRepository,
  ) {
    this.#entitlements = entitlements;
    this.#requests = requests;
    this.#scheduling = scheduling;
  }

  /** What a day of leave is, by year: as the entitlement of the kind says, else as that of annual leave, else as is usual. */
  async terms(
    sql: Sql,
    employee: string,
    kind: LeaveKind,
    { from, to }: { from: string; to: string },
  ): Promise<(year: number) => LeaveTerms> {
    const rows = await this.#entitlements.ofYears(sql, employee, { from: yearOf(from), to: yearOf(to) });
    return year => termsIn(rows, year, kind);
  }

  /** Years in which these dates go beyond what is left, and by how many minutes; a kind without an entitlement has no end. */
  async beyond(
    sql: Sql,
    wanted: { employee: string; kind: LeaveKind; days: readonly LeaveTaken[]; request: string | null },
  ): Promise<{ year: number; minutes: number }[]> {
    const { employee, kind, days, request } = wanted;
    const found: { year: number; minutes: number }[] = [];
    for (const [year, ofYear] of Map.groupBy(days, ({ date }) => yearOf(date))) {
      const rows = await this.#entitlements.ofYears(sql, employee, { from: year, to: year });
      const entitlement = rows.find(row => row.kind === kind);
      if (!entitlement) continue;
      const uses = (await this.#uses(sql, employee, year, request)).filter(use => use.kind === kind);
      const minutes =
        minutesBeyond(entitlement, [...uses, ...ofYear.map(day => ({ ...day, isGranted: false }))]) -
        minutesBeyond(entitlement, uses);
      if (minutes > 0) found.push({ year, minutes });
    }
    return found;
  }

  /** How every kind stands in a year, as of a date: those with an entitlement, and those of which there is any leave. */
  async balances(sql: Sql, employee: string, year: number, today: string): Promise<LeaveBalance[]> {
    const rows = await this.#entitlements.ofYears(sql, employee, { from: year, to: year });
    const uses = await this.#uses(sql, employee, year, null);
    return LeaveKind.options
      .filter(kind => [...rows, ...uses].some(one => one.kind === kind))
      .map(kind => balanceView({ employee, year, kind, rows, uses, today }));
  }

  /** How one kind stands, whether there is anything of it or not. */
  async balance(
    sql: Sql,
    of: { employee: string; year: number; kind: LeaveKind },
    today: string,
  ): Promise<LeaveBalance> {
    const rows = await this.#entitlements.ofYears(sql, of.employee, { from: of.year, to: of.year });
    const uses = await this.#uses(sql, of.employee, of.year, null);
    return balanceView({ ...of, rows, uses, today });
  }

  async #uses(
    sql: Sql,
    employee: string,
    year: number,
    except: string | null,
  ): Promise<(LeaveUse & { kind: LeaveKind })[]> {
    const [from, to] = [`${year}-01-01`, `${year}-12-31`];
    const given = await this.#scheduling.leave(sql, [employee], from, to);
    const asked = await this.#requests.leaveAsked(sql, { employee, year, except });
    return [
      ...given.map(({ kind, date, seconds }) => ({
        ...{ kind, date, isGranted: true },
        minutes: Math.floor(seconds / 60),
      })),
      ...asked.map(use => ({ ...use, isGranted: false })),
    ];
  }
}

function balanceView(of: {
  employee: string;
  year: number;
  kind: LeaveKind;
  rows: readonly EntitlementRow[];
  uses: readonly (LeaveUse & { kind: LeaveKind })[];
  today: string;
}): LeaveBalance {
  const { employee, year, kind, rows, today } = of;
  const row = rows.find(one => one.kind === kind);
  const entitlement = row ?? NO_ENTITLEMENT;
  const { dayMinutes, weekdays } = termsIn(rows, year, kind);
  const uses = of.uses.filter(use => use.kind === kind);
  const { taken, planned, asked, lapsed, left } = balanceOn(today, entitlement, uses);
  const amount = (minutes: number) => ({ minutes, days: inDays(minutes, dayMinutes) });
  return {
    ...{ employee, year, kind },
    granted: amount(entitlement.grantedMinutes),
    carried: amount(entitlement.carriedMinutes),
    carriedUntil: entitlement.carriedUntil,
    ...{ lapsed: amount(lapsed), taken: amount(taken), planned: amount(planned), asked: amount(asked) },
    left: amount(left),
    ...{ dayMinutes, weekdays: [...weekdays], version: row?.version ?? 0 },
  };
}

function termsIn(rows: readonly EntitlementRow[], year: number, kind: LeaveKind): LeaveTerms {
  const ofYear = rows.filter(row => row.year === year);
  return ofYear.find(row => row.kind === kind) ?? ofYear.find(row => row.kind === 'annual') ?? USUAL_TERMS;
}

function yearOf(date: string): number {
  return Number(date.slice(0, 4));
}
