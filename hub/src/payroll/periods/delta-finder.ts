import { Inject, Injectable } from '@nestjs/common';
import type { SheetDelta, SheetInputs } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { ZoneClocks } from '../../timesheets/data.ts';
import { deltasOf, type PaidDay } from '../domain/deltas.ts';
import { type DeltaCase, deltaReasons, newPunchIds } from './delta-reasons.ts';
import { LockedSheetsRepository } from './locked-sheets.repository.ts';
import { type ActiveLock, LocksRepository } from './locks.repository.ts';
import { readInputs, unpackInputs, unpackSheet } from './packed-sheet.ts';
import type { Period } from './period.ts';
import { SheetMaker } from './sheet-maker.ts';

/**
 * How far back a period makes good: to what ended at most so many days before it began. A correction reaches 731 days back, and is
 * made up to two periods of a month before that begins which pays it. What changes further back (a terminal that was found again) is
 * kept and shown in the timesheets, and no sheet pays it by itself: somebody pays it by hand.
 */
export const DELTA_DAYS_MAX = 800;

/** A locked period, and who has other hours on its dates now. */
export interface ChangedPeriod {
  lock: ActiveLock;
  people: ReadonlySet<string>;
}

/** Everybody of whom something changed, in order of their ids. */
export function changedPeople(changed: readonly ChangedPeriod[]): string[] {
  return [...new Set(changed.flatMap(({ people }) => [...people]))].sort();
}

/** Finds what a period owes for earlier, locked ones. Only people whose days differ are computed again. */
@Injectable()
export class DeltaFinder {
  readonly #locks: LocksRepository;
  readonly #sheets: LockedSheetsRepository;
  readonly #maker: SheetMaker;
  readonly #clocks = new ZoneClocks();

  constructor(
    @Inject(LocksRepository) locks: LocksRepository,
    @Inject(LockedSheetsRepository) sheets: LockedSheetsRepository,
    @Inject(SheetMaker) maker: SheetMaker,
  ) {
    this.#locks = locks;
    this.#sheets = sheets;
    this.#maker = maker;
  }

  /** The locked periods that this one makes good for, oldest first. */
  async earlierLocks(sql: Sql, { site, group, fromDay }: Period): Promise<ActiveLock[]> {
    return (await this.#locks.active(sql, site, group))
      .filter(({ period: { toDay } }) => toDay < fromDay && toDay >= fromDay - DELTA_DAYS_MAX)
      .reverse();
  }

  /**
   * Who has other hours now in which of the locked periods before this one, oldest first. Nobody where another open period comes
   * between: that one makes good for them.
   */
  async changedBefore(sql: Sql, period: Period): Promise<ChangedPeriod[]> {
    const locks = await this.earlierLocks(sql, period);
    const isNext = locks.at(-1)?.period.toDay === period.fromDay - 1;
    const found = isNext ? await this.#sheets.changedSince(sql, period, locks) : [];
    const people = Map.groupBy(found, ({ lock }) => lock);
    return locks.map(lock => ({
      lock,
      people: new Set((people.get(lock.id) ?? []).map(({ employee }) => employee)),
    }));
  }

  /** What is owed to these people, by employee; earlier periods first. */
  async deltasOf(
    sql: Sql,
    changed: readonly ChangedPeriod[],
    employees: readonly string[],
    asOfSec: number,
  ): Promise<Map<string, SheetDelta[]>> {
    const owed = new Map<string, SheetDelta[]>();
    const among = employees.filter(employee => changed.some(({ people }) => people.has(employee)));
    if (among.length === 0) return owed;
    const locks = changed.map(({ lock }) => lock.id);
    const stored = await this.#sheets.ofPeople(sql, locks, among);
    const sheets = new Map(stored.map(row => [`${row.lock} ${row.employee}`, unpackSheet(row)]));
    const settled = Map.groupBy(
      [...sheets.values()].flatMap(sheet =>
        sheet.deltas.map(delta => ({ employee: sheet.person.employee, delta })),
      ),
      ({ employee }) => employee,
    );
    for (const { lock, people } of changed) {
      const ofPeriod = among.filter(employee => people.has(employee));
      const cases = await this.#cases(sql, lock, ofPeriod, asOfSec);
      const receivedAt = await receptions(
        sql,
        [...cases.values()].flatMap(({ delta }) => newPunchIds(delta)),
      );
      for (const [employee, { delta, present }] of cases) {
        const deltas = (settled.get(employee) ?? [])
          .map(entry => entry.delta)
          .filter(({ period }) => period === lock.period.from);
        const found = deltasOf(
          {
            period: lock.period.from,
            days: sheets.get(`${lock.id} ${employee}`)?.days ?? [],
            deltas,
          },
          present,
          deltaReasons({ ...delta, settled: deltas }, receivedAt, this.#clocks),
        );
        owed.set(employee, [...(owed.get(employee) ?? []), ...found]);
      }
    }
    return owed;
  }

  /** Present hours of these people on a lock's dates, with what the locked ones were derived from. */
  async #cases(sql: Sql, { id, period }: ActiveLock, employees: readonly string[], asOfSec: number) {
    if (employees.length === 0) return new Map<string, { delta: DeltaCase; present: PaidDay[] }>();
    const made = await this.#maker.make(sql, period, employees, asOfSec);
    const rows = await this.#sheets.inputsOf(sql, id, employees);
    const locked = new Map<string, SheetInputs>(
      rows.map(row => [row.employee, readInputs(unpackInputs(row))]),
    );
    return new Map(
      [...made].map(([employee, { facts, sheet }]) => {
        const delta: DeltaCase = { facts, locked: locked.get(employee) ?? null, settled: [] };
        return [employee, { delta, present: sheet.days }];
      }),
    );
  }
}

/** When the hub got each of these punches. */
async function receptions(sql: Sql, punches: readonly string[]): Promise<Map<string, string>> {
  if (punches.length === 0) return new Map();
  const rows = await sql.query<{ id: string; at: string }>(
    'select punch_id as id, received_at as at from punch where punch_id = any($1::uuid[])',
    [punches],
  );
  return new Map(rows.map(({ id, at }) => [id, at]));
}
