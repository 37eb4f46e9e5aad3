import { Injectable } from '@nestjs/common';
import type { Sql } from '../platform/database/database.ts';
import { reachParams } from '../platform/http/access/reach-check.ts';
import { idWithinReach, type Viewer } from '../platform/http/access/reach-lists.ts';
import type { PageQuery } from '../platform/http/page.ts';
import type { PlacedCorrection, StoredCorrection } from './domain/index.ts';

/** Which corrections a list shows; instants are those that a correction touches. */
export interface CorrectionFilter extends PageQuery {
  site?: string | undefined;
  employee?: string | undefined;
  /** Included. */
  from?: string | undefined;
  /** Excluded. */
  to?: string | undefined;
}

const COLUMNS = `
  c.id, c.site_id as site, c.employee_id as employee, c.kind, c.punch_id as punch,
  (extract(epoch from c.occurred_at) * 1000)::bigint as "occurredAtMs", c.action, c.job, c.made_by as by,
  (extract(epoch from c.made_at) * 1000)::bigint as "madeAtMs", c.reason`;

const INSERT = `
  insert into correction (id, site_id, employee_id, kind, punch_id, occurred_at, action, job, touches_from, touches_to,
                          made_by, made_at, reason)
  select id, site_id, employee_id, kind, punch_id, to_timestamp(occurred_ms / 1000), action, job,
         to_timestamp(from_ms / 1000), to_timestamp(to_ms / 1000), made_by, to_timestamp(made_ms / 1000), reason
  from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::uuid[], $6::float8[], $7::text[], $8::text[],
              $9::float8[], $10::float8[], $11::text[], $12::float8[], $13::text[])
    as c (id, site_id, employee_id, kind, punch_id, occurred_ms, action, job, from_ms, to_ms, made_by, made_ms, reason)`;

// By punch, not by correction: whoever reads a punch needs all of its corrections, also one that lies elsewhere in time.
const TOUCHING = `
  with touched as (
    select distinct c.employee_id, coalesce(c.punch_id, c.id) as punch
    from unnest($1::uuid[], $2::float8[], $3::float8[]) as w (employee_id, from_ms, to_ms)
    join correction c on c.employee_id = w.employee_id
      and c.touches_from <= to_timestamp(w.to_ms / 1000) and c.touches_to >= to_timestamp(w.from_ms / 1000)
  )
  select ${COLUMNS}
  from touched t join correction c on c.employee_id = t.employee_id and coalesce(c.punch_id, c.id) = t.punch
  order by c.made_at, c.id`;

const MATCHES = `
  ($1::text is null or c.site_id = $1) and ($2::uuid is null or c.employee_id = $2)
  and ($3::timestamptz is null or c.touches_to >= $3) and ($4::timestamptz is null or c.touches_from < $4)
  and ${idWithinReach('c.employee_id', 5)}`;

/** The correction table: inserts and reads, set by set; there is nothing else (R4). */
@Injectable()
export class CorrectionsRepository {
  /**
   * Lets one transaction at a time make corrections of these punches, of these people, or under these ids. Held until it ends; taken in one
   * order everywhere, so that two never wait for each other.
   */
  async lock(sql: Sql, keys: readonly string[]): Promise<void> {
    await sql.query(
      `select pg_advisory_xact_lock(hashtextextended(key, 0))
       from (select distinct key from unnest($1::text[]) as k (key) order by key) as ordered`,
      [keys],
    );
  }

  /** Stores corrections; fails with unique_violation (23505) when one of the ids is stored. */
  async insert(sql: Sql, corrections: readonly PlacedCorrection[]): Promise<void> {
    if (corrections.length === 0) return;
    await sql.query(INSERT, [
      corrections.map(({ id }) => id),
      corrections.map(({ site }) => site),
      corrections.map(({ employee }) => employee),
      corrections.map(({ kind }) => kind),
      corrections.map(({ punch }) => punch),
      corrections.map(({ occurredAtMs }) => occurredAtMs),
      corrections.map(({ action }) => action),
      corrections.map(({ job }) => job),
      corrections.map(({ touchesFromMs }) => touchesFromMs),
      corrections.map(({ touchesToMs }) => touchesToMs),
      corrections.map(({ by }) => by),
      corrections.map(({ madeAtMs }) => madeAtMs),
      corrections.map(({ reason }) => reason),
    ]);
  }

  /**
   * All corrections of each punch that touches a span of its person, both ends included, oldest first. The punch itself may have been
   * recorded outside the span; without it the corrections mean nothing.
   */
  async touching(
    sql: Sql,
    wanted: readonly { employee: string; fromMs: number; toMs: number }[],
  ): Promise<StoredCorrection[]> {
    if (wanted.length === 0) return [];
    return sql.query<StoredCorrection>(TOUCHING, [
      wanted.map(({ employee }) => employee),
      wanted.map(({ fromMs }) => fromMs),
      wanted.map(({ toMs }) => toMs),
    ]);
  }

  /** Corrections with these ids, and corrections of punches with these ids. */
  async ofIds(sql: Sql, ids: readonly string[]): Promise<StoredCorrection[]> {
    return sql.query<StoredCorrection>(
      `select ${COLUMNS} from correction c where c.id = any($1::uuid[]) or c.punch_id = any($1::uuid[])`,
      [ids],
    );
  }

  async find(sql: Sql, id: string): Promise<StoredCorrection | null> {
    const [row] = await sql.query<StoredCorrection>(
      `select ${COLUMNS} from correction c where c.id = $1::uuid`,
      [id],
    );
    return row ?? null;
  }

  /** One page, newest first, and how many there are in all. */
  async list(
    sql: Sql,
    filter: CorrectionFilter,
    viewer: Viewer,
  ): Promise<{ corrections: StoredCorrection[]; total: number }> {
    const { site, employee, from, to, page, per_page } = filter;
    const filters = [
      ...[site, employee, from, to].map(value => value ?? null),
      ...reachParams(viewer.reach, viewer.employee),
    ];
    const [count] = await sql.query<{ total: number }>(
      `select count(*) as total from correction c where ${MATCHES}`,
      filters,
    );
    const corrections = await sql.query<StoredCorrection>(
      `select ${COLUMNS} from correction c where ${MATCHES} order by c.made_at desc, c.id desc limit $9 offset $10`,
      [...filters, per_page, (page - 1) * per_page],
    );
    return { corrections, total: count?.total ?? 0 };
  }
}
