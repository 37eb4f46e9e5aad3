import { Inject, Injectable } from '@nestjs/common';
import { EventLog } from '../../event-log/index.ts';
import type { Sql } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { type CellRef, cellKey, type PlanConflict, type WantedShift } from '../domain/plan/index.ts';
import { type ShiftRow, ShiftsRepository } from '../shifts/shifts.repository.ts';
import { type NewPublished, PlanRepository } from './plan.repository.ts';
import { conflictsIn, timesOf } from './plan-conflicts.ts';
import { PlanFacts, withNeighbours } from './plan-facts.ts';

/** Most people that one event names: what follows the log reads them one event at a time. */
const EVENT_PEOPLE_MAX = 500;

/**
 * Changes what is published, in the caller's transaction, for whatever has a reason to: a publication, a swap, an open shift. Each
 * change appends `schedule.changed`; who did it and why is the caller's to record. From the first call on, nobody else changes the plan
 * of the site until the transaction ends, so what `conflicts` answers stays true.
 */
@Injectable()
export class PublishedPlan {
  readonly #plan: PlanRepository;
  readonly #shifts: ShiftsRepository;
  readonly #facts: PlanFacts;
  readonly #events: EventLog;

  constructor(
    @Inject(PlanRepository) plan: PlanRepository,
    @Inject(ShiftsRepository) shifts: ShiftsRepository,
    @Inject(PlanFacts) facts: PlanFacts,
    @Inject(EventLog) events: EventLog,
  ) {
    this.#plan = plan;
    this.#shifts = shifts;
    this.#facts = facts;
    this.#events = events;
  }

  /**
   * Plans people on shifts; the ids of the assignments, in order. What is planned already stays as it is. Throws NOT_FOUND for a template
   * that there is not.
   */
  async assign(sql: Sql, wanted: readonly WantedShift[]): Promise<string[]> {
    const shifts = await this.#templates(sql, wanted);
    const ids = await this.#plan.publish(sql, newPublished(wanted, shifts));
    await this.tell(
      sql,
      wanted.map(({ employee, date, shift }) => ({ employee, date, site: shifts.get(shift)?.site ?? '' })),
    );
    return ids;
  }

  /** Takes assignments back; what is gone already is no mistake. */
  async release(sql: Sql, assignments: readonly string[]): Promise<void> {
    await this.#plan.lockSites(sql, await this.#plan.sitesOf(sql, assignments));
    await this.tell(sql, await this.#plan.unpublish(sql, assignments));
  }

  /** What would be wrong if `wanted` were published and the assignments `without` were not; only what `wanted` has a part in. */
  async conflicts(
    sql: Sql,
    wanted: readonly WantedShift[],
    without: readonly string[] = [],
  ): Promise<PlanConflict[]> {
    const shifts = await this.#templates(sql, wanted);
    const found: PlanConflict[] = [];
    for (const [site, ofSite] of Map.groupBy(wanted, ({ shift }) => shifts.get(shift)?.site ?? '')) {
      const employees = [...new Set(ofSite.map(({ employee }) => employee))];
      const dates = ofSite.map(({ date }) => date).sort();
      const span = { from: dates[0] ?? '', to: dates.at(-1) ?? '' };
      const around = withNeighbours(span);
      const people = await this.#facts.people(sql, site, employees, span.from, span.to);
      const published = await this.#plan.published(sql, employees, around.from, around.to);
      const gone = new Set(without);
      const asked = new Set(ofSite.map(one => `${cellKey(one)}/${one.shift}`));
      const kept = published.filter(one => !gone.has(one.id) && !asked.has(`${cellKey(one)}/${one.shift}`));
      const known = new Map([
        ...(await this.#shifts.byIds(
          sql,
          kept.map(({ shift }) => shift),
        )),
        ...shifts,
      ]);
      found.push(...concerning(conflictsIn({ kept, added: ofSite }, people, known), ofSite));
    }
    return found;
  }

  /** Tells that what is planned in these cells is otherwise now. */
  async tell(sql: Sql, cells: readonly (CellRef & { site: string })[]): Promise<void> {
    const events = [...Map.groupBy(cells, ({ site }) => site)].flatMap(([site, ofSite]) => {
      const dates = ofSite.map(({ date }) => date).sort();
      const span = { from: dates[0] ?? '', to: dates.at(-1) ?? '' };
      return peopleInParts(ofSite).map(employees => ({
        kind: 'schedule.changed' as const,
        site,
        key: employees.length === 1 ? (employees[0] ?? site) : site,
        payload: { employees, dates: span },
      }));
    });
    await this.#events.append(sql, events);
  }

  async #templates(sql: Sql, wanted: readonly WantedShift[]): Promise<Map<string, ShiftRow>> {
    const shifts = await this.#shifts.byIds(
      sql,
      wanted.map(({ shift }) => shift),
    );
    if (wanted.some(({ shift }) => !shifts.has(shift)))
      throw new HubError('NOT_FOUND', { en: 'There is no such shift.', de: 'Diese Schicht gibt es nicht.' });
    await this.#plan.lockSites(
      sql,
      [...shifts.values()].map(({ site }) => site),
    );
    return shifts;
  }
}

/** People of cells in parts that one event may name. */
export function peopleInParts(cells: readonly CellRef[]): string[][] {
  const employees = [...new Set(cells.map(({ employee }) => employee))];
  return Array.from({ length: Math.ceil(employees.length / EVENT_PEOPLE_MAX) }, (_, at) =>
    employees.slice(at * EVENT_PEOPLE_MAX, (at + 1) * EVENT_PEOPLE_MAX),
  );
}

/** Conflicts in which one of these cells has a part. */
export function concerning(conflicts: readonly PlanConflict[], cells: readonly CellRef[]): PlanConflict[] {
  const keys = new Set(cells.map(cellKey));
  return conflicts.filter(
    ({ employee, date, otherDate }) =>
      keys.has(cellKey({ employee, date })) ||
      (otherDate !== null && keys.has(cellKey({ employee, date: otherDate }))),
  );
}

/** Wanted shifts with their instants and all else that they keep. */
export function newPublished(
  wanted: readonly WantedShift[],
  shifts: ReadonlyMap<string, ShiftRow>,
): NewPublished[] {
  const times = timesOf(shifts);
  return wanted.map(({ employee, date, shift }) => {
    const template = shifts.get(shift);
    if (!template) throw new Error('a planned shift has a template');
    const { unpaidSeconds, graceSeconds, area } = template;
    return { employee, date, shift, unpaidSeconds, graceSeconds, area, ...times(template, date) };
  });
}
