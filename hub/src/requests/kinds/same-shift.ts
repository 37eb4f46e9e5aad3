import type { Sql } from '../../platform/database/database.ts';
import type { RequestsRepository } from '../requests.repository.ts';
import { type Going, type Objection, wantedOf } from './request-kind.ts';

/**
 * Who is planned on the very same shift already would have it once, which the plan takes for no conflict. `without` are assignments that end.
 */
export async function sameShift(
  requests: RequestsRepository,
  sql: Sql,
  going: readonly Going[],
  without: ReadonlyMap<string, string> = new Map(),
): Promise<Objection[]> {
  const found: Objection[] = [];
  for (const { employee, shift, date } of wantedOf(going)) {
    const planned = await requests.plannedOn(sql, employee, { from: date, to: date });
    if (!planned.some(one => one.shift === shift && !without.has(one.assignment))) continue;
    const message = {
      en: `Planned on this very shift on ${date} already.`,
      de: `Am ${date} schon für genau diese Schicht geplant.`,
    };
    found.push({ code: 'SAME_SHIFT', level: 'error', employee, date, message });
  }
  return found;
}
