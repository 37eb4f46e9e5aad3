import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.ts';
import type { StoredSheet } from './packed-sheet.ts';

const COLUMNS = 'employee_id, number, team_id, days_digest, inputs, inputs_hash, sheet, sheet_hash';

/** Sheets of locks in the making. They are locked as soon as the lock's own row is there, and go if it never comes. */
@Injectable()
export class DraftSheetsRepository {
  async begin(sql: Sql, lock: string): Promise<void> {
    await sql.query('insert into draft_lock (id) values ($1)', [lock]);
  }

  async add(sql: Sql, lock: string, sheets: readonly StoredSheet[]): Promise<void> {
    await sql.query(
      `insert into locked_sheet (lock_id, ${COLUMNS})
       select $1, ${COLUMNS}
       from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::text[], $8::bytea[], $9::text[])
         as s (${COLUMNS})`,
      [
        lock,
        sheets.map(({ employee }) => employee),
        sheets.map(({ number }) => number),
        sheets.map(({ team }) => team),
        sheets.map(({ daysDigest }) => daysDigest),
        sheets.map(({ inputs }) => inputs),
        sheets.map(({ inputsHash }) => inputsHash),
        sheets.map(({ sheet }) => sheet),
        sheets.map(({ sheetHash }) => sheetHash),
      ],
    );
  }

  /** Ends a draft: its sheets go unless they are locked, and with them what a hub that died has left behind for a day. */
  async end(sql: Sql, lock: string): Promise<void> {
    await sql.query('select drop_draft($1)', [lock]);
  }
}
