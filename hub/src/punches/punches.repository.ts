import { Injectable } from '@nestjs/common';
import type { Instant, PunchAction, Verdict } from '@tapclock/contracts';
import type { Sql } from '../platform/database/database.ts';

/** A punch to store. Instants are epoch milliseconds: a clock may stand in any year, and Postgres reads no year 0 from text. */
export interface NewPunch {
  punchId: string;
  terminal: string;
  boot: number;
  sequence: number;
  site: string;
  employee: string | null;
  action: PunchAction;
  occurredAtMs: number;
  receivedAtMs: number;
  estimatedAtMs: number | null;
  verdict: Verdict;
  chainHash: string;
  /** JSON text of the object under the signature. */
  body: string;
}

/** Place of a punch at its terminal. */
export interface PunchPosition {
  terminal: string;
  boot: number;
  sequence: number;
}

export interface StoredPunch extends PunchPosition {
  punchId: string;
  chainHash: string;
  verdict: Verdict;
}

export interface PersonPunch {
  employee: string;
  punchId: string;
  action: PunchAction;
  occurredAt: Instant;
}

/** Punches as hours need them, column by column: half a million of them are read for one payroll, and a row each takes ten times as long. */
export interface ClockedPunches {
  /** Place in the list of who was asked for. */
  index: number;
  punchIds: string[];
  actions: PunchAction[];
  /** The terminal's clock, epoch milliseconds. */
  atMs: number[];
  /** Codes of the tasks that time is booked on from then; null: on none, or nothing was said. */
  jobs: (string | null)[];
}

/** A stored punch by its id, and whose it is; null for a badge that belongs to nobody. */
export interface IdentifiedPunch extends Omit<PersonPunch, 'employee'> {
  employee: string | null;
}

// Not `on conflict do nothing`: the writer holds the chain's lock and has looked, so a conflict is another hub's doing in this very
// moment. That it fails the transaction is right, and saves looking into each unique index twice.
const INSERT = `
  insert into punch (punch_id, terminal_id, boot, sequence, site_id, employee_id, action,
                     occurred_at, received_at, estimated_at, findings, verdict, chain_hash, body)
  select punch_id, terminal_id, boot, sequence, site_id, employee_id, action,
         to_timestamp(occurred_ms / 1000), to_timestamp(received_ms / 1000), to_timestamp(estimated_ms / 1000),
         verdict -> 'findings', verdict, chain_hash, body
  from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::uuid[], $7::text[],
              $8::float8[], $9::float8[], $10::float8[], $11::jsonb[], $12::text[], $13::jsonb[])
    as p (punch_id, terminal_id, boot, sequence, site_id, employee_id, action,
          occurred_ms, received_ms, estimated_ms, verdict, chain_hash, body)`;

const FIND_BY_POSITION = `
  select p.terminal_id as terminal, p.boot, p.sequence, p.punch_id as "punchId", p.chain_hash as "chainHash", p.verdict
  from unnest($1::text[], $2::bigint[], $3::bigint[]) as w (terminal_id, boot, sequence)
  join punch p using (terminal_id, boot, sequence)`;

// One short index walk per person and partition; a join with a window function would sort everything a person ever did.
const LATEST = `
  select w.employee, p.punch_id as "punchId", p.action, p.occurred_at as "occurredAt"
  from unnest($1::uuid[], $2::float8[]) as w (employee, before_ms)
  cross join lateral (
    select punch_id, action, occurred_at from punch
    where employee_id = w.employee and (w.before_ms is null or occurred_at < to_timestamp(w.before_ms / 1000))
    order by occurred_at desc, punch_id desc
    limit $3
  ) as p`;

const BETWEEN = `
  select w.employee, p.punch_id as "punchId", p.action, p.occurred_at as "occurredAt"
  from unnest($1::uuid[], $2::float8[], $3::float8[]) as w (employee, from_ms, to_ms)
  join punch p on p.employee_id = w.employee
    and p.occurred_at >= to_timestamp(w.from_ms / 1000) and p.occurred_at <= to_timestamp(w.to_ms / 1000)`;

// Aggregates without an order of their own take the rows of a group in one order, so the columns belong together.
// Microseconds are exact in a float8 of epoch seconds for every year that a clock may show; ours are whole milliseconds.
// `offset 0` has the job read before rows are grouped: grouping that carries whole bodies spills eight times as much and takes twice as long.
const clockedFrom = (rows: string) => `
  select index, json_agg(punch_id) as "punchIds", json_agg(action) as actions, json_agg(at_ms) as "atMs", json_agg(job) as jobs
  from (
    select w.index, p.punch_id, p.action, round(date_part('epoch', p.occurred_at) * 1000) as at_ms, p.body ->> 'job' as job
    ${rows}
    offset 0
  ) as clocked
  group by index`;

// The bounds over everybody leave out the partitions of other months; those of a joined row cannot.
const CLOCKED = clockedFrom(`
    from unnest($1::integer[], $2::uuid[], $3::float8[], $4::float8[]) as w (index, employee, from_ms, before_ms)
    join punch p on p.employee_id = w.employee
      and p.occurred_at >= to_timestamp(w.from_ms / 1000) and p.occurred_at < to_timestamp(w.before_ms / 1000)
    where p.occurred_at >= to_timestamp($5::float8 / 1000) and p.occurred_at < to_timestamp($6::float8 / 1000)`);

const CLOCKED_BY_ID = clockedFrom(`
    from unnest($1::integer[], $2::uuid[], $3::uuid[]) as w (index, employee, punch_id)
    join punch p on p.punch_id = w.punch_id and p.employee_id = w.employee`);

/** The punch table: inserts and reads, set by set; there is nothing else (R4). */
@Injectable()
export class PunchesRepository {
  /** Stores punches that are not stored yet; fails with unique_violation (23505) when one of them is. */
  async insert(sql: Sql, punches: readonly NewPunch[]): Promise<void> {
    if (punches.length === 0) return;
    await sql.query(INSERT, [
      punches.map(punch => punch.punchId),
      punches.map(punch => punch.terminal),
      punches.map(punch => punch.boot),
      punches.map(punch => punch.sequence),
      punches.map(punch => punch.site),
      punches.map(punch => punch.employee),
      punches.map(punch => punch.action),
      punches.map(punch => punch.occurredAtMs),
      punches.map(punch => punch.receivedAtMs),
      punches.map(punch => punch.estimatedAtMs),
      punches.map(punch => JSON.stringify(punch.verdict)),
      punches.map(punch => punch.chainHash),
      punches.map(punch => punch.body),
    ]);
  }

  /** Those of the positions that are taken. */
  async findByPosition(sql: Sql, positions: readonly PunchPosition[]): Promise<StoredPunch[]> {
    if (positions.length === 0) return [];
    return sql.query<StoredPunch>(FIND_BY_POSITION, [
      positions.map(position => position.terminal),
      positions.map(position => position.boot),
      positions.map(position => position.sequence),
    ]);
  }

  /** Which of these ids are stored, under whatever position. */
  async findIds(sql: Sql, punchIds: readonly string[]): Promise<Set<string>> {
    const rows = await sql.query<{ punch_id: string }>(
      'select punch_id from punch where punch_id = any($1::uuid[])',
      [punchIds],
    );
    return new Set(rows.map(row => row.punch_id));
  }

  /** Those of these ids that are stored, in no order. */
  async findByIds(sql: Sql, punchIds: readonly string[]): Promise<IdentifiedPunch[]> {
    if (punchIds.length === 0) return [];
    return sql.query<IdentifiedPunch>(
      `select punch_id as "punchId", employee_id as employee, action, occurred_at as "occurredAt"
       from punch where punch_id = any($1::uuid[])`,
      [punchIds],
    );
  }

  /** The latest `limit` punches of each person before an instant (null: of all), in no order. */
  async latest(
    sql: Sql,
    wanted: readonly { employee: string; beforeMs: number | null }[],
    limit: number,
  ): Promise<PersonPunch[]> {
    if (wanted.length === 0) return [];
    const employees = wanted.map(want => want.employee);
    return sql.query<PersonPunch>(LATEST, [employees, wanted.map(want => want.beforeMs), limit]);
  }

  /** Every punch of each person between two instants, both included, in no order. */
  async between(
    sql: Sql,
    wanted: readonly { employee: string; fromMs: number; toMs: number }[],
  ): Promise<PersonPunch[]> {
    if (wanted.length === 0) return [];
    return sql.query<PersonPunch>(BETWEEN, [
      wanted.map(want => want.employee),
      wanted.map(want => want.fromMs),
      wanted.map(want => want.toMs),
    ]);
  }

  /** Every punch of each person from one instant until before another, in no order; who has none is left out. */
  async clocked(
    sql: Sql,
    wanted: readonly { employee: string; fromMs: number; beforeMs: number }[],
  ): Promise<ClockedPunches[]> {
    if (wanted.length === 0) return [];
    return sql.query<ClockedPunches>(CLOCKED, [
      wanted.map((_, index) => index),
      wanted.map(want => want.employee),
      wanted.map(want => want.fromMs),
      wanted.map(want => want.beforeMs),
      wanted.reduce((least, { fromMs }) => Math.min(least, fromMs), Number.POSITIVE_INFINITY),
      wanted.reduce((most, { beforeMs }) => Math.max(most, beforeMs), Number.NEGATIVE_INFINITY),
    ]);
  }

  /** Those of the named punches that are the named people's own, whenever they were, in no order. */
  async clockedById(
    sql: Sql,
    wanted: readonly { employee: string; punchId: string }[],
  ): Promise<ClockedPunches[]> {
    if (wanted.length === 0) return [];
    return sql.query<ClockedPunches>(CLOCKED_BY_ID, [
      wanted.map((_, index) => index),
      wanted.map(want => want.employee),
      wanted.map(want => want.punchId),
    ]);
  }
}
