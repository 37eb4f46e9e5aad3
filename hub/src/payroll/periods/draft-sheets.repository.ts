import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.ts';
import type { StoredSheet } from './packed-sheet.ts';

const COLUMNS = 'employee_id, number, team_id, days_digest, inputs, inputs_hash, sheet, sheet_hash';

/** A draft this old was left behind by a hub that died over it. */
const STALE_AFTER = '1 day';

/** Sheets of locks in the making. They become locked sheets with the lock, or go. */
@Injectable()
export class DraftSheetsRepository {
  async add(sql: Sql, lock: string, sheets: readonly StoredSheet[]): Promise<void> {
    await sql.query(
      `insert into draft_sheet (lock_id, ${COLUMNS})
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

  /** Makes the drafts of a lock, whose own row must be there, its sheets. */
  async seal(sql: Sql, lock: string): Promise<void> {
    await sql.query(
      `insert into locked_sheet (lock_id, ${COLUMNS}) select lock_id, ${COLUMNS} from draft_sheet where lock_id = $1`,
      [lock],
    );
  }

  /** Removes the drafts of a lock, and any that were left behind. */
  async drop(sql: Sql, lock: string): Promise<void> {
    await sql.query(
      `delete from draft_sheet where lock_id = $1 or drafted_at < now() - interval '${STALE_AFTER}'`,
      [lock],
    );
  }
}
