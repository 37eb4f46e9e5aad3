import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.ts';
import { DAYS_DIGEST, daysDigest } from './digest.ts';
import type { ActiveLock } from './locks.repository.ts';
import type { StoredSheet } from './packed-sheet.ts';
import type { Period } from './period.ts';

const COLUMNS = `
  s.employee_id as employee, s.number, s.team_id as team, s.days_digest as "daysDigest",
  s.inputs, s.inputs_hash as "inputsHash", s.sheet, s.sheet_hash as "sheetHash"`;

/**
 * Only people of whom a change is noted are looked at: of a year of locked months that is hardly anybody. A change before the lock may
 * be noted as after it by a clock that is ahead, and the other way round.
 */
const CHANGED = `
  with noted as (
    select distinct l.lock_id, l.from_date, l.to_date, c.employee_id
    from unnest($1::uuid[], $2::timestamptz[], $3::date[], $4::date[]) as l (lock_id, locked_at, from_date, to_date)
    join day_change c on c.changed_at > l.locked_at - interval '10 minutes' and c.date between l.from_date and l.to_date
  )
  select n.lock_id as lock, n.employee_id as employee
  from noted n
  left join locked_sheet s on s.lock_id = n.lock_id and s.employee_id = n.employee_id
  cross join lateral (
    select ${DAYS_DIGEST} as digest from day_record d
    where d.employee_id = n.employee_id and d.date between n.from_date and n.to_date and d.site_id = $5 and d.policy_name = $6
  ) d
  where d.digest <> coalesce(s.days_digest, $7)
  order by employee`;

/** The sheets of locks; written with the lock and never again. */
@Injectable()
export class LockedSheetsRepository {
  /** The next sheets of a lock in order of employee ids. */
  async after(sql: Sql, lock: string, employee: string | null, limit: number): Promise<StoredSheet[]> {
    return await sql.query<StoredSheet>(
      `select ${COLUMNS} from locked_sheet s
       where s.lock_id = $1 and ($2::uuid is null or s.employee_id > $2::uuid) order by s.employee_id limit $3`,
      [lock, employee, limit],
    );
  }

  async find(sql: Sql, lock: string, employee: string): Promise<StoredSheet | null> {
    const [row] = await sql.query<StoredSheet>(
      `select ${COLUMNS} from locked_sheet s where s.lock_id = $1 and s.employee_id = $2`,
      [lock, employee],
    );
    return row ?? null;
  }

  /** One page by personnel number, without inputs, of a team and of these people where they are given, and how many there are. */
  async page(
    sql: Sql,
    lock: string,
    { team, employees }: { team: string | null; employees: readonly string[] | null },
    { limit, offset }: { limit: number; offset: number },
  ): Promise<{ sheets: Pick<StoredSheet, 'sheet' | 'sheetHash'>[]; total: number }> {
    const matches = `s.lock_id = $1 and ($2::text is null or s.team_id = $2)
      and ($3::uuid[] is null or s.employee_id = any($3::uuid[]))`;
    const [[count], sheets] = await Promise.all([
      sql.query<{ total: number }>(`select count(*) as total from locked_sheet s where ${matches}`, [
        lock,
        team,
        employees,
      ]),
      sql.query<Pick<StoredSheet, 'sheet' | 'sheetHash'>>(
        `select s.sheet, s.sheet_hash as "sheetHash" from locked_sheet s where ${matches} order by s.number, s.employee_id limit $4 offset $5`,
        [lock, team, employees, limit, offset],
      ),
    ]);
    return { sheets, total: count?.total ?? 0 };
  }

  /** The sheets of these people in these locks, without inputs. */
  async ofPeople(
    sql: Sql,
    locks: readonly string[],
    employees: readonly string[],
  ): Promise<(Pick<StoredSheet, 'employee' | 'sheet' | 'sheetHash'> & { lock: string })[]> {
    return await sql.query(
      `select s.lock_id as lock, s.employee_id as employee, s.sheet, s.sheet_hash as "sheetHash"
       from locked_sheet s where s.lock_id = any($1::uuid[]) and s.employee_id = any($2::uuid[])`,
      [locks, employees],
    );
  }

  /** What the sheets of these people were derived from in one lock. */
  async inputsOf(
    sql: Sql,
    lock: string,
    employees: readonly string[],
  ): Promise<Pick<StoredSheet, 'employee' | 'inputs' | 'inputsHash'>[]> {
    return await sql.query(
      `select s.employee_id as employee, s.inputs, s.inputs_hash as "inputsHash"
       from locked_sheet s where s.lock_id = $1 and s.employee_id = any($2::uuid[])`,
      [lock, employees],
    );
  }

  /** Who has other days now on the dates of these locks of one group, or has days there and had none. */
  async changedSince(
    sql: Sql,
    { site, group }: Pick<Period, 'site' | 'group'>,
    locks: readonly ActiveLock[],
  ): Promise<{ lock: string; employee: string }[]> {
    if (locks.length === 0) return [];
    return await sql.query(CHANGED, [
      locks.map(({ id }) => id),
      locks.map(({ at }) => at),
      locks.map(({ period }) => period.from),
      locks.map(({ period }) => period.to),
      site,
      group,
      daysDigest([]),
    ]);
  }
}
