import { Injectable } from '@nestjs/common';
import type { Zone } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';

/** A template as it is stored. */
export interface ShiftRow {
  id: string;
  site: string;
  zone: Zone;
  name: string;
  code: string | null;
  colour: string | null;
  area: string | null;
  /** `HH:MM` */
  startsLocal: string;
  endsLocal: string;
  paidBreakSeconds: number;
  unpaidSeconds: number;
  graceSeconds: number;
  qualification: string | null;
  archivedAt: string | null;
  version: number;
}

export type ShiftFields = Omit<ShiftRow, 'zone' | 'archivedAt' | 'version'>;

const COLUMNS = `
  s.id, s.site_id as site, site.zone, s.name, s.code, s.colour, s.area_id as area, to_char(s.starts_local, 'HH24:MI') as "startsLocal",
  to_char(s.ends_local, 'HH24:MI') as "endsLocal", s.paid_break_seconds as "paidBreakSeconds", s.unpaid_seconds as "unpaidSeconds",
  s.grace_seconds as "graceSeconds", s.qualification, s.archived_at as "archivedAt", s.version`;
const FROM = 'from shift s join site on site.id = s.site_id';

/** Shift templates. */
@Injectable()
export class ShiftsRepository {
  async byIds(sql: Sql, shifts: readonly string[]): Promise<Map<string, ShiftRow>> {
    const rows = await sql.query<ShiftRow>(`select ${COLUMNS} ${FROM} where s.id = any($1::uuid[])`, [
      [...new Set(shifts)],
    ]);
    return new Map(rows.map(row => [row.id, row]));
  }

  async find(sql: Sql, site: string, shift: string): Promise<ShiftRow | null> {
    const [row] = await sql.query<ShiftRow>(
      `select ${COLUMNS} ${FROM} where s.site_id = $1 and s.id = $2::uuid`,
      [site, shift],
    );
    return row ?? null;
  }

  /** For changing. */
  async lock(sql: Sql, site: string, shift: string): Promise<ShiftRow | null> {
    const [row] = await sql.query<ShiftRow>(
      `select ${COLUMNS} ${FROM} where s.site_id = $1 and s.id = $2::uuid for no key update of s`,
      [site, shift],
    );
    return row ?? null;
  }

  /** One page of a site's templates, by start and name, and how many there are. */
  async list(
    sql: Sql,
    site: string,
    { archived, limit, offset }: { archived: boolean; limit: number; offset: number },
  ): Promise<{ shifts: ShiftRow[]; total: number }> {
    const where = 'where s.site_id = $1 and ($2 or s.archived_at is null)';
    const [counted] = await sql.query<{ total: number }>(`select count(*) as total ${FROM} ${where}`, [
      site,
      archived,
    ]);
    const shifts = await sql.query<ShiftRow>(
      `select ${COLUMNS} ${FROM} ${where} order by s.starts_local, s.name, s.id limit $3 offset $4`,
      [site, archived, limit, offset],
    );
    return { shifts, total: counted?.total ?? 0 };
  }

  async countInUse(sql: Sql, site: string): Promise<number> {
    const [row] = await sql.query<{ n: number }>(
      'select count(*) as n from shift where site_id = $1 and archived_at is null',
      [site],
    );
    return row?.n ?? 0;
  }

  async hasArea(sql: Sql, site: string, area: string): Promise<boolean> {
    const rows = await sql.query(
      'select 1 from area where site_id = $1 and id = $2 and archived_at is null',
      [site, area],
    );
    return rows.length > 0;
  }

  async insert(sql: Sql, shift: ShiftFields): Promise<void> {
    await sql.query(
      `insert into shift (id, site_id, name, code, colour, area_id, starts_local, ends_local, paid_break_seconds, unpaid_seconds,
                          grace_seconds, qualification)
       values ($1, $2, $3, $4, $5, $6, $7::time, $8::time, $9, $10, $11, $12)`,
      valuesOf(shift),
    );
  }

  /** Writes a template as it is to be; one that was archived is in use again. */
  async update(sql: Sql, shift: ShiftFields): Promise<void> {
    await sql.query(
      `update shift
       set name = $3, code = $4, colour = $5, area_id = $6, starts_local = $7::time, ends_local = $8::time, paid_break_seconds = $9,
           unpaid_seconds = $10, grace_seconds = $11, qualification = $12, archived_at = null, version = version + 1
       where id = $1 and site_id = $2`,
      valuesOf(shift),
    );
  }

  async archive(sql: Sql, shift: string, at: string): Promise<void> {
    await sql.query('update shift set archived_at = $2::timestamptz, version = version + 1 where id = $1', [
      shift,
      at,
    ]);
  }
}

function valuesOf(shift: ShiftFields): unknown[] {
  return [
    shift.id,
    shift.site,
    shift.name,
    shift.code,
    shift.colour,
    shift.area,
    shift.startsLocal,
    shift.endsLocal,
    shift.paidBreakSeconds,
    shift.unpaidSeconds,
    shift.graceSeconds,
    shift.qualification,
  ];
}
