import { Injectable } from '@nestjs/common';
import type { BoardTerminal, OnlineStatus } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import type { TerminalKind } from '../terminals.repository.ts';
import type { ShiftStart } from './domain/findings.ts';
import {
  FLEET_THRESHOLDS,
  STARTS_LOOK_BACK_SECONDS,
  TAP_BEFORE_START_SECONDS,
  UNTRUSTED_FOR_SECONDS,
} from './domain/thresholds.ts';

/** Different moments at which shifts began within a few hours; a site with more has no rush to be missed. */
const STARTS_MAX = 100;

export interface TerminalRow {
  terminal: string;
  kind: TerminalKind;
  place: string;
  enrolledAt: string;
  revokedAt: string | null;
  online: boolean;
  status: OnlineStatus | null;
  lastSeenAt: string | null;
  lastPunchAt: string | null;
  alarm: BoardTerminal['alarm'];
}

/** Taps of one terminal in one 60 minutes; without a terminal, an hour of which nobody tapped is there all the same. */
export interface HourRow {
  /** 0 is now, 1 a week ago. */
  week: number;
  beginsAt: string;
  terminal: string | null;
  reads: number;
}

export interface UntrustedRow {
  terminal: string;
  reasons: string[];
  lastAt: string;
}

/** What a fleet is judged by. All of it in the caller's snapshot, a constant number of statements for any number of terminals. */
@Injectable()
export class FleetRepository {
  async zoneOf(sql: Sql, site: string): Promise<string | null> {
    const [row] = await sql.query<{ zone: string }>('select zone from site where id = $1', [site]);
    return row?.zone ?? null;
  }

  terminals(sql: Sql, site: string): Promise<TerminalRow[]> {
    return sql.query(
      `select t.id as terminal, t.kind, t.place, t.enrolled_at as "enrolledAt", t.revoked_at as "revokedAt",
              coalesce(s.online, false) as online, s.status, s.last_seen_at as "lastSeenAt",
              s.last_punch_at as "lastPunchAt", s.alarm
       from terminal t left join terminal_state s on s.terminal_id = t.id
       where t.site_id = $1 order by t.place, t.id`,
      [site],
    );
  }

  /** Versions of the bridge in use anywhere in the company. */
  async versions(sql: Sql): Promise<string[]> {
    const rows = await sql.query<{ version: string }>(
      `select distinct s.status -> 'versions' ->> 'bridge' as version
       from terminal_state s join terminal t on t.id = s.terminal_id
       where t.revoked_at is null and s.status is not null`,
      [],
    );
    return rows.map(({ version }) => version);
  }

  /** The last 60 minutes and the same ones of the weeks before, by the site's clock: 06:00 stays 06:00 when the clocks change. */
  hours(sql: Sql, site: string, { zone, now }: { zone: string; now: string }): Promise<HourRow[]> {
    return sql.query(
      `with hours as (
         select week, ((($2::timestamptz at time zone $3) - make_interval(days => 7 * week)) at time zone $3) as ends_at
         from generate_series(0, $4::int) as week
       )
       select h.week, h.ends_at - interval '1 hour' as "beginsAt", p.terminal, coalesce(p.reads, 0) as reads
       from hours h
       -- hour by hour, each from the index: joined at once, all that a site ever recorded is read
       left join lateral (
         select terminal_id as terminal, count(*) as reads from punch
         where site_id = $1 and occurred_at >= h.ends_at - interval '1 hour' and occurred_at < h.ends_at
         group by terminal_id
       ) p on true`,
      [site, now, zone, FLEET_THRESHOLDS.usualWeeks.most],
    );
  }

  /** Moments at which shifts of this site began lately, with how many people were due: who is on leave or has left is not. */
  starts(sql: Sql, site: string, now: string): Promise<ShiftStart[]> {
    return sql.query(
      `with due as (
         select a.starts_at, count(distinct a.employee_id) as due
         from assignment a join employee e on e.id = a.employee_id
         where e.site_id = $1 and e.active and (e.leaves_at is null or e.leaves_at > a.starts_at)
           and a.starts_at > $2::timestamptz - make_interval(secs => $3) and a.starts_at <= $2::timestamptz
           and not exists (select from leave_day l where l.employee_id = a.employee_id and l.date = a.work_date)
           and not exists (select from holiday h where h.site_id = $1 and h.date = a.work_date)
         group by a.starts_at order by due desc limit $5
       )
       select starts_at as at, due,
              exists (select from punch p where p.site_id = $1 and p.occurred_at <= $2::timestamptz
                        and p.occurred_at >= starts_at - make_interval(secs => $4)) as tapped
       from due order by starts_at`,
      [site, now, STARTS_LOOK_BACK_SECONDS, TAP_BEFORE_START_SECONDS, STARTS_MAX],
    );
  }

  /** Whose name was used lately for what could not be trusted. */
  untrusted(sql: Sql, site: string, now: string): Promise<UntrustedRow[]> {
    return sql.query(
      `select terminal_id as terminal, array_agg(distinct reason order by reason) as reasons, max(last_seen_at) as "lastAt"
       from quarantine
       where site_id = $1 and terminal_id is not null and reason not in ('sequence-conflict', 'unstorable')
         and last_seen_at > $2::timestamptz - make_interval(secs => $3)
       group by terminal_id`,
      [site, now, UNTRUSTED_FOR_SECONDS],
    );
  }
}
