import { Inject, Injectable } from '@nestjs/common';
import type {
  BoardPerson,
  BoardUnknownBadge,
  Cursor,
  Finding,
  PersonState,
  PunchAction,
} from '@tapclock/contracts';
import { LOG_START } from '../event-log/index.ts';
import type { Sql } from '../platform/database/database.ts';
import { PRESENCE_CURSOR } from '../presence/index.ts';
import { SchedulingRepository } from '../scheduling/index.ts';

/** The projection that a board is made of: it is as far as this one. */
export const BOARD_CURSOR = PRESENCE_CURSOR;

const RECENT_MAX = 8;
const RECENT_MS = 24 * 3_600_000;
const UNKNOWN_BADGES_MAX = 20;
const UNKNOWN_BADGES_MS = 12 * 3_600_000;

export interface BoardSite {
  id: string;
  name: string;
  zone: string;
}

interface PersonRow {
  employee: string;
  given_name: string;
  family_name: string;
  short_name: string;
  number: string;
  area_id: string;
  team_id: string | null;
  state: PersonState | null;
  since: string | null;
  clocked_in_at: string | null;
  place: string | null;
}

interface RecentRow {
  employee: string;
  punchId: string;
  action: PunchAction;
  occurredAt: string;
  findings: Finding[];
}

const peopleWhere = (isAmong: string): string => `
  select e.id as employee, e.given_name, e.family_name, e.short_name, e.number, e.area_id, e.team_id,
         p.state, p.since, p.clocked_in_at, p.place
  from employee e left join presence p on p.employee_id = e.id
  where e.site_id = $1 and e.active and ${isAmong}
  order by e.family_name, e.given_name, e.id`;

/** What a board reads. Everything runs in the caller's snapshot, so that its parts and its cursor belong together. */
@Injectable()
export class BoardRepository {
  readonly #scheduling: SchedulingRepository;

  constructor(@Inject(SchedulingRepository) scheduling: SchedulingRepository) {
    this.#scheduling = scheduling;
  }

  /** How far of the event log everything on a board has seen. */
  async cursor(sql: Sql): Promise<Cursor> {
    const [row] = await sql.query<{ xid: string; position: number }>(
      'select xid, position from event_cursor where name = $1',
      [BOARD_CURSOR],
    );
    return row ? `${row.xid}-${row.position}` : LOG_START;
  }

  async sites(sql: Sql): Promise<BoardSite[]> {
    return await sql.query('select id, name, zone from site order by id');
  }

  async areas(sql: Sql, site: string): Promise<{ id: string; name: string }[]> {
    return await sql.query('select id, name from area where site_id = $1 order by position, id', [site]);
  }

  async teams(sql: Sql, site: string): Promise<{ id: string; name: string }[]> {
    return await sql.query('select id, name from team where site_id = $1 order by name, id', [site]);
  }

  /** People in service: all of a site, or the named ones among them. */
  async people(
    sql: Sql,
    options: {
      site: string;
      employees: readonly string[] | null;
      shiftsFrom: string;
      shiftsTo: string;
      nowMs: number;
    },
  ): Promise<BoardPerson[]> {
    const rows =
      options.employees === null
        ? await sql.query<PersonRow>(peopleWhere('true'), [options.site])
        : await sql.query<PersonRow>(peopleWhere('e.id = any($2::uuid[])'), [
            options.site,
            options.employees,
          ]);
    const ids = rows.map(row => row.employee);
    const windows = groupBy(
      await this.#scheduling.findWindows(sql, ids, options.shiftsFrom, options.shiftsTo),
      entry => entry.employee,
    );
    const punches =
      options.employees === null
        ? await this.#recentOfSite(sql, options.site, options.nowMs)
        : await this.#recent(sql, ids, options.nowMs);
    const recent = groupBy(punches, entry => entry.employee);
    return rows.map(row => ({
      employee: row.employee,
      name: `${row.given_name} ${row.family_name}`,
      shortName: row.short_name,
      number: row.number,
      area: row.area_id,
      team: row.team_id,
      state: row.state ?? 'out',
      since: row.since,
      clockedInAt: row.clocked_in_at,
      place: row.place,
      shifts: (windows.get(row.employee) ?? []).map(entry => entry.window),
      recent: (recent.get(row.employee) ?? []).map(({ employee: _, ...punch }) => punch),
    }));
  }

  async unknownBadges(sql: Sql, site: string, nowMs: number): Promise<BoardUnknownBadge[]> {
    return await sql.query(
      `select p.punch_id as "punchId", p.occurred_at as "occurredAt", coalesce(t.place, p.terminal_id) as place
       from punch p left join terminal t on t.id = p.terminal_id
       where p.site_id = $1 and p.employee_id is null and p.occurred_at > $2::timestamptz
       order by p.occurred_at desc, p.punch_id desc limit ${UNKNOWN_BADGES_MAX}`,
      [site, new Date(nowMs - UNKNOWN_BADGES_MS).toISOString()],
    );
  }

  /** The same for everybody: one range of the site's index is read, instead of thousands of people's. */
  #recentOfSite(sql: Sql, site: string, nowMs: number): Promise<RecentRow[]> {
    return sql.query<RecentRow>(
      `select employee_id as employee, punch_id as "punchId", action, occurred_at as "occurredAt", findings
       from (
         select employee_id, punch_id, action, occurred_at, findings,
                row_number() over (partition by employee_id order by occurred_at desc, punch_id desc) as place
         from punch
         where site_id = $1 and occurred_at > $2::timestamptz and employee_id is not null
       ) p
       where place <= ${RECENT_MAX}
       order by "occurredAt" desc, "punchId" desc`,
      [site, new Date(nowMs - RECENT_MS).toISOString()],
    );
  }

  #recent(sql: Sql, employees: readonly string[], nowMs: number): Promise<RecentRow[]> {
    return sql.query<RecentRow>(
      `select w.id as employee, p.punch_id as "punchId", p.action, p.occurred_at as "occurredAt", p.findings
       from unnest($1::uuid[]) as w (id)
       cross join lateral (
         select punch_id, action, occurred_at, findings from punch
         where employee_id = w.id and occurred_at > $2::timestamptz
         order by occurred_at desc, punch_id desc limit ${RECENT_MAX}
       ) p
       order by p.occurred_at desc, p.punch_id desc`,
      [employees, new Date(nowMs - RECENT_MS).toISOString()],
    );
  }
}

function groupBy<T>(entries: readonly T[], keyOf: (entry: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const entry of entries) {
    const group = groups.get(keyOf(entry));
    if (group) group.push(entry);
    else groups.set(keyOf(entry), [entry]);
  }
  return groups;
}
