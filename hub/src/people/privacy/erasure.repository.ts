import { Injectable } from '@nestjs/common';
import type { Instant } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import type { KeptKind } from './erasure-words.ts';

/** Facts that the law keeps or that others decided on: whoever has any was at work here. */
const FACTS = [
  'punch',
  'correction',
  'assignment',
  'leave_day',
  'calendar_change',
  'policy_assignment',
  'sheet_approval',
  'locked_sheet',
  'attestation',
  'exception',
  'statement',
  'request',
  'leave_entitlement',
  'account',
  'invitation',
] as const;

/** What is taken away of people, table by table. */
@Injectable()
export class ErasureRepository {
  /** Those of these people about whom there is any fact. */
  async withFacts(sql: Sql, employees: readonly string[]): Promise<Set<string>> {
    const exists = FACTS.map(table => `exists (select from ${table} f where f.employee_id = w.id)`);
    const rows = await sql.query<{ id: string }>(
      `select w.id from unnest($1::uuid[]) as w (id) where ${exists.join(' or ')}`,
      [employees],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /**
   * Those of these people whose badge from an import was tapped since, or who got another badge when they are new: whoever takes the import back
   * would take more than it brought.
   */
  async usedBadges(
    sql: Sql,
    given: readonly { employee: string; badge: string | null; isNew: boolean }[],
  ): Promise<Set<string>> {
    const rows = await sql.query<{ id: string }>(
      `select w.id from unnest($1::uuid[], $2::uuid[], $3::boolean[]) as w (id, badge, is_new)
       where (w.is_new and exists (
                select from credential c where c.employee_id = w.id and c.id is distinct from w.badge))
          or exists (
                select from credential c join punch p on p.employee_id = c.employee_id
                where c.id = w.badge and p.received_at >= c.issued_at and p.body->>'credential' = c.digest)`,
      [
        given.map(({ employee }) => employee),
        given.map(({ badge }) => badge),
        given.map(({ isNew }) => isNew),
      ],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /**
   * Takes name, number and PIN of people. Their ids stay, as pseudonyms of the facts; so does their place, without which those facts could not be
   * read. Says how many people they were.
   */
  async erase(sql: Sql, employees: readonly string[], at: Instant): Promise<number> {
    const rows = await sql.query(
      `update employee set given_name = 'Erased', family_name = 'person', short_name = 'Erased',
              number = 'erased-' || replace(id::text, '-', ''), pin_hash = null, active = false, left_reason = null,
              erased_at = $2::timestamptz, version = version + 1
       where id = any($1::uuid[]) and erased_at is null returning id`,
      [employees, at],
    );
    return rows.length;
  }

  /** Answers to writes that are kept in case the same request comes again, and name these people. */
  async dropKeptAnswers(sql: Sql, employees: readonly string[]): Promise<number> {
    const rows = await sql.query(
      `update idempotency_key k set answer = null
       where k.answer is not null
         and exists (select from unnest($1::text[]) as w (id) where position(w.id in k.answer::text) > 0)
       returning 1 as dropped`,
      [employees],
    );
    return rows.length;
  }

  /** Rows of files that were about these people; without them an import cannot be undone for them. */
  async eraseImportRows(sql: Sql, employees: readonly string[]): Promise<number> {
    const rows = await sql.query(
      'delete from people_import_row where employee_id = any($1::uuid[]) returning line',
      [employees],
    );
    return rows.length;
  }

  /** What erased people wrote about themselves, and what only served to plan them; how many rows. See the migration. */
  async forgetWords(sql: Sql, employees: readonly string[]): Promise<number> {
    const [row] = await sql.query<{ gone: number }>('select forget_words($1::uuid[]) as gone', [employees]);
    return row?.gone ?? 0;
  }

  /** Facts about one person that stay, and when the last of them was. */
  async kept(sql: Sql, employee: string): Promise<{ what: KeptKind; rows: number; last: Instant | null }[]> {
    return await sql.query(
      `select what, rows, last from (values
         (1, 'punches', (select count(*) from punch where employee_id = $1),
             (select max(occurred_at) from punch where employee_id = $1)),
         (2, 'corrections', (select count(*) from correction where employee_id = $1),
             (select max(touches_to) from correction where employee_id = $1)),
         (3, 'leave', (select count(*) from leave_day where employee_id = $1),
             (select max(date)::timestamptz from leave_day where employee_id = $1)),
         (4, 'days', (select count(*) from day_record where employee_id = $1),
             (select max(date)::timestamptz from day_record where employee_id = $1)),
         (5, 'sheets', (select count(*) from locked_sheet where employee_id = $1),
             (select max(l.period_end)::timestamptz from locked_sheet s join period_lock l on l.id = s.lock_id
              where s.employee_id = $1)),
         (6, 'files', (select count(distinct x.id) from payroll_export x join locked_sheet s on s.lock_id = x.lock_id
                       where s.employee_id = $1),
             (select max(l.period_end)::timestamptz from payroll_export x join locked_sheet s on s.lock_id = x.lock_id
              join period_lock l on l.id = x.lock_id where s.employee_id = $1)),
         (7, 'trail', (select count(*) from audit_entry where people @> array[$1::uuid]), null::timestamptz)
       ) as k (place, what, rows, last) where rows > 0 order by place`,
      [employee],
    );
  }

  /** Decisions about others that carry the name of these people's accounts. */
  async authored(sql: Sql, employee: string): Promise<number> {
    const [row] = await sql.query<{ rows: number }>(
      `select (select count(*) from correction where made_by = any(w.names))
            + (select count(*) from sheet_approval where made_by = any(w.names))
            + (select count(*) from exception where settled_by = any(w.names))
            + (select count(*) from statement where decided_by = any(w.names))
            + (select count(*) from request where decided_by = any(w.names)) as rows
       from (select array_agg(name) as names from account where employee_id = $1) as w`,
      [employee],
    );
    return row?.rows ?? 0;
  }

  async record(
    sql: Sql,
    erasure: { employee: string; by: string; at: Instant; reason: string; told: unknown },
  ): Promise<void> {
    await sql.query(
      'insert into erasure (employee_id, made_by, made_at, reason, told) values ($1, $2, $3, $4, $5)',
      [erasure.employee, erasure.by, erasure.at, erasure.reason, JSON.stringify(erasure.told)],
    );
  }

  /** People who left before, whose data is there still, but for `except`; at most so many. */
  async dueLeavers(
    sql: Sql,
    before: Instant,
    of: { limit: number; except: readonly string[] },
  ): Promise<string[]> {
    const rows = await sql.query<{ id: string }>(
      `select id from employee where leaves_at < $1::timestamptz and not active and erased_at is null
         and id <> all($3::uuid[])
       order by leaves_at, id limit $2`,
      [before, of.limit, of.except],
    );
    return rows.map(({ id }) => id);
  }

  /** Removes hours and what they were made of, of everybody, from before; how many rows. See the migration. */
  async forgetHours(sql: Sql, before: Instant): Promise<number> {
    const [row] = await sql.query<{ gone: number }>('select forget_hours($1::timestamptz) as gone', [before]);
    return row?.gone ?? 0;
  }
}
