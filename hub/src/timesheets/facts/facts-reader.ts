import { Inject, Injectable } from '@nestjs/common';
import { CorrectionsRepository, type StoredCorrection } from '../../corrections/data.ts';
import type { Sql } from '../../platform/database/database.ts';
import { type ClockedPunches, PunchesRepository } from '../../punches/data.ts';
import { SchedulingRepository } from '../../scheduling/data.ts';
import {
  type Correction,
  formatDay,
  type Leave,
  type LocalDay,
  type PlannedShift,
  type PunchFact,
  parseDay,
} from '../domain/index.ts';
import { addPunchFacts, compareCorrections, comparePunches, correctionFact } from './fact-rows.ts';
import type { FactWindow } from './fact-window.ts';

/** Facts by employee, holidays by site. Dates may be more than a person's window asks for, punches and corrections are not. */
export interface ReadFacts {
  punches: ReadonlyMap<string, readonly PunchFact[]>;
  corrections: ReadonlyMap<string, readonly Correction[]>;
  shifts: ReadonlyMap<string, readonly PlannedShift[]>;
  leave: ReadonlyMap<string, readonly Leave[]>;
  holidays: ReadonlyMap<string, readonly LocalDay[]>;
}

/** Facts of many people from the tables, in a handful of statements. */
@Injectable()
export class FactsReader {
  readonly #punches: PunchesRepository;
  readonly #corrections: CorrectionsRepository;
  readonly #scheduling: SchedulingRepository;

  constructor(
    @Inject(PunchesRepository) punches: PunchesRepository,
    @Inject(CorrectionsRepository) corrections: CorrectionsRepository,
    @Inject(SchedulingRepository) scheduling: SchedulingRepository,
  ) {
    this.#punches = punches;
    this.#corrections = corrections;
    this.#scheduling = scheduling;
  }

  /** Punches in order of time, corrections in the order they were made, dates ascending. */
  async read(sql: Sql, windows: readonly FactWindow[]): Promise<ReadFacts> {
    const employees = windows.map(({ of }) => of.person.employee);
    const sites = [...new Set(windows.map(({ of }) => of.person.site))];
    const [from, to] = datesOf(windows);
    const [clocked, stored, shifts, holidays, leave] = await Promise.all([
      this.#punches.clocked(
        sql,
        windows.map(({ of, fromMs, beforeMs }) => ({ employee: of.person.employee, fromMs, beforeMs })),
      ),
      this.#corrections.touching(
        sql,
        windows.map(({ of, fromMs, beforeMs }) => ({
          employee: of.person.employee,
          fromMs,
          toMs: beforeMs - 1,
        })),
      ),
      this.#scheduling.plannedShifts(sql, employees, from, to),
      this.#scheduling.holidays(sql, sites, from, to),
      this.#scheduling.leave(sql, employees, from, to),
    ]);
    const punches = new Map<string, PunchFact[]>(employees.map(employee => [employee, []]));
    addPunches(punches, employees, clocked);
    const named = namedElsewhere(stored, punches);
    addPunches(
      punches,
      named.map(({ employee }) => employee),
      await this.#punches.clockedById(sql, named),
    );
    for (const ofPerson of punches.values()) ofPerson.sort(comparePunches);
    return {
      punches,
      corrections: byEmployee(stored, ofPerson => ofPerson.map(correctionFact).sort(compareCorrections)),
      shifts: byEmployee(shifts, ofPerson =>
        ofPerson.map(({ employee: _, date, ...shift }) => ({ ...shift, date: parseDay(date) })),
      ),
      leave: byEmployee(leave, ofPerson =>
        ofPerson.map(({ date, kind, seconds, code }) => ({ date: parseDay(date), kind, seconds, code })),
      ),
      holidays: groupsOf(
        holidays,
        ({ site }) => site,
        ofSite => ofSite.map(({ date }) => parseDay(date)),
      ),
    };
  }
}

/** First and last date that anybody needs, both included. */
function datesOf(windows: readonly FactWindow[]): [string, string] {
  const first = windows.reduce((day, { fromDay }) => Math.min(day, fromDay), Number.POSITIVE_INFINITY);
  const end = windows.reduce((day, { beforeDay }) => Math.max(day, beforeDay), Number.NEGATIVE_INFINITY);
  return [formatDay(first), formatDay(end - 1)];
}

/** `employees[index]` is whose punches they are. */
function addPunches(
  punches: Map<string, PunchFact[]>,
  employees: readonly string[],
  clocked: readonly ClockedPunches[],
): void {
  for (const ofPerson of clocked) {
    const facts = punches.get(employees[ofPerson.index] ?? '');
    if (facts !== undefined) addPunchFacts(facts, ofPerson);
  }
}

/** Punches that corrections moved into the window from far away: without them there would be nothing to correct. */
function namedElsewhere(
  stored: readonly StoredCorrection[],
  punches: ReadonlyMap<string, readonly PunchFact[]>,
): { employee: string; punchId: string }[] {
  const added = new Set(stored.flatMap(({ id, kind }) => (kind === 'add' ? [id] : [])));
  const named = new Map<string, string>();
  for (const { employee, punch } of stored) {
    if (punch === null || added.has(punch)) continue;
    if (!punches.get(employee)?.some(({ id }) => id === punch)) named.set(punch, employee);
  }
  return [...named].map(([punchId, employee]) => ({ employee, punchId }));
}

function byEmployee<T extends { employee: string }, U>(
  rows: readonly T[],
  change: (ofPerson: readonly T[]) => U,
): Map<string, U> {
  return groupsOf(rows, ({ employee }) => employee, change);
}

function groupsOf<T, U>(
  rows: readonly T[],
  keyOf: (row: T) => string,
  change: (group: readonly T[]) => U,
): Map<string, U> {
  return new Map([...Map.groupBy(rows, keyOf)].map(([key, group]) => [key, change(group)]));
}
