import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.ts';
import { IDENTITY_THRESHOLDS as FROM, type Neighbour, type Spot } from '../domain/index.ts';

/** How far apart taps are looked at, in hours: who takes longer may have come from anywhere. */
const WAY_HOURS = 6;

interface TapRow {
  punch: string;
  terminal: string;
  place: string;
  atMs: number;
  spot: Spot | null;
  isWeb: boolean;
}

/** Two taps of one person at two terminals. */
export interface ElsewhereRow {
  site: string;
  employee: string;
  date: string;
  first: TapRow;
  second: TapRow;
}

/** A tap, and the first taps of others at its terminal around it. */
export interface MetRow {
  site: string;
  terminal: string;
  employee: string;
  date: string;
  at: string;
  neighbours: Neighbour[];
}

/** Neighbours that are read of a tap: with two people among them it was a queue. */
const NEIGHBOURS_MAX = 4;

const NEAR = (punch: string, of: string, seconds: number) =>
  `${punch}.occurred_at between ${of}.occurred_at - interval '${seconds} seconds' and ${of}.occurred_at + interval '${seconds} seconds'`;

const tapOf = (punch: string, terminal: string, position: string) => `jsonb_build_object(
  'punch', ${punch}.punch_id, 'terminal', ${punch}.terminal_id, 'place', ${terminal}.place,
  'atMs', floor(extract(epoch from coalesce(${punch}.estimated_at, ${punch}.occurred_at)) * 1000),
  'isWeb', ${terminal}.kind = 'web',
  'spot', coalesce(${punch}.body -> 'location', case when ${position}.terminal_id is not null then jsonb_build_object(
    'latitude', ${position}.latitude, 'longitude', ${position}.longitude, 'accuracyMetres', 0) end))`;

/** A clock that is off says nothing about how long somebody was on the way. */
const CLOCK_IS_RIGHT = (punch: string) => `not ${punch}.findings @> '[{"code": "clock-off"}]'`;

const ELSEWHERE = `
  select m.site_id as site, m.employee_id as employee, (m.occurred_at at time zone s.zone)::date as date,
         ${tapOf('m', 'mt', 'mp')} as first, ${tapOf('o', 'ot', 'op')} as second
  from unnest($1::uuid[], $2::timestamptz[]) as w (punch_id, at)
  join punch m on m.punch_id = w.punch_id and m.occurred_at = w.at
  join site s on s.id = m.site_id
  join punch o on o.employee_id = m.employee_id and o.terminal_id <> m.terminal_id and ${NEAR('o', 'm', WAY_HOURS * 3_600)}
  join terminal mt on mt.id = m.terminal_id join terminal ot on ot.id = o.terminal_id
  left join terminal_position mp on mp.terminal_id = m.terminal_id left join terminal_position op on op.terminal_id = o.terminal_id
  where ${CLOCK_IS_RIGHT('m')} and ${CLOCK_IS_RIGHT('o')}
    and (${NEAR('o', 'm', 2 * FROM.atOnceSeconds)}
      or ((m.body ? 'location' or mp.terminal_id is not null) and (o.body ? 'location' or op.terminal_id is not null)))`;

/** `m` with its neighbours. Each tap looks into the index by itself: a join of all with all would read a day for every tap. */
const MET = `
  select m.site_id as site, m.terminal_id as terminal, m.employee_id as employee, (m.occurred_at at time zone s.zone)::date as date,
         m.occurred_at as at,
         coalesce((
           select jsonb_agg(jsonb_build_object(
             'employee', q.employee_id, 'apartMs', floor(abs(extract(epoch from q.occurred_at - m.occurred_at)) * 1000)))
           from (
             select q.employee_id, q.occurred_at from punch q
             where q.site_id = m.site_id and q.terminal_id = m.terminal_id and q.employee_id is distinct from m.employee_id
               and ${NEAR('q', 'm', FROM.aloneSeconds)}
             limit ${NEIGHBOURS_MAX}
           ) as q
         ), '[]') as neighbours`;

/** In a browser nobody stands beside anybody: all of a site share its web terminal. */
const AT_A_KIOSK = `join terminal t on t.id = m.terminal_id and t.kind = 'kiosk'`;

const MET_AT = `
  ${MET}
  from unnest($1::uuid[], $2::timestamptz[]) as w (punch_id, at)
  join punch m on m.punch_id = w.punch_id and m.occurred_at = w.at
  join site s on s.id = m.site_id ${AT_A_KIOSK}`;

const MET_BY = `
  ${MET}
  from punch m join site s on s.id = m.site_id ${AT_A_KIOSK}
  where m.employee_id = $1 and m.occurred_at > $2::timestamptz - interval '${FROM.lookBackDays} days'
  order by m.occurred_at desc limit ${FROM.lookBackDays * 20}`;

const DATES_OF = `
  select distinct (m.occurred_at at time zone s.zone)::date as date
  from punch m join site s on s.id = m.site_id ${AT_A_KIOSK}
  where m.employee_id = $1 and m.occurred_at > $2::timestamptz - interval '${FROM.lookBackDays} days'`;

/** A punch by its key in the table. */
interface Named {
  punchId: string;
  occurredAt: string;
}

/** What other punches say about some punches. */
@Injectable()
export class IdentityRepository {
  /** Other taps of the same people at other terminals: within seconds, or where both places are known within WAY_HOURS. */
  async elsewhere(sql: Sql, punches: readonly Named[]): Promise<ElsewhereRow[]> {
    return await sql.query(ELSEWHERE, named(punches));
  }

  /** These taps with who tapped around them. */
  async met(sql: Sql, punches: readonly Named[]): Promise<MetRow[]> {
    return await sql.query(MET_AT, named(punches));
  }

  /** All taps of a person from some weeks before an instant on, with who tapped around them. */
  async metBy(sql: Sql, employee: string, at: string): Promise<MetRow[]> {
    return await sql.query(MET_BY, [employee, at]);
  }

  /** Local dates on which a person tapped, from some weeks before an instant on. */
  async datesOf(sql: Sql, employee: string, at: string): Promise<Set<string>> {
    const rows = await sql.query<{ date: string }>(DATES_OF, [employee, at]);
    return new Set(rows.map(({ date }) => date));
  }

  /** Those of the ids that are exceptions already. */
  async known(sql: Sql, ids: readonly string[]): Promise<Set<string>> {
    const rows = await sql.query<{ id: string }>('select id from exception where id = any($1::uuid[])', [
      ids,
    ]);
    return new Set(rows.map(({ id }) => id));
  }
}

function named(punches: readonly Named[]): unknown[] {
  return [punches.map(({ punchId }) => punchId), punches.map(({ occurredAt }) => occurredAt)];
}
