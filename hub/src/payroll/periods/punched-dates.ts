import type { Sql } from '../../platform/database/database.ts';
import { formatDay, ZoneClocks } from '../../timesheets/data.ts';
import type { Period } from './period.ts';

type Dates = Pick<Period, 'from' | 'to' | 'zone'>;

interface CorrectedPunch {
  employee: string;
  /** The punch, or the correction that added it. */
  punch: string;
  kind: 'add' | 'move' | 'void';
  /** Where it is from then on; null where it is no more. */
  at: string | null;
}

// What adds a punch comes before what moves it, also where both were made at once.
const CORRECTED = `
  select employee_id as employee, coalesce(punch_id, id) as punch, kind, occurred_at as at
  from correction
  where employee_id = any($1::uuid[]) and kind in ('add', 'move', 'void')
  order by punch_id is not null, made_at, id`;

/** $1 people, $2 zone, $3 and $4 the dates. Where nothing but these is asked, an index has the answer. */
const clocked = (more = 'true'): string => `
  select employee_id as employee, array_agg(distinct (occurred_at at time zone $2)::date)::text[] as dates
  from punch
  where employee_id = any($1::uuid[])
    and occurred_at >= $3::date::timestamp at time zone $2 and occurred_at < ($4::date + 1)::timestamp at time zone $2
    and ${more}
  group by employee_id`;
const CLOCKED = clocked();
const CLOCKED_WITHOUT = clocked('punch_id <> all($5::uuid[])');

/**
 * Dates of a period on which these people punched, ascending, by employee; whoever did not is not in it. As corrected: what was voided is no punch, what
 * was added is one, and what was moved counts where it is now. A company has half a million punches a month, and few of its people have one that was corrected.
 */
export async function punchedDates(
  sql: Sql,
  { from, to, zone }: Dates,
  employees: readonly string[],
): Promise<Map<string, string[]>> {
  if (employees.length === 0) return new Map();
  const corrections = await sql.query<CorrectedPunch>(CORRECTED, [employees]);
  const corrected = latestOf(corrections);
  const changed = new Set(corrections.map(({ employee }) => employee));
  const unchanged = employees.filter(employee => !changed.has(employee));
  const [asClocked, left] = await Promise.all([
    sql.query<{ employee: string; dates: string[] }>(CLOCKED, [unchanged, zone, from, to]),
    sql.query<{ employee: string; dates: string[] }>(CLOCKED_WITHOUT, [
      ...[[...changed], zone, from, to],
      [...corrected.keys()],
    ]),
  ]);
  const found = new Map([...asClocked, ...left].map(({ employee, dates }) => [employee, new Set(dates)]));
  const clock = new ZoneClocks().of(zone);
  for (const { employee, at } of corrected.values()) {
    if (at === null) continue;
    const date = formatDay(clock.dayAt(Math.floor(Date.parse(at) / 1000)));
    if (date < from || date > to) continue;
    const dates = found.get(employee) ?? new Set();
    found.set(employee, dates.add(date));
  }
  return new Map([...found].map(([employee, dates]) => [employee, [...dates].sort()]));
}

/** What the last correction made of each punch; what was voided once comes back by none. */
function latestOf(
  corrections: readonly CorrectedPunch[],
): Map<string, Pick<CorrectedPunch, 'employee' | 'at'>> {
  const latest = new Map<string, Pick<CorrectedPunch, 'employee' | 'at'>>();
  for (const { employee, punch, at } of corrections) {
    if (latest.get(punch)?.at !== null) latest.set(punch, { employee, at });
  }
  return latest;
}
