import { Injectable } from '@nestjs/common';
import type { Finding, PersonState, Presence, PunchAction } from '@tapclock/contracts';
import type { Sql } from '../platform/database/database.ts';
import { realInstantMs, type Standing, type Tap } from './domain/standing.ts';

/** Punches looked at when a late one arrives: more than anybody makes in a week and a long stay before it. */
const LATE_LOOKBACK_ROWS = 400;

export interface StandingOf {
  employee: string;
  site: string;
  standing: Standing;
}

interface PresenceRow {
  employee_id: string;
  site_id: string;
  state: PersonState;
  since: string;
  clocked_in_at: string | null;
  terminal_id: string;
  place: string;
  punch_id: string;
  week_seconds: number;
}

interface PunchRow {
  employee_id: string;
  punch_id: string;
  occurred_at: string;
  received_at: string;
  action: PunchAction;
  state: PersonState;
  findings: Finding[];
  terminal_id: string;
  place: string;
}

const COLUMNS =
  'employee_id, site_id, state, since, clocked_in_at, terminal_id, place, punch_id, week_seconds';

/** Rows of the projection. It holds no fact of its own: everything in it can be made again from the event log. */
@Injectable()
export class PresenceRepository {
  async standings(sql: Sql, employees: readonly string[]): Promise<Map<string, Standing>> {
    const rows = await sql.query<PresenceRow>(
      `select ${COLUMNS} from presence where employee_id = any($1::uuid[])`,
      [employees],
    );
    return new Map(rows.map(row => [row.employee_id, toStanding(row)]));
  }

  async save(sql: Sql, entries: readonly StandingOf[]): Promise<void> {
    if (entries.length === 0) return;
    await sql.query(
      `insert into presence (${COLUMNS})
       select * from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[],
                            $6::text[], $7::text[], $8::uuid[], $9::int[])
       on conflict (employee_id) do update set
         site_id = excluded.site_id, state = excluded.state, since = excluded.since,
         clocked_in_at = excluded.clocked_in_at, terminal_id = excluded.terminal_id, place = excluded.place,
         punch_id = excluded.punch_id, week_seconds = excluded.week_seconds`,
      [
        entries.map(({ employee }) => employee),
        entries.map(({ site }) => site),
        entries.map(({ standing }) => standing.state),
        entries.map(({ standing }) => instant(standing.sinceMs)),
        entries.map(({ standing }) =>
          standing.clockedInAtMs === null ? null : instant(standing.clockedInAtMs),
        ),
        entries.map(({ standing }) => standing.terminal),
        entries.map(({ standing }) => standing.place),
        entries.map(({ standing }) => standing.punchId),
        entries.map(({ standing }) => standing.weekSeconds),
      ],
    );
  }

  /** The latest taps of people for whom one arrived late; duplicates are left out as in the log's own way. */
  async recentTaps(sql: Sql, employees: readonly string[]): Promise<Map<string, Tap[]>> {
    const rows = await sql.query<PunchRow>(
      `select p.employee_id, p.punch_id, p.occurred_at, p.received_at, p.action,
              p.verdict->>'state' as state, p.findings, p.terminal_id, coalesce(t.place, p.terminal_id) as place
       from unnest($1::uuid[]) as wanted (id)
       cross join lateral (
         select * from punch where punch.employee_id = wanted.id
         order by occurred_at desc limit ${LATE_LOOKBACK_ROWS}
       ) p
       left join terminal t on t.id = p.terminal_id
       where p.verdict->>'state' is not null`,
      [employees],
    );
    const byEmployee = new Map<string, Tap[]>();
    for (const row of rows) {
      const tap = toTap({
        punchId: row.punch_id,
        occurredAt: row.occurred_at,
        receivedAt: row.received_at,
        action: row.action,
        state: row.state,
        findings: row.findings,
        terminal: row.terminal_id,
        place: row.place,
      });
      if (!tap) continue;
      const taps = byEmployee.get(row.employee_id);
      if (taps) taps.push(tap);
      else byEmployee.set(row.employee_id, [tap]);
    }
    return byEmployee;
  }

  /** What kiosks are told of these people; null for those who have left. */
  async forKiosks(
    sql: Sql,
    employees: readonly string[],
  ): Promise<{ employee: string; site: string; presence: Presence | null }[]> {
    const rows = await sql.query<PresenceRow & { active: boolean }>(
      `select p.*, e.active from presence p join employee e on e.id = p.employee_id
       where p.employee_id = any($1::uuid[])`,
      [employees],
    );
    return rows.map(row => ({
      employee: row.employee_id,
      site: row.site_id,
      presence: row.active ? toPresence(row) : null,
    }));
  }

  /** Forgets everything; the caller then reads the log again from its start. */
  async clear(sql: Sql): Promise<void> {
    await sql.query('delete from presence');
  }

  async zoneOf(sql: Sql, site: string): Promise<string | null> {
    const [row] = await sql.query<{ zone: string }>('select zone from site where id = $1', [site]);
    return row?.zone ?? null;
  }
}

/** A punch as a tap; null for the second of a double tap, which changes nothing about where its person is. */
export function toTap(punch: {
  punchId: string;
  occurredAt: string;
  receivedAt: string;
  action: PunchAction;
  state: PersonState;
  findings: readonly Finding[];
  terminal: string;
  place: string;
}): Tap | null {
  if (punch.findings.some(finding => finding.code === 'duplicate')) return null;
  return {
    punchId: punch.punchId,
    atMs: realInstantMs(punch),
    action: punch.action,
    state: punch.state,
    forgotClockOut: punch.findings.some(finding => finding.code === 'missing-clock-out'),
    terminal: punch.terminal,
    place: punch.place,
  };
}

function toStanding(row: PresenceRow): Standing {
  return {
    state: row.state,
    sinceMs: Date.parse(row.since),
    clockedInAtMs: row.clocked_in_at === null ? null : Date.parse(row.clocked_in_at),
    terminal: row.terminal_id,
    place: row.place,
    punchId: row.punch_id,
    weekSeconds: row.week_seconds,
  };
}

function toPresence(row: PresenceRow): Presence {
  return {
    employee: row.employee_id,
    state: row.state,
    since: row.since,
    clockedInAt: row.clocked_in_at,
    terminal: row.terminal_id,
    place: row.place,
    punchId: row.punch_id,
    weekMinutes: Math.floor(row.week_seconds / 60),
  };
}

function instant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
