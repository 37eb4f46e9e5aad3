import { Injectable } from '@nestjs/common';
import type { OffDayRule, RotationEntry } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { reachParams } from '../../platform/http/access/reach-check.ts';
import type { Viewer } from '../../platform/http/access/reach-lists.ts';
import { idWithinReach } from '../../platform/http/access/reach-lists.ts';

export interface RotationRow {
  id: string;
  site: string;
  name: string;
  days: (string | null)[];
  onHoliday: OffDayRule;
  onLeave: OffDayRule;
  archivedAt: string | null;
  version: number;
}

export type RotationFields = Omit<RotationRow, 'archivedAt' | 'version'>;

const COLUMNS = `
  id, site_id as site, name, to_jsonb(days) as days, on_holiday as "onHoliday", on_leave as "onLeave", archived_at as "archivedAt",
  version`;
const ENTRY = `
  n.id, n.rotation_id as rotation, n.employee_id as employee, n.team_id as team, n.starts_on as "startsOn", n.ends_on as "endsOn",
  n.day_offset as "offset"`;

/** Rotations, and who stands on which from when. */
@Injectable()
export class RotationsRepository {
  /** One page of a site's rotations, by name, and how many there are. */
  async list(
    sql: Sql,
    site: string,
    { archived, limit, offset }: { archived: boolean; limit: number; offset: number },
  ): Promise<{ rotations: RotationRow[]; total: number }> {
    const where = 'where site_id = $1 and ($2 or archived_at is null)';
    const [counted] = await sql.query<{ total: number }>(`select count(*) as total from rotation ${where}`, [
      site,
      archived,
    ]);
    const rotations = await sql.query<RotationRow>(
      `select ${COLUMNS} from rotation ${where} order by name, id limit $3 offset $4`,
      [site, archived, limit, offset],
    );
    return { rotations, total: counted?.total ?? 0 };
  }

  async find(sql: Sql, site: string, rotation: string): Promise<RotationRow | null> {
    const [row] = await sql.query<RotationRow>(
      `select ${COLUMNS} from rotation where site_id = $1 and id = $2::uuid`,
      [site, rotation],
    );
    return row ?? null;
  }

  async countInUse(sql: Sql, site: string): Promise<number> {
    const [row] = await sql.query<{ n: number }>(
      'select count(*) as n from rotation where site_id = $1 and archived_at is null',
      [site],
    );
    return row?.n ?? 0;
  }

  async insert(sql: Sql, rotation: RotationFields): Promise<void> {
    await sql.query(
      `insert into rotation (id, site_id, name, days, on_holiday, on_leave) values ($1, $2, $3, ${DAYS}, $5, $6)`,
      valuesOf(rotation),
    );
  }

  /** Writes a rotation as it is to be; one that was archived is in use again. */
  async update(sql: Sql, rotation: RotationFields): Promise<void> {
    await sql.query(
      `update rotation
       set name = $3, days = ${DAYS}, on_holiday = $5, on_leave = $6, archived_at = null, version = version + 1
       where id = $1 and site_id = $2`,
      valuesOf(rotation),
    );
  }

  async archive(sql: Sql, rotation: string, at: string): Promise<void> {
    await sql.query(
      'update rotation set archived_at = $2::timestamptz, version = version + 1 where id = $1',
      [rotation, at],
    );
  }

  /** One page of who stands on a rotation, those that begin last first; of single people those whom the viewer may see. */
  async entries(
    sql: Sql,
    rotation: string,
    viewer: Viewer,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<{ entries: RotationEntry[]; total: number }> {
    const where = `where n.rotation_id = $1 and (n.employee_id is null or ${idWithinReach('n.employee_id', 2)})`;
    const params = [rotation, ...reachParams(viewer.reach, viewer.employee)];
    const [counted] = await sql.query<{ total: number }>(
      `select count(*) as total from rotation_entry n ${where}`,
      params,
    );
    const entries = await sql.query<RotationEntry>(
      `select ${ENTRY} from rotation_entry n ${where} order by n.starts_on desc, n.id limit $6 offset $7`,
      [...params, limit, offset],
    );
    return { entries, total: counted?.total ?? 0 };
  }

  async countEntries(sql: Sql, rotation: string): Promise<number> {
    const [row] = await sql.query<{ n: number }>(
      'select count(*) as n from rotation_entry where rotation_id = $1',
      [rotation],
    );
    return row?.n ?? 0;
  }

  async findEntry(sql: Sql, rotation: string, entry: string): Promise<RotationEntry | null> {
    const [row] = await sql.query<RotationEntry>(
      `select ${ENTRY} from rotation_entry n where n.rotation_id = $1::uuid and n.id = $2::uuid`,
      [rotation, entry],
    );
    return row ?? null;
  }

  /** Fails with unique_violation where the same person or team begins on some rotation on that date already. */
  async addEntry(sql: Sql, site: string, entry: RotationEntry): Promise<void> {
    await sql.query(
      `insert into rotation_entry (id, rotation_id, site_id, employee_id, team_id, starts_on, ends_on, day_offset)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        entry.id,
        entry.rotation,
        site,
        entry.employee,
        entry.team,
        entry.startsOn,
        entry.endsOn,
        entry.offset,
      ],
    );
  }

  async removeEntry(sql: Sql, entry: string): Promise<void> {
    await sql.query('delete from rotation_entry where id = $1', [entry]);
  }

  async hasTeam(sql: Sql, site: string, team: string): Promise<boolean> {
    const rows = await sql.query(
      'select 1 from team where site_id = $1 and id = $2 and archived_at is null',
      [site, team],
    );
    return rows.length > 0;
  }

  /** Entries that count on some of these dates, of rotations in use, of teams and of these people; and those rotations. */
  async counting(
    sql: Sql,
    site: string,
    employees: readonly string[],
    { from, to }: { from: string; to: string },
  ): Promise<{ entries: RotationEntry[]; rotations: RotationRow[] }> {
    const entries = await sql.query<RotationEntry>(
      `select ${ENTRY} from rotation_entry n join rotation r on r.id = n.rotation_id and r.archived_at is null
       where n.site_id = $1 and n.starts_on <= $4::date and (n.ends_on is null or n.ends_on >= $3::date)
         and (n.team_id is not null or n.employee_id = any($2::uuid[]))`,
      [site, employees, from, to],
    );
    const rotations = await sql.query<RotationRow>(
      `select ${COLUMNS} from rotation where id = any($1::uuid[])`,
      [[...new Set(entries.map(({ rotation }) => rotation))]],
    );
    return { entries, rotations };
  }
}

// An array with nulls in it travels as JSON.
const DAYS =
  'array(select day::uuid from jsonb_array_elements_text($4::jsonb) with ordinality as d (day, n) order by n)';

function valuesOf({ id, site, name, days, onHoliday, onLeave }: RotationFields): unknown[] {
  return [id, site, name, JSON.stringify(days), onHoliday, onLeave];
}
