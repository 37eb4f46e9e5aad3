import { Injectable } from '@nestjs/common';
import type { BadgeEnd } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { MATCH_EARLY_SECONDS } from '../../scheduling/index.ts';

/** Punches of one exception that are named; more of the same change nothing. */
export const NAMED_PUNCHES_MAX = 20;
/** A team for which nothing is published from so many days before a date until the day after it, where a night ends, is not planned at all. */
const PLANNED_BEFORE_DAYS = 14;

/** Punches of one local date that are one matter. */
export interface PunchGroup {
  site: string;
  terminal: string;
  employee: string | null;
  /** What they have in common: a badge's digest, a person, a terminal. Never shown. */
  subject: string;
  date: string;
  /** Of the first. */
  at: string;
  /** The first NAMED_PUNCHES_MAX. */
  punches: string[];
  ended: BadgeEnd | null;
  /** Largest difference of the clocks, seconds; positive when the terminal is ahead. */
  seconds: number | null;
}

export interface HeldDay {
  id: string;
  employee: string;
  date: string;
}

/** The dates (and zones) of some punches, whose whole groups are then read. */
const TOUCHED = `
  touched as (
    select distinct p.site_id, p.terminal_id, p.employee_id, p.body ->> 'credential' as credential,
           (p.occurred_at at time zone s.zone)::date as date, s.zone
    from unnest($1::uuid[], $2::timestamptz[]) as w (punch_id, at)
    join punch p on p.punch_id = w.punch_id and p.occurred_at = w.at
    join site s on s.id = p.site_id
  )`;
const OF_DATE = `p.occurred_at >= t.date::timestamp at time zone t.zone and p.occurred_at < (t.date + 1)::timestamp at time zone t.zone`;
const FIRST_PUNCHES = `(array_agg(p.punch_id order by p.occurred_at, p.punch_id))[1:${NAMED_PUNCHES_MAX}]::text[]`;

const UNKNOWN_BADGES = `
  with ${TOUCHED}, badges as (
    select site_id, coalesce(credential, terminal_id) as subject, credential, min(terminal_id) as terminal_id, date, zone
    from touched group by site_id, coalesce(credential, terminal_id), credential, date, zone
  )
  select t.site_id as site, (array_agg(p.terminal_id order by p.occurred_at, p.punch_id))[1] as terminal, null as employee, t.subject, t.date,
         min(p.occurred_at) as at, ${FIRST_PUNCHES} as punches,
         (array_agg(f ->> 'ended' order by p.occurred_at, p.punch_id))[1] as ended, null as seconds
  from badges t
  join punch p on p.site_id = t.site_id and p.employee_id is null and ${OF_DATE}
    and p.body ->> 'credential' is not distinct from t.credential and (t.credential is not null or p.terminal_id = t.terminal_id)
  cross join lateral jsonb_array_elements(p.findings) as f
  where f ->> 'code' = 'unknown-badge'
  group by t.site_id, t.subject, t.date`;

/** Clock-ins as corrections have them read, of people whose team is planned at that time: where nobody plans, nobody is missed on a plan. */
const UNSCHEDULED = `
  with ${TOUCHED}, teams as (
    select distinct t.date, e.site_id, e.team_id from touched t join employee e on e.id = t.employee_id
  ), planning as (
    select * from teams w
    where exists (
      select from employee m join assignment a on a.employee_id = m.id
      where m.site_id = w.site_id and m.team_id is not distinct from w.team_id
        and a.work_date between w.date - ${PLANNED_BEFORE_DAYS} and w.date + 1
    )
  )
  select distinct on (t.employee_id, t.date)
         p.site_id as site, p.terminal_id as terminal, p.employee_id as employee, p.employee_id::text as subject, t.date, p.occurred_at as at,
         array[p.punch_id]::text[] as punches, null as ended, null as seconds
  from touched t
  join employee e on e.id = t.employee_id
  join planning w on w.date = t.date and w.site_id = e.site_id and w.team_id is not distinct from e.team_id
  join punch p on p.employee_id = t.employee_id and ${OF_DATE} and p.action = 'clock-in' and p.findings @> '[{"code": "unscheduled"}]'
  cross join lateral (
    select coalesce(bool_or(c.kind = 'void'), false) as is_void,
           (array_agg(c.action order by c.made_at desc, c.id desc) filter (where c.kind = 'reclassify'))[1] as action,
           (array_agg(c.occurred_at order by c.made_at desc, c.id desc) filter (where c.kind = 'move'))[1] as at
    from correction c where c.punch_id = p.punch_id
  ) as r
  where not r.is_void and coalesce(r.action, p.action) = 'clock-in'
    and not exists (
      select from assignment a
      where a.employee_id = p.employee_id and a.starts_at <= coalesce(r.at, p.occurred_at) + interval '${MATCH_EARLY_SECONDS} seconds'
        and a.ends_at > coalesce(r.at, p.occurred_at)
    )
  order by t.employee_id, t.date, p.occurred_at, p.punch_id`;

const CLOCKS_OFF = `
  with ${TOUCHED}, terminals as (select distinct site_id, terminal_id, date, zone from touched)
  select t.site_id as site, t.terminal_id as terminal, null as employee, t.terminal_id as subject, t.date, min(p.occurred_at) as at,
         ${FIRST_PUNCHES} as punches, null as ended,
         (array_agg((f ->> 'seconds')::integer order by abs((f ->> 'seconds')::integer) desc))[1] as seconds
  from terminals t
  join punch p on p.site_id = t.site_id and ${OF_DATE} and p.terminal_id = t.terminal_id
  cross join lateral jsonb_array_elements(p.findings) as f
  where f ->> 'code' = 'clock-off'
  group by t.site_id, t.terminal_id, t.date`;

/** What the noticing reads. */
@Injectable()
export class NoticeRepository {
  /** Ids of the exceptions of these dates that hold. */
  async heldDays(sql: Sql, days: readonly { employee: string; date: string }[]): Promise<HeldDay[]> {
    return await sql.query(
      `select x.id, x.employee_id as employee, x.date
       from unnest($1::uuid[], $2::date[]) as w (employee_id, date)
       join exception x on x.employee_id = w.employee_id and x.date = w.date
       where x.source = 'day' and x.holds`,
      [days.map(({ employee }) => employee), days.map(({ date }) => date)],
    );
  }

  /** By badge and date, all of the date's punches of the badges of these. */
  async unknownBadges(sql: Sql, punches: readonly Named[]): Promise<PunchGroup[]> {
    return await sql.query(UNKNOWN_BADGES, named(punches));
  }

  /** By person and date: who still came and is not planned, though their team is. */
  async unscheduled(sql: Sql, punches: readonly Named[]): Promise<PunchGroup[]> {
    return await sql.query(UNSCHEDULED, named(punches));
  }

  /** By terminal and date. */
  async clocksOff(sql: Sql, punches: readonly Named[]): Promise<PunchGroup[]> {
    return await sql.query(CLOCKS_OFF, named(punches));
  }

  /** Those who came without a plan as far as is known, of these people (none named: of anybody) of a site; with their punch. */
  async heldUnscheduled(sql: Sql, site: string, employees: readonly string[]): Promise<HeldPunch[]> {
    return await sql.query(
      `select x.id, x.facts -> 'punches' ->> 0 as "punchId", x.at as "occurredAt" from exception x
       where x.site_id = $1 and x.source = 'punch' and x.code = 'unscheduled' and x.state in ('open', 'waiting')
         and ($2::uuid[] = '{}' or x.employee_id = any($2::uuid[]))`,
      [site, employees],
    );
  }
}

/** A punch by its key in the table. */
export interface Named {
  punchId: string;
  occurredAt: string;
}

/** A punch that an exception is about. */
export interface HeldPunch extends Named {
  /** Of the exception. */
  id: string;
}

function named(punches: readonly Named[]): unknown[] {
  return [punches.map(({ punchId }) => punchId), punches.map(({ occurredAt }) => occurredAt)];
}
