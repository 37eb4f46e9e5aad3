import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.ts';
import { formatDay, type LocalDay, parseDay } from '../domain/index.ts';

/** Dates, both included, of people whose policy has the group's name: what was paid for them stays as it was. */
export interface LockedPeriod {
  group: string;
  from: LocalDay;
  to: LocalDay;
}

// A lock holds until somebody granted to undo it; locked again, the period has a row with the next revision.
const LOCKED = `
  select distinct pay_group as "group", period_start as "from", period_end as until
  from period_lock l
  where site_id = $1 and period_end > $2
    and not exists (select from unlock_decision d where d.lock_id = l.id and d.granted)
  order by "from", "group"`;

/** Which dates may not be paid otherwise any more. Locks are made by payroll, which stands on timesheets: hence a query of its own. */
@Injectable()
export class LockedDates {
  /** A site's locked periods that end on or after a date, by their first day. */
  async since(sql: Sql, site: string, day: LocalDay): Promise<LockedPeriod[]> {
    const rows = await sql.query<{ group: string; from: string; until: string }>(LOCKED, [
      site,
      formatDay(day),
    ]);
    return rows.map(({ group, from, until }) => ({
      group,
      from: parseDay(from),
      to: parseDay(until) - 1,
    }));
  }
}
