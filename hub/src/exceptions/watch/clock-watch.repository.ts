import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.ts';
import { MATCH_EARLY_SECONDS } from '../../scheduling/index.ts';
import type { ExceptionSource } from '../domain/index.ts';
import { WATCH_THRESHOLDS as FROM, STAY_SECONDS_MAX, WATCH_PEOPLE_MAX } from './thresholds.ts';

/** Somebody planned for a shift. */
export interface PlannedRow {
  site: string;
  employee: string;
  area: string;
  date: string;
  startsAt: string;
  endsAt: string;
}

/** Somebody on a break, and how long it may be. */
export interface BreakRow {
  site: string;
  employee: string;
  terminal: string;
  date: string;
  since: string;
  limitSeconds: number;
}

/** Somebody at work. */
export interface StayRow {
  site: string;
  team: string | null;
  zone: string;
  employee: string;
  terminal: string;
  date: string;
  clockedInAt: string;
  /** Breaks that are over, and the one that goes on, up to now. */
  breakSeconds: number;
}

/** Who works, and who should. Instants of the asking are milliseconds: time is an argument. */
@Injectable()
export class ClockWatchRepository {
  async sites(sql: Sql): Promise<{ site: string; zone: string }[]> {
    return await sql.query('select id as site, zone from site order by id');
  }

  /** Whose shift has begun, grace over, without a tap, a correction or a day off. */
  async notHere(sql: Sql, nowMs: number): Promise<PlannedRow[]> {
    return await sql.query(
      `select e.site_id as site, a.employee_id as employee, a.area_id as area, a.work_date as date, a.starts_at as "startsAt",
              a.ends_at as "endsAt"
       from assignment a join employee e on e.id = a.employee_id left join presence p on p.employee_id = e.id
       where a.starts_at > to_timestamp($1 / 1000.0) - make_interval(secs => ${STAY_SECONDS_MAX})
         and a.starts_at < to_timestamp($1 / 1000.0) - make_interval(secs => a.grace_seconds)
         and a.ends_at > to_timestamp($1 / 1000.0)
         and e.active and (e.leaves_at is null or e.leaves_at > a.starts_at) and coalesce(p.state, 'out') = 'out'
         and not exists (
           select from punch c
           where c.employee_id = a.employee_id and c.occurred_at >= a.starts_at - make_interval(secs => ${MATCH_EARLY_SECONDS})
             and c.occurred_at <= to_timestamp($1 / 1000.0)
         )
         and not exists (
           select from correction c
           where c.employee_id = a.employee_id and c.kind in ('add', 'move')
             and c.occurred_at >= a.starts_at - make_interval(secs => ${MATCH_EARLY_SECONDS}) and c.occurred_at <= to_timestamp($1 / 1000.0)
         )
         and not exists (select from leave_day l where l.employee_id = a.employee_id and l.date = a.work_date)
         and not exists (select from holiday h where h.site_id = e.site_id and h.date = a.work_date)
       order by a.starts_at, a.employee_id limit ${WATCH_PEOPLE_MAX}`,
      [nowMs],
    );
  }

  /** Whose break is longer than their shift plans, or than breaks are. */
  async onBreak(sql: Sql, nowMs: number): Promise<BreakRow[]> {
    return await sql.query(
      `select * from (
         select p.site_id as site, p.employee_id as employee, p.terminal_id as terminal, (p.since at time zone s.zone)::date as date, p.since,
                coalesce((
                  select max(a.unpaid_seconds) + ${FROM.breakGraceSeconds} from assignment a
                  where a.employee_id = p.employee_id and a.starts_at <= p.since and a.ends_at > p.since and a.unpaid_seconds > 0
                ), ${FROM.breakSeconds}) as "limitSeconds"
         from presence p join site s on s.id = p.site_id
         where p.state = 'break' and p.since > to_timestamp($1 / 1000.0) - make_interval(secs => ${STAY_SECONDS_MAX})
       ) as b
       where b.since < to_timestamp($1 / 1000.0) - make_interval(secs => b."limitSeconds")
       order by b.since, b.employee limit ${WATCH_PEOPLE_MAX}`,
      [nowMs],
    );
  }

  /** The lowest limit of a day of all policies, in seconds: whoever is at work for less need not be looked at. Null: none has one. */
  async leastDayLimit(sql: Sql): Promise<number | null> {
    const [row] = await sql.query<{ seconds: number | null }>(
      `select min((l ->> 'overMin')::integer) * 60 as seconds from policy p cross join lateral jsonb_array_elements(p.rules -> 'dayLimits') as l`,
    );
    return row?.seconds ?? null;
  }

  /** Whose stay is longer than `seconds`, and what of it was break. */
  async atWork(sql: Sql, seconds: number, nowMs: number): Promise<StayRow[]> {
    return await sql.query(
      `select p.site_id as site, e.team_id as team, s.zone, p.employee_id as employee, p.terminal_id as terminal,
              (p.clocked_in_at at time zone s.zone)::date as date, p.clocked_in_at as "clockedInAt",
              coalesce((
                select sum(extract(epoch from coalesce(b.ended_at, to_timestamp($1 / 1000.0)) - b.occurred_at))::integer
                from (
                  select c.action, c.occurred_at, lead(c.occurred_at) over (order by c.occurred_at, c.punch_id) as ended_at
                  from punch c
                  where c.employee_id = p.employee_id and c.occurred_at >= p.clocked_in_at and c.occurred_at <= to_timestamp($1 / 1000.0)
                    and c.action in ('break-start', 'break-end', 'clock-out') and not c.findings @> '[{"code": "duplicate"}]'
                ) as b where b.action = 'break-start'
              ), 0) as "breakSeconds"
       from presence p join employee e on e.id = p.employee_id join site s on s.id = p.site_id
       where p.state in ('in', 'break')
         and p.clocked_in_at > to_timestamp($1 / 1000.0) - make_interval(secs => ${STAY_SECONDS_MAX})
         and p.clocked_in_at <= to_timestamp($1 / 1000.0) - make_interval(secs => $2)
       order by p.clocked_in_at, p.employee_id limit ${WATCH_PEOPLE_MAX}`,
      [nowMs, seconds],
    );
  }

  /** How many are in or on break at a site, by the area that they are planned for now, else their own. */
  async present(sql: Sql, site: string, nowMs: number): Promise<Map<string, number>> {
    const rows = await sql.query<{ area: string; people: number }>(
      `select coalesce(a.area_id, e.area_id) as area, count(distinct e.id) as people
       from presence p join employee e on e.id = p.employee_id
         left join assignment a on a.employee_id = e.id and a.starts_at <= to_timestamp($2 / 1000.0) and a.ends_at > to_timestamp($2 / 1000.0)
       where p.site_id = $1 and p.state in ('in', 'break') and e.active
         and p.since > to_timestamp($2 / 1000.0) - make_interval(secs => ${STAY_SECONDS_MAX})
       group by 1`,
      [site, nowMs],
    );
    return new Map(rows.map(({ area, people }) => [area, people]));
  }

  /** What a source noticed and still holds, of one site or of all. */
  async held(sql: Sql, source: ExceptionSource, site: string | null = null): Promise<HeldException[]> {
    return await sql.query(
      `select x.id, x.consequence from exception x where x.source = $1 and x.holds and ($2::text is null or x.site_id = $2)`,
      [source, site],
    );
  }

  /** The next instant at which something may be due: a grace that ends, a break or a stay that grows too long; null: none in sight. */
  async nextDue(sql: Sql, nowMs: number): Promise<number | null> {
    const [row] = await sql.query<{ at: string | null }>(
      `select least(
         (select min(a.starts_at + make_interval(secs => a.grace_seconds)) from assignment a
          where a.starts_at > to_timestamp($1 / 1000.0) - interval '1 day' and a.starts_at < to_timestamp($1 / 1000.0) + interval '1 hour'
            and a.starts_at + make_interval(secs => a.grace_seconds) > to_timestamp($1 / 1000.0)),
         (select min(x.escalates_at) from exception x
          where x.state in ('open', 'waiting') and x.escalated_at is null and x.escalates_at is not null)
       ) as at`,
      [nowMs],
    );
    return row?.at == null ? null : Date.parse(row.at);
  }
}

export interface HeldException {
  id: string;
  consequence: number;
}
