import { Inject, Injectable } from '@nestjs/common';
import type { PeriodDeltas, SheetDelta } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { type ChangedPeriod, changedPeople, DeltaFinder } from './delta-finder.ts';
import { DeltasDigester } from './digest.ts';
import type { Period } from './period.ts';

/** People computed again at once. */
const CHUNK_PEOPLE = 100;
/** Lines that an answer lists; it says how many there are. */
const SHOWN_MAX = 500;

/** Runs a read; many of them in one snapshot or each in its own. */
export type Reader = <T>(work: (sql: Sql) => Promise<T>) => Promise<T>;

const NAMES = `
  select id as employee, number, given_name || ' ' || family_name as name from employee where id = any($1::uuid[])`;

/** Adds up what an open period owes for earlier ones, chunk by chunk: only people whose days changed are computed. */
@Injectable()
export class OwedDeltas {
  readonly #deltas: DeltaFinder;

  constructor(@Inject(DeltaFinder) deltas: DeltaFinder) {
    this.#deltas = deltas;
  }

  /** What a period owes. */
  async before(read: Reader, period: Period, asOfSec: number): Promise<PeriodDeltas> {
    return this.sum(read, await read(sql => this.#deltas.changedBefore(sql, period)), asOfSec);
  }

  /** As `before`, of what is known to have changed. */
  async sum(read: Reader, changed: readonly ChangedPeriod[], asOfSec: number): Promise<PeriodDeltas> {
    const employees = changedPeople(changed);
    const digester = new DeltasDigester();
    const first: (SheetDelta & { employee: string })[] = [];
    for (let start = 0; start < employees.length; start += CHUNK_PEOPLE) {
      const chunk = employees.slice(start, start + CHUNK_PEOPLE);
      const owed = await read(sql => this.#deltas.deltasOf(sql, changed, chunk, asOfSec));
      for (const employee of chunk) {
        const deltas = owed.get(employee) ?? [];
        digester.add(employee, deltas);
        first.push(...deltas.slice(0, SHOWN_MAX - first.length).map(delta => ({ employee, ...delta })));
      }
    }
    return {
      people: digester.people,
      total: digester.lines,
      digest: digester.digest(),
      shown: await read(sql => named(sql, first)),
    };
  }
}

async function named(
  sql: Sql,
  deltas: readonly (SheetDelta & { employee: string })[],
): Promise<PeriodDeltas['shown']> {
  if (deltas.length === 0) return [];
  const employees = [...new Set(deltas.map(({ employee }) => employee))];
  const people = await sql.query<{ employee: string; number: string; name: string }>(NAMES, [employees]);
  const byId = new Map(people.map(person => [person.employee, person]));
  return deltas.map(({ employee, ...delta }) => {
    const { number = '', name = '' } = byId.get(employee) ?? {};
    return { employee, number, name, ...delta };
  });
}
