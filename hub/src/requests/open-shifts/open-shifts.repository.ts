import { Injectable } from '@nestjs/common';
import type { OpenShiftMode, OpenShiftView } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { reachParams } from '../../platform/http/access/reach-check.ts';
import type { Viewer } from '../../platform/http/access/reach-lists.ts';
import type { PageQuery } from '../../platform/http/page.ts';

export type NewOpenShiftRow = Omit<OpenShiftView, 'name' | 'taken' | 'state' | 'version'>;

/** Which open shifts a list shows; dates are both included. */
export interface OpenShiftFilter extends PageQuery {
  site?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  state?: string | undefined;
}

// A place is taken as long as somebody is planned by it, and so is given back with the shift, whoever releases it.
const TAKEN = '(select count(*)::int from assignment t where t.open_shift_id = o.id)';
const STATE = `
  (case when o.closed_at is not null then 'closed' when o.starts_at <= now() then 'begun' when ${TAKEN} >= o.seats then 'full'
        else 'open' end)`;
// What it says and how many places are taken, at most 200, make its version: the same state has the same one.
const VIEW = `
  select o.id, o.site_id as site, o.team_id as team, o.shift_id as shift, s.name, o.work_date as date, o.starts_at as "startsAt",
         o.ends_at as "endsAt", o.seats, ${TAKEN} as taken, o.mode, ${STATE} as state, o.note, o.made_by as "madeBy", o.made_at as "madeAt",
         o.version * 1000 + ${TAKEN} as version
  from open_shift o join shift s on s.id = o.shift_id`;

// Whoever may see everybody, who leads the team, or any team of the site, and whose own site and team it is.
const VISIBLE = `
  ($5::boolean
   or exists (select from unnest($7::text[], $8::text[]) as mine (site_id, team_id)
              where mine.site_id = o.site_id and (o.team_id is null or mine.team_id = o.team_id))
   or exists (select from employee e where e.id = $6::uuid and e.site_id = o.site_id and (o.team_id is null or e.team_id = o.team_id)))`;
const MATCHES = `
  ($1::text is null or o.site_id = $1) and ($2::date is null or o.work_date >= $2) and ($3::date is null or o.work_date <= $3)
  and ($4::text is null or ${STATE} = $4) and ${VISIBLE}`;

/** Shifts that have places for whoever wants them. */
@Injectable()
export class OpenShiftsRepository {
  async insert(sql: Sql, row: NewOpenShiftRow): Promise<void> {
    await sql.query(
      `insert into open_shift (id, site_id, team_id, shift_id, work_date, starts_at, ends_at, seats, mode, note, made_by, made_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        ...[row.id, row.site, row.team, row.shift, row.date, row.startsAt, row.endsAt, row.seats, row.mode],
        ...[row.note, row.madeBy, row.madeAt],
      ],
    );
  }

  async find(sql: Sql, id: string): Promise<OpenShiftView | null> {
    const [row] = await sql.query<OpenShiftView>(`${VIEW} where o.id = $1::uuid`, [id]);
    return row ?? null;
  }

  /** For changing: whoever takes a place, and whoever gives one, waits here; a place that goes with a swapped shift does not. */
  async lock(sql: Sql, id: string): Promise<OpenShiftView | null> {
    await sql.query('select from open_shift where id = $1::uuid for no key update', [id]);
    // After the lock, and so with the places that whoever held it before gave away.
    return await this.find(sql, id);
  }

  /** Of assignments that have a place, in which open shift. */
  async seatsOf(sql: Sql, assignments: readonly string[]): Promise<Map<string, string>> {
    const rows = await sql.query<{ id: string; openShift: string }>(
      'select id, open_shift_id as "openShift" from assignment where id = any($1::uuid[]) and open_shift_id is not null',
      [assignments],
    );
    return new Map(rows.map(({ id, openShift }) => [id, openShift]));
  }

  /** Places that assignments have from now on. */
  async seat(
    sql: Sql,
    seats: readonly { assignment: string | undefined; openShift: string }[],
  ): Promise<void> {
    if (seats.length === 0) return;
    await sql.query(
      `update assignment a set open_shift_id = s.open_shift_id
       from unnest($1::uuid[], $2::uuid[]) as s (id, open_shift_id) where a.id = s.id`,
      [seats.map(({ assignment }) => assignment), seats.map(({ openShift }) => openShift)],
    );
  }

  async change(
    sql: Sql,
    {
      id,
      seats,
      mode,
      closedAt,
    }: { id: string; seats: number; mode: OpenShiftMode; closedAt: string | null },
  ): Promise<void> {
    await sql.query(
      `update open_shift set seats = $2, mode = $3, closed_at = coalesce(closed_at, $4), version = version + 1 where id = $1::uuid`,
      [id, seats, mode, closedAt],
    );
  }

  /** One page of those that the viewer may know of, by start, and how many there are. */
  async list(
    sql: Sql,
    filter: OpenShiftFilter,
    { reach, employee }: Viewer,
  ): Promise<{ openShifts: OpenShiftView[]; total: number }> {
    const { site, from, to, state, page, per_page } = filter;
    const filters = [...[site, from, to, state].map(value => value ?? null), ...reachParams(reach, employee)];
    const [count] = await sql.query<{ total: number }>(
      `select count(*) as total from open_shift o where ${MATCHES}`,
      filters,
    );
    const openShifts = await sql.query<OpenShiftView>(
      `${VIEW} where ${MATCHES} order by o.starts_at, o.id limit $9 offset $10`,
      [...filters, per_page, (page - 1) * per_page],
    );
    return { openShifts, total: count?.total ?? 0 };
  }

  /** Those with a place for a person who has not asked for it and is not planned on it, soonest first. */
  async openTo(sql: Sql, employee: string, limit: number): Promise<OpenShiftView[]> {
    return await sql.query<OpenShiftView>(
      `${VIEW} join employee e on e.site_id = o.site_id and (o.team_id is null or o.team_id = e.team_id)
       where e.id = $1::uuid and e.active and o.starts_at > now() and o.closed_at is null and ${TAKEN} < o.seats
         and not exists (select from request r where r.open_shift_id = o.id and r.employee_id = e.id
                           and r.state = 'asked')
         and not exists (select from assignment a
                         where a.employee_id = e.id and a.shift_id = o.shift_id and a.work_date = o.work_date)
       order by o.starts_at, o.id limit $2`,
      [employee, limit],
    );
  }
}
