import { Inject, Injectable } from '@nestjs/common';
import type { Cursor, ExceptionEntry } from '@tapclock/contracts';
import { compareCursors, EventLog, type NewEvent } from '../event-log/index.ts';
import type { Sql } from '../platform/database/database.ts';
import type { Principal } from '../platform/http/access/principal.ts';
import { reachParams, withinReach } from '../platform/http/access/reach-check.ts';
import {
  changed,
  type ExceptionChange,
  type ExceptionRow,
  firstNoticed,
  type NewException,
  noMore,
  noticedAgain,
  type SeenException,
  type Step,
} from './domain/index.ts';

/** Most exceptions that are escalated in one transaction; the others follow in the next. */
export const ESCALATE_MAX = 200;

/** Most entries of a history that are read. */
export const HISTORY_MAX = 200;

/** Columns of `x` as an `ExceptionRow`. */
export const EXCEPTION_COLUMNS = `
  x.id, x.site_id as site, x.source, x.code, x.category, x.consequence, x.employee_id as employee, x.terminal_id as terminal,
  x.area_id as area, x.date, x.at, x.facts, x.holds, x.seen_xid::text || '-' || x.seen_position as seen, x.state, x.version,
  x.noticed_at as "noticedAt", x.owner_id as "ownerId", x.owned_at as "ownedAt", x.escalates_after as "escalatesAfter",
  x.escalates_at as "escalatesAt", x.escalated_at as "escalatedAt", x.settled_by as "settledBy", x.settled_at as "settledAt",
  x.settled_fix as "settledFix", x.settled_reason as "settledReason"`;

/** The rows of `$1`, JSON, as a table `w`. */
const GIVEN = `
  jsonb_to_recordset($1::jsonb) as w (
    id uuid, site text, source text, code text, category text, consequence smallint, employee uuid, terminal text, area text, date date,
    at timestamptz, facts jsonb, holds boolean, "seenXid" text, "seenPosition" bigint, state text, version bigint, "noticedAt" timestamptz,
    "ownerId" uuid, "ownedAt" timestamptz, "escalatesAfter" integer, "escalatesAt" timestamptz, "escalatedAt" timestamptz,
    "settledBy" text, "settledAt" timestamptz, "settledFix" text, "settledReason" text)`;

const INSERT = `
  insert into exception (id, site_id, source, code, category, consequence, employee_id, terminal_id, area_id, date, at, facts, holds,
                         seen_xid, seen_position, state, version, noticed_at, escalates_after, escalates_at)
  select w.id, w.site, w.source, w.code, w.category, w.consequence, w.employee, w.terminal, coalesce(w.area, e.area_id), w.date, w.at,
         w.facts, w.holds, w."seenXid"::xid8, w."seenPosition", w.state, w.version, w."noticedAt", w."escalatesAfter", w."escalatesAt"
  from ${GIVEN} left join employee e on e.id = w.employee
  order by w.id`;

const UPDATE = `
  update exception x set
    consequence = w.consequence, category = w.category, area_id = w.area, date = w.date, at = w.at, facts = w.facts, holds = w.holds,
    seen_xid = w."seenXid"::xid8, seen_position = w."seenPosition", state = w.state, version = w.version, noticed_at = w."noticedAt",
    owner_id = w."ownerId", owned_at = w."ownedAt", escalates_after = w."escalatesAfter", escalates_at = w."escalatesAt",
    escalated_at = w."escalatedAt", settled_by = w."settledBy", settled_at = w."settledAt", settled_fix = w."settledFix",
    settled_reason = w."settledReason"
  from ${GIVEN} where x.id = w.id`;

const ENTER = `
  insert into exception_entry (exception_id, at, made_by, what, fix, reason, corrections)
  select w.id, w.at, w.by, w.what, w.fix, w.reason, array(select jsonb_array_elements_text(w.corrections)::uuid)
  from jsonb_to_recordset($1::jsonb) as w (
    id uuid, at timestamptz, by text, what text, fix text, reason text, corrections jsonb, place bigint)
  order by w.place`;

/** Select of exceptions with the names that a person reads them by. */
export const SEEN_EXCEPTION = `
  select ${EXCEPTION_COLUMNS}, s.zone, e.number, e.given_name || ' ' || e.family_name as name, e.team_id as team, t.place,
         a.name as "ownerName"
  from exception x join site s on s.id = x.site_id left join employee e on e.id = x.employee_id
    left join terminal t on t.id = x.terminal_id left join account a on a.id = x.owner_id`;

/** Who may see exceptions, and of which kind. */
export type ExceptionViewer = Pick<Principal, 'reach' | 'employee' | 'rights'>;

/**
 * Condition that an exception `x` may be seen: people's by reach; what is about nobody by whoever may look at the terminals of its site.
 * `first` is the number of the first of the five parameters that `seenParams` gives.
 */
export function maySee(first: number): string {
  const [all, sites, devices] = [`$${first}::boolean`, `$${first + 2}::text[]`, `$${first + 4}::boolean`];
  return `((${all} and (${devices} or x.employee_id is not null)) or ${within(first)}
    or (x.employee_id is null and ${devices} and x.site_id = any(${sites})))`;
}

/** Ids first, so that an index finds the few people of a team. */
function within(first: number): string {
  return `x.employee_id = any(array(select r.id from employee r where not $${first}::boolean and ${withinReach('r', first)}))`;
}

export function seenParams({ reach, employee, rights }: ExceptionViewer): unknown[] {
  return [...reachParams(reach, employee), rights.has('terminals.read')];
}

/** A step and who took it. */
interface Taken extends Step {
  by: string | null;
  nowMs: number;
  fix?: string | undefined;
  reason?: string | undefined;
  corrections?: readonly string[] | undefined;
}

/**
 * The exception table and its history. Every change comes through `#write`: the row, what its history says of it, and `exception.changed`, in
 * the transaction of the caller.
 */
@Injectable()
export class ExceptionStore {
  readonly #events: EventLog;

  constructor(@Inject(EventLog) events: EventLog) {
    this.#events = events;
  }

  /** Notes what was noticed: new ones, other facts, or what had gone and is back. What a person settled stays so while the facts do. */
  async notice(sql: Sql, noticed: readonly NewException[], nowMs: number): Promise<void> {
    if (noticed.length === 0) return;
    await this.#alone(sql);
    const latest = new Map(noticed.map(one => [one.id, one]));
    const standing = await this.#standing(sql, [...latest.keys()]);
    const fresh: Taken[] = [];
    const again: Taken[] = [];
    for (const one of latest.values()) {
      const before = standing.get(one.id);
      if (before === undefined) fresh.push({ ...firstNoticed(one, nowMs), by: null, nowMs });
      else {
        const step = noticedAgain(before, one, { nowMs, compare: compareCursors });
        if (step) again.push({ ...step, by: null, nowMs });
      }
    }
    if (fresh.length > 0) await sql.query(INSERT, [given(fresh)]);
    await this.#write(sql, again);
    await this.#tell(sql, fresh);
  }

  /** Notes that these are no more; `seen` is the event that says so. What a person settled stays settled. */
  async gone(sql: Sql, ended: readonly { id: string; seen: Cursor | null }[], nowMs: number): Promise<void> {
    if (ended.length === 0) return;
    await this.#alone(sql);
    const seen = new Map(ended.map(one => [one.id, one.seen]));
    const rows = await this.lock(sql, [...seen.keys()]);
    const steps = rows.flatMap(row => noMore(row, seen.get(row.id) ?? null, compareCursors) ?? []);
    await this.#write(
      sql,
      steps.map(step => ({ ...step, by: null, nowMs })),
    );
  }

  /** Rows under lock until the transaction ends, in the order of their ids everywhere, so that two never wait for each other. */
  async lock(sql: Sql, ids: readonly string[]): Promise<ExceptionRow[]> {
    return await sql.query(
      `select ${EXCEPTION_COLUMNS} from exception x where x.id = any($1::uuid[]) order by x.id for update`,
      [ids],
    );
  }

  /** With its names; null where there is none, or none that the viewer may see. */
  async find(sql: Sql, id: string, viewer: ExceptionViewer): Promise<SeenException | null> {
    const [found] = await sql.query<SeenException>(`${SEEN_EXCEPTION} where x.id = $1 and ${maySee(2)}`, [
      id,
      ...seenParams(viewer),
    ]);
    return found ?? null;
  }

  /** What happened to an exception, oldest first; the newest HISTORY_MAX of it. */
  async history(sql: Sql, id: string): Promise<ExceptionEntry[]> {
    return await sql.query(
      `select at, by, what, fix, reason, corrections from (
         select id, at, made_by as by, what, fix, reason, corrections from exception_entry
         where exception_id = $1 order by id desc limit ${HISTORY_MAX}
       ) as newest order by id`,
      [id],
    );
  }

  /** Changes a locked row. Returns it as it is now. */
  async change(sql: Sql, row: ExceptionRow, change: ExceptionChange): Promise<ExceptionRow> {
    const { by, nowMs, fix, reason, corrections } = change;
    const step = changed(row, change);
    await this.#write(sql, [{ ...step, by, nowMs, fix, reason, corrections }]);
    return step.row;
  }

  /** Tells of up to ESCALATE_MAX that have been open for too long. Returns how many there were. */
  async escalate(sql: Sql, nowMs: number): Promise<number> {
    const rows = await sql.query<ExceptionRow>(
      `select ${EXCEPTION_COLUMNS} from exception x
       where x.state in ('open', 'waiting') and x.escalated_at is null and x.escalates_at <= to_timestamp($1 / 1000.0)
       order by x.id limit ${ESCALATE_MAX} for update skip locked`,
      [nowMs],
    );
    const steps = rows.map(row => changed(row, { to: row.state, what: 'escalated', by: null, nowMs }));
    await this.#write(
      sql,
      steps.map(step => ({ ...step, by: null, nowMs })),
    );
    return rows.length;
  }

  /** One at a time may notice: two that find the same thing new would both insert it. */
  async #alone(sql: Sql): Promise<void> {
    await sql.query("select pg_advisory_xact_lock(hashtextextended('exceptions', 0))");
  }

  async #standing(sql: Sql, ids: readonly string[]): Promise<Map<string, ExceptionRow>> {
    return new Map((await this.lock(sql, ids)).map(row => [row.id, row]));
  }

  async #write(sql: Sql, steps: readonly Taken[]): Promise<void> {
    if (steps.length === 0) return;
    await sql.query(UPDATE, [given(steps)]);
    await this.#tell(sql, steps);
  }

  async #tell(sql: Sql, steps: readonly Taken[]): Promise<void> {
    const told = steps.flatMap(step => (step.what === null ? [] : [{ ...step, what: step.what }]));
    if (told.length === 0) return;
    await sql.query(ENTER, [
      JSON.stringify(
        told.map(({ row, what, by, nowMs, fix, reason, corrections = [] }, place) => ({
          ...{ place, id: row.id, at: new Date(nowMs).toISOString(), by, what, corrections },
          ...{ fix: fix ?? null, reason: reason ?? null },
        })),
      ),
    ]);
    await this.#events.append(
      sql,
      told.map(({ row, what, by }) => eventOf(row, what, by)),
    );
  }
}

function given(steps: readonly Step[]): string {
  return JSON.stringify(
    steps.map(({ row: { seen, ...row } }) => {
      const [seenXid = null, seenPosition = null] = seen?.split('-') ?? [];
      return { ...row, seenXid, seenPosition };
    }),
  );
}

function eventOf(row: ExceptionRow, what: ExceptionEntry['what'], by: string | null): NewEvent {
  const { id, site, code, category, consequence, employee, terminal, date, state, version } = row;
  return {
    kind: 'exception.changed',
    site,
    key: employee ?? terminal ?? id,
    payload: {
      exception: id,
      ...{ code, category, consequence, employee, terminal, date, state, what, by, version },
    },
  };
}
