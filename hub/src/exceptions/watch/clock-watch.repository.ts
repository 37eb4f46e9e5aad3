import { Injectable } from '@nestjs/common';
import type { ExceptionFacts } from '@tapclock/contracts';
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
  /** Work of earlier stays of the same day. */
  earlierSeconds: number;
  /** Breaks that are over, and the one that goes on, up to now. */
  breakSeconds: number;
}

/** Actions after which somebody is gone, and after which a break is over, for SQL. */
const GONE = "'clock-out'";
const BACK = "'break-end', 'clock-in', 'clock-out'";

/** That the punch of a correction `c` still counts. */
const COUNTS =
  "not exists (select from correction v where v.punch_id = coalesce(c.punch_id, c.id) and v.kind = 'void')";

/**
 * That no correction says otherwise of a presence `p`: its punch is not void and does not read as one that `ends` it, nor does the last that
 * was added after it, or moved there from at most a day before. `now` is the parameter of the asking.
 */
const stands = (ends: string, now: string) => `(
  not exists (
    select from correction c
    where c.punch_id = p.punch_id and (c.kind = 'void' or (c.kind = 'reclassify' and c.action in (${ends})))
  )
  and coalesce((
    select coalesce(
      c.action,
      (select a.action from correction a where a.id = c.punch_id),
      (select m.action from punch m where m.punch_id = c.punch_id)
    ) not in (${ends})
    from correction c
    where c.employee_id = p.employee_id and c.touches_from > p.since - interval '1 day'
      and c.occurred_at > p.since and c.occurred_at <= to_timestamp(${now} / 1000.0)
      and c.punch_id is distinct from p.punch_id and c.action is distinct from 'job-change' and ${COUNTS}
    order by c.occurred_at desc limit 1
  ), true)
)`;

/** Leave excuses by the rule of `NO_SHOW`: for half of what is planned on the date or more, or unpaid, which says nothing about its length. */
const ON_LEAVE = `exists (
  select from leave_day l
  where l.employee_id = a.employee_id and l.date = a.work_date
  having sum(l.seconds) = 0 or 2 * sum(l.seconds) >= (
    select sum(extract(epoch from d.ends_at - d.starts_at) - d.unpaid_seconds)
    from assignment d where d.employee_id = a.employee_id and d.work_date = a.work_date
  )
)`;

/** Who works, and who should. Instants of the asking are milliseconds: time is an argument. */
@Injectable()
export class ClockWatchRepository {
  async sites(sql: Sql): Promise<{ site: string; zone: string; isArchived: boolean }[]> {
    return await sql.query(
      'select id as site, zone, archived_at is not null as "isArchived" from site order by id',
    );
  }

  /** Whether a site has a holiday on a date. */
  async isHoliday(sql: Sql, site: string, date: string): Promise<boolean> {
    const rows = await sql.query('select from holiday where site_id = $1 and date = $2::date', [site, date]);
    return rows.length > 0;
  }

  /** Whose shift has begun, grace over, without a tap, a correction or leave. Whoever is published on a holiday is expected. */
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
             and ${COUNTS}
         )
         and not ${ON_LEAVE}
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
           and ${stands(BACK, '$1')}
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

  /** Whose stay, with earlier ones of the day, is longer than `seconds`, and what of it was break. */
  async atWork(sql: Sql, seconds: number, nowMs: number): Promise<StayRow[]> {
    return await sql.query(
      `select p.site_id as site, e.team_id as team, s.zone, p.employee_id as employee, p.terminal_id as terminal,
              (p.clocked_in_at at time zone s.zone)::date as date, p.clocked_in_at as "clockedInAt",
              d.earlier as "earlierSeconds",
              coalesce((
                select sum(extract(epoch from coalesce(b.ended_at, to_timestamp($1 / 1000.0)) - b.occurred_at))::integer
                from (
                  select c.action, c.occurred_at, lead(c.occurred_at) over (order by c.occurred_at, c.punch_id) as ended_at
                  from punch c
                  where c.employee_id = p.employee_id and c.occurred_at >= p.clocked_in_at and c.occurred_at <= to_timestamp($1 / 1000.0)
                    and c.action in ('break-start', 'break-end', 'clock-in', 'clock-out') and not c.findings @> '[{"code": "duplicate"}]'
                ) as b where b.action = 'break-start'
              ), 0) as "breakSeconds"
       from presence p join employee e on e.id = p.employee_id join site s on s.id = p.site_id
         cross join lateral (
           -- The record of the day pays closed stays alone while somebody is at work; a night's day began the day before.
           select coalesce(sum(d.paid_seconds), 0)::integer as earlier from day_record d
           where d.employee_id = p.employee_id and d.attendance = 'at-work'
             and d.date between (p.clocked_in_at at time zone s.zone)::date - 1 and (p.clocked_in_at at time zone s.zone)::date
         ) as d
       where p.state in ('in', 'break') and ${stands(GONE, '$1')}
         and p.clocked_in_at > to_timestamp($1 / 1000.0) - make_interval(secs => ${STAY_SECONDS_MAX})
         and p.clocked_in_at <= to_timestamp($1 / 1000.0) - make_interval(secs => $2 - d.earlier)
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
       where p.site_id = $1 and p.state in ('in', 'break') and e.active and ${stands(GONE, '$2')}
         and p.since > to_timestamp($2 / 1000.0) - make_interval(secs => ${STAY_SECONDS_MAX})
       group by 1`,
      [site, nowMs],
    );
    return new Map(rows.map(({ area, people }) => [area, people]));
  }

  /** What a source noticed and still holds, of one site or of all. */
  async held(sql: Sql, source: ExceptionSource, site: string | null = null): Promise<HeldException[]> {
    return await sql.query(
      `select x.id, x.consequence, x.facts from exception x where x.source = $1 and x.holds and ($2::text is null or x.site_id = $2)`,
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
  facts: ExceptionFacts;
}
