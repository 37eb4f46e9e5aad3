import { Injectable } from '@nestjs/common';
import type {
  Language,
  LeaveKind,
  RequestEntry,
  RequestPerson,
  RequestShift,
  RequestState,
} from '@tapclock/contracts';
import type { Sql } from '../platform/database/database.ts';
import { idsWithin, type Viewer } from '../platform/http/access/reach-lists.ts';
import { orderBy, type SortTerm } from '../platform/http/list-query.ts';
import type { NewRequestRow, RequestMoved, RequestRow } from './request-row.ts';

/** Which requests a list shows. */
export interface RequestFilter {
  page: number;
  per_page: number;
  sort: readonly SortTerm<RequestSort>[];
  kind?: string | undefined;
  state?: RequestState | undefined;
  site?: string | undefined;
  employee?: string | undefined;
}
export const REQUEST_SORTS = ['changedAt', 'madeAt', 'from'] as const;
export type RequestSort = (typeof REQUEST_SORTS)[number];

/** A request with the language of whoever asks: what the hub does by itself it says in theirs. */
export type SpokenRequest = RequestRow & { language: Language };

/** A published shift with whose it is. */
export interface PublishedShiftRow extends RequestShift {
  assignment: string;
  employee: string;
  site: string;
}

const SORTED: Readonly<Record<RequestSort, string>> = {
  changedAt: 'r.changed_at',
  madeAt: 'r.made_at',
  from: 'r.from_date',
};

// A state never lies: what its shift has overtaken is over, also before a round has written that down. `now()` is that of the transaction.
const IS_OVERTAKEN = `(r.state in ('offered', 'asked') and r.expires_at <= now())`;
const STATE = `(case when ${IS_OVERTAKEN} then 'expired' else r.state end)`;

/** The same as a condition, such as an index serves. */
const IN_STATE: Readonly<Record<RequestState, string>> = {
  offered: `r.state = 'offered' and not coalesce(${IS_OVERTAKEN}, false)`,
  asked: `r.state = 'asked' and not coalesce(${IS_OVERTAKEN}, false)`,
  expired: `(r.state = 'expired' or ${IS_OVERTAKEN})`,
  granted: `r.state = 'granted'`,
  refused: `r.state = 'refused'`,
  withdrawn: `r.state = 'withdrawn'`,
};

// Of people, and of whom something was asked. Each part has its index, which an "or" between them would not use.
const ABOUT = (people: string, person: string) => `(
  select m.id from request m where m.employee_id = any(${people}::uuid[])
  union select m.id from request m where m.others @> array[${person}::uuid])`;

const COLUMNS = `
  r.id, r.site_id as site, r.kind, ${STATE} as state, r.employee_id as employee, r.others, r.taker_id as taker,
  r.from_date as "from", r.to_date as "to", r.leave_kind as "leaveKind", r.leave_days as "leaveDays", r.leave_code as "leaveCode",
  r.shift, r.wanted, r.open_shift_id as "openShift", r.note, r.made_by as "madeBy", r.made_at as "madeAt",
  r.changed_at as "changedAt", r.expires_at as "expiresAt", r.decided_by as "decidedBy", r.decided_at as "decidedAt", r.reason,
  r.version`;

const SHIFT = `
  a.id as assignment, a.employee_id as employee, s.site_id as site, a.shift_id as shift, s.name, a.work_date as date,
  a.starts_at as "startsAt", a.ends_at as "endsAt"
  from assignment a join shift s on s.id = a.shift_id`;

/** Requests, and what happened to each. */
@Injectable()
export class RequestsRepository {
  /** `person`: who makes it, where it is a person. Fails with unique_violation (23505) or exclusion_violation (23P01) for what is asked for already. */
  async insert(sql: Sql, request: NewRequestRow, person: string | null): Promise<void> {
    const { shift, wanted, leaveDays } = request;
    await sql.query(
      `insert into request (id, site_id, kind, state, employee_id, others, from_date, to_date, leave_kind, leave_days,
                            shift, assignment_id, wanted, wanted_id, open_shift_id, note, made_by, made_at, changed_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18, $19)`,
      [
        ...[request.id, request.site, request.kind, request.state, request.employee, request.others],
        ...[request.from, request.to, request.leaveKind, leaveDays && JSON.stringify(leaveDays)],
        ...[shift && JSON.stringify(shift), shift?.assignment ?? null],
        ...[wanted && JSON.stringify(wanted), wanted?.assignment ?? null, request.openShift, request.note],
        ...[request.madeBy, request.madeAt, request.expiresAt],
      ],
    );
    await this.#note(sql, [request.id], { what: 'asked', by: request.madeBy, person, reason: null });
  }

  /** How many were made for a person since an instant. Others who make one for them wait for the end of this transaction. */
  async countMade(sql: Sql, employee: string, since: string): Promise<number> {
    await sql.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`requests ${employee}`]);
    const [row] = await sql.query<{ made: number }>(
      'select count(*) as made from request where employee_id = $1::uuid and changed_at > $2 and made_at > $2',
      [employee, since],
    );
    return row?.made ?? 0;
  }

  async find(sql: Sql, id: string): Promise<RequestRow | null> {
    const [row] = await sql.query<RequestRow>(`select ${COLUMNS} from request r where r.id = $1::uuid`, [id]);
    return row ?? null;
  }

  /** For changing. */
  async lock(sql: Sql, id: string): Promise<RequestRow | null> {
    const [row] = await sql.query<RequestRow>(
      `select ${COLUMNS} from request r where r.id = $1::uuid for update`,
      [id],
    );
    return row ?? null;
  }

  /** Moves requests that are locked, all the same way. */
  async move(sql: Sql, ids: readonly string[], moved: RequestMoved): Promise<void> {
    const { state, what, by, person, at, reason, isDecision, others, taker, leaveCode } = moved;
    // Why somebody will not take a shift is theirs: it stands in the history only.
    const kept = what === 'declined' ? null : reason;
    await sql.query(
      `update request set state = $2, changed_at = $3, version = version + 1, reason = coalesce($4, reason),
              decided_by = case when $5 then $6 else decided_by end, decided_at = case when $5 then $3::timestamptz else decided_at end,
              others = coalesce($7::uuid[], others), taker_id = coalesce($8, taker_id), leave_code = coalesce($9, leave_code)
       where id = any($1::uuid[])`,
      [ids, state, at, kept, isDecision, by, others ?? null, taker ?? null, leaveCode ?? null],
    );
    await this.#note(sql, ids, { what, by, person, reason });
  }

  /** Locks and answers those who still ask for an open shift, but for one request. */
  async askingFor(sql: Sql, openShift: string, except: string | null): Promise<SpokenRequest[]> {
    return await sql.query<SpokenRequest>(
      `select ${COLUMNS}, e.language from request r join employee e on e.id = r.employee_id
       where r.open_shift_id = $1::uuid and r.state = 'asked' and r.id is distinct from $2::uuid order by r.id for update of r`,
      [openShift, except],
    );
  }

  /** Locks and answers some that are over without anybody's doing: their shift began, or is not planned as it was. Others leave them alone. */
  async overtaken(sql: Sql, limit: number): Promise<(SpokenRequest & { isBegun: boolean })[]> {
    return await sql.query(
      `select ${COLUMNS}, e.language, r.expires_at <= now() as "isBegun" from request r join employee e on e.id = r.employee_id
       where r.state in ('offered', 'asked') and r.expires_at is not null
         and (r.expires_at <= now()
              or r.assignment_id is not null and not exists (select from assignment a where a.id = r.assignment_id)
              or r.wanted_id is not null and not exists (select from assignment a where a.id = r.wanted_id))
       order by r.id limit $1 for update of r skip locked`,
      [limit],
    );
  }

  /** One page of those that are about the viewer or about people in their reach, and how many there are. */
  async list(
    sql: Sql,
    filter: RequestFilter,
    viewer: Viewer,
  ): Promise<{ requests: RequestRow[]; total: number }> {
    const { kind, state, site, employee, page, per_page, sort } = filter;
    const ids = await idsWithin(sql, viewer);
    const values: unknown[] = [];
    const value = (one: unknown) => `$${values.push(one)}`;
    // Only what is asked for stands in it: a plan for parameters that may be null would be one for none of them.
    const joins = [
      ...(ids === null ? [] : [ABOUT(value(ids), value(viewer.employee))]),
      ...(employee === undefined ? [] : [ABOUT(value([employee]), value(employee))]),
    ].map((about, at) => ` join ${about} a${at} on a${at}.id = r.id`);
    const where = [
      'true',
      ...(kind === undefined ? [] : [`r.kind = ${value(kind)}`]),
      ...(site === undefined ? [] : [`r.site_id = ${value(site)}`]),
      ...(state === undefined ? [] : [IN_STATE[state]]),
    ].join(' and ');
    const from = `from request r${joins.join('')} where ${where}`;
    const [count] = await sql.query<{ total: number }>(`select count(*) as total ${from}`, [...values]);
    const requests = await sql.query<RequestRow>(
      `select ${COLUMNS} ${from} ${orderBy(sort, SORTED, 'r.id')} limit ${value(per_page)} offset ${value((page - 1) * per_page)}`,
      values,
    );
    return { requests, total: count?.total ?? 0 };
  }

  /** Oldest first, with who it was where it was a person. */
  async history(sql: Sql, id: string): Promise<(RequestEntry & { person: string | null })[]> {
    return await sql.query<RequestEntry & { person: string | null }>(
      `select at, made_by as by, employee_id as person, what, state, reason from request_entry where request_id = $1::uuid order by version`,
      [id],
    );
  }

  /** People by id, as a request names them. */
  async people(sql: Sql, ids: readonly string[]): Promise<Map<string, RequestPerson>> {
    const rows = await sql.query<RequestPerson>(
      `select id as employee, number, given_name || ' ' || family_name as name, team_id as team
       from employee where id = any($1::uuid[])`,
      [[...new Set(ids)]],
    );
    return new Map(rows.map(person => [person.employee, person]));
  }

  /** Where people belong, those in service only. */
  async placed(
    sql: Sql,
    ids: readonly string[],
  ): Promise<Map<string, { employee: string; site: string; team: string | null; zone: string }>> {
    const rows = await sql.query<{ employee: string; site: string; team: string | null; zone: string }>(
      `select e.id as employee, e.site_id as site, e.team_id as team, s.zone
       from employee e join site s on s.id = e.site_id where e.id = any($1::uuid[]) and e.active`,
      [ids],
    );
    return new Map(rows.map(row => [row.employee, row]));
  }

  /** The others of somebody's team, those in service; at most so many. */
  async teammates(sql: Sql, employee: string, limit: number): Promise<string[]> {
    const rows = await sql.query<{ id: string }>(
      `select o.id from employee e join employee o on o.site_id = e.site_id and o.team_id = e.team_id and o.id <> e.id
       where e.id = $1::uuid and o.active order by o.id limit $2`,
      [employee, limit],
    );
    return rows.map(({ id }) => id);
  }

  async published(sql: Sql, assignments: readonly string[]): Promise<Map<string, PublishedShiftRow>> {
    const rows = await sql.query<PublishedShiftRow>(`select ${SHIFT} where a.id = any($1::uuid[])`, [
      assignments,
    ]);
    return new Map(rows.map(row => [row.assignment, row]));
  }

  /** What a person is planned on, on these dates, both included, by start. */
  async plannedOn(
    sql: Sql,
    employee: string,
    { from, to }: { from: string; to: string },
  ): Promise<PublishedShiftRow[]> {
    return await sql.query<PublishedShiftRow>(
      `select ${SHIFT} where a.employee_id = $1::uuid and a.work_date between $2::date and $3::date order by a.starts_at, a.id`,
      [employee, from, to],
    );
  }

  /** Dates of these, both included, that were published for a site or for one of its teams. */
  async publishedDates(
    sql: Sql,
    { site, team }: { site: string; team: string | null },
    { from, to }: { from: string; to: string },
  ): Promise<string[]> {
    const rows = await sql.query<{ date: string }>(
      `select distinct d::date as date
       from plan_publication p
       cross join lateral generate_series(greatest(p.from_date, $3::date), least(p.to_date, $4::date), interval '1 day') as d
       where p.site_id = $1 and (p.team_id is null or p.team_id = $2) and p.from_date <= $4::date and p.to_date >= $3::date`,
      [site, team, from, to],
    );
    return rows.map(({ date }) => date);
  }

  /** Leave of a kind in a year that is asked for and not decided, but for one request. */
  async leaveAsked(
    sql: Sql,
    of: { employee: string; year: number; kind?: LeaveKind; except: string | null },
  ): Promise<{ kind: LeaveKind; date: string; minutes: number }[]> {
    return await sql.query(
      `select r.leave_kind as kind, d.date, d.minutes
       from request r cross join lateral jsonb_to_recordset(r.leave_days) as d (date date, minutes integer)
       where r.employee_id = $1::uuid and r.kind = 'leave' and r.state = 'asked' and r.id is distinct from $4::uuid
         and ($3::text is null or r.leave_kind = $3) and d.date between make_date($2, 1, 1) and make_date($2, 12, 31)
       order by d.date`,
      [of.employee, of.year, of.kind ?? null, of.except],
    );
  }

  async #note(
    sql: Sql,
    ids: readonly string[],
    { what, by, person, reason }: Pick<RequestMoved, 'what' | 'by' | 'person' | 'reason'>,
  ): Promise<void> {
    await sql.query(
      `insert into request_entry (request_id, version, at, made_by, employee_id, what, state, reason)
       select r.id, r.version, r.changed_at, $2, $3, $4, r.state, $5
       from request r where r.id = any($1::uuid[])`,
      [ids, by, person, what, reason],
    );
  }
}
