import { Injectable } from '@nestjs/common';
import type { ImportApply, ImportOptions, ImportOutcome, Instant } from '@tapclock/contracts';
import type { z } from 'zod';
import type { Sql } from '../../platform/database/database.ts';
import type { Employee } from '../domain/employee.ts';
import type { ReadRow } from '../domain/import/row.ts';
import type { Problem } from '../domain/problem.ts';

/** How the file was read. */
export interface ImportFile {
  encoding: string;
  delimiter: string;
  columns: Record<string, string>;
  ignored: string[];
}

export type ImportTake = z.infer<typeof ImportApply>['take'];

export interface StoredImport {
  id: string;
  site: string;
  options: ImportOptions;
  file: ImportFile;
  rows: number;
  by: string;
  at: Instant;
  /** What was chosen when it was applied first. */
  take: ImportTake | null;
  appliedAt: Instant | null;
  undoneAt: Instant | null;
}

export interface Preview {
  outcome: ImportOutcome;
  fields: string[];
  problems: Problem[];
}

/** What an applied row did, and what undoes it. */
export interface AppliedRow {
  outcome: 'created' | 'changed' | 'unchanged' | 'refused';
  problems: Problem[];
  /** The person as they were; null for one who was made. */
  before: Employee | null;
  /** The person's version afterwards: with another one they were changed since. */
  version: number | null;
  /** The badge that was given. */
  badge: string | null;
  /** The date of birth as it was, null for none; absent where the row changed none. */
  bornOn?: string | null;
}

export interface UndoneRow {
  outcome: 'undone' | 'kept';
  problems: Problem[];
}

export interface StoredRow extends ReadRow {
  employee: string | null;
  preview: Preview;
  applied: AppliedRow | null;
  undone: UndoneRow | null;
}

const IMPORT = `
  i.id, i.site_id as site, i.options, i.file, i.rows, i.made_by as by, i.made_at as at, i.take, i.applied_at as "appliedAt",
  i.undone_at as "undoneAt"`;
const ROW =
  'r.line, r.employee_id as employee, r.wanted, r.digest, r.problems, r.preview, r.applied, r.undone';

/** What files asked for and what came of it, row by row. */
@Injectable()
export class ImportsRepository {
  async insert(
    sql: Sql,
    made: Omit<StoredImport, 'take' | 'appliedAt' | 'undoneAt'>,
    rows: readonly (ReadRow & { employee: string | null; preview: Preview })[],
  ): Promise<void> {
    await sql.query(
      `insert into people_import (id, site_id, options, file, rows, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        made.id,
        made.site,
        JSON.stringify(made.options),
        JSON.stringify(made.file),
        made.rows,
        made.by,
        made.at,
      ],
    );
    await sql.query(
      `insert into people_import_row (import_id, line, employee_id, wanted, digest, problems, preview)
       select $1, line, employee_id, wanted, digest, problems, preview
       from unnest($2::integer[], $3::uuid[], $4::jsonb[], $5::text[], $6::jsonb[], $7::jsonb[])
         as r (line, employee_id, wanted, digest, problems, preview)`,
      [
        made.id,
        rows.map(({ line }) => line),
        rows.map(({ employee }) => employee),
        rows.map(({ wanted }) => JSON.stringify(wanted)),
        rows.map(({ digest }) => digest),
        rows.map(({ problems }) => JSON.stringify(problems)),
        rows.map(({ preview }) => JSON.stringify(preview)),
      ],
    );
  }

  async find(sql: Sql, id: string): Promise<StoredImport | null> {
    const [row] = await sql.query<StoredImport>(`select ${IMPORT} from people_import i where i.id = $1`, [
      id,
    ]);
    return row ?? null;
  }

  async lock(sql: Sql, id: string): Promise<StoredImport | null> {
    const [row] = await sql.query<StoredImport>(
      `select ${IMPORT} from people_import i where i.id = $1 for update`,
      [id],
    );
    return row ?? null;
  }

  /** Newest first. */
  async list(
    sql: Sql,
    page: { skip: number; take: number },
  ): Promise<{ imports: StoredImport[]; total: number }> {
    const [counted] = await sql.query<{ total: number }>('select count(*) as total from people_import');
    const imports = await sql.query<StoredImport>(
      `select ${IMPORT} from people_import i order by i.made_at desc, i.id limit $1 offset $2`,
      [page.take, page.skip],
    );
    return { imports, total: counted?.total ?? 0 };
  }

  /** How many rows of each import were previewed as what. */
  async counts(sql: Sql, ids: readonly string[]): Promise<Map<string, Record<ImportOutcome, number>>> {
    const rows = await sql.query<{ id: string; outcome: ImportOutcome; n: number }>(
      `select import_id as id, preview->>'outcome' as outcome, count(*) as n from people_import_row
       where import_id = any($1::uuid[]) group by import_id, preview->>'outcome'`,
      [ids],
    );
    const counts = new Map(ids.map(id => [id, { create: 0, change: 0, unchanged: 0, error: 0 }]));
    for (const { id, outcome, n } of rows) {
      const found = counts.get(id);
      if (found) found[outcome] = n;
    }
    return counts;
  }

  /** Rows by line; of one outcome of the preview only, when it is named. */
  async rows(
    sql: Sql,
    of: { id: string; outcome: ImportOutcome | null; skip: number; take: number },
  ): Promise<{ rows: StoredRow[]; total: number }> {
    const filter = `r.import_id = $1 and ($2::text is null or r.preview->>'outcome' = $2)`;
    const [counted] = await sql.query<{ total: number }>(
      `select count(*) as total from people_import_row r where ${filter}`,
      [of.id, of.outcome],
    );
    const rows = await sql.query<StoredRow>(
      `select ${ROW} from people_import_row r where ${filter} order by r.line limit $3 offset $4`,
      [of.id, of.outcome, of.take, of.skip],
    );
    return { rows, total: counted?.total ?? 0 };
  }

  /** The next rows after a line. */
  async rowsAfter(sql: Sql, id: string, after: number, take: number): Promise<StoredRow[]> {
    return await sql.query<StoredRow>(
      `select ${ROW} from people_import_row r where r.import_id = $1 and r.line > $2 order by r.line limit $3`,
      [id, after, take],
    );
  }

  async markApplied(
    sql: Sql,
    id: string,
    applied: { by: string; at: Instant; take: ImportTake },
  ): Promise<void> {
    await sql.query('update people_import set applied_by = $2, applied_at = $3, take = $4 where id = $1', [
      id,
      applied.by,
      applied.at,
      applied.take,
    ]);
  }

  async markUndone(sql: Sql, id: string, by: string, at: Instant): Promise<void> {
    await sql.query('update people_import set undone_by = $2, undone_at = $3 where id = $1', [id, by, at]);
  }

  /** Whether anything that the import did still stands. */
  async hasStanding(sql: Sql, id: string): Promise<boolean> {
    const [row] = await sql.query<{ found: boolean }>(
      `select exists (select from people_import_row where import_id = $1 and undone is null
                      and applied->>'version' is not null) as found`,
      [id],
    );
    return row?.found === true;
  }

  async keepApplied(
    sql: Sql,
    id: string,
    rows: readonly { line: number; employee: string | null; applied: AppliedRow }[],
  ): Promise<void> {
    await sql.query(
      `update people_import_row r set employee_id = coalesce(n.employee_id, r.employee_id), applied = n.applied
       from unnest($2::integer[], $3::uuid[], $4::jsonb[]) as n (line, employee_id, applied)
       where r.import_id = $1 and r.line = n.line`,
      [
        id,
        rows.map(({ line }) => line),
        rows.map(({ employee }) => employee),
        rows.map(({ applied }) => JSON.stringify(applied)),
      ],
    );
  }

  async keepUndone(
    sql: Sql,
    id: string,
    rows: readonly { line: number; undone: UndoneRow }[],
  ): Promise<void> {
    await sql.query(
      `update people_import_row r set undone = n.undone
       from unnest($2::integer[], $3::jsonb[]) as n (line, undone) where r.import_id = $1 and r.line = n.line`,
      [id, rows.map(({ line }) => line), rows.map(({ undone }) => JSON.stringify(undone))],
    );
  }

  /** Imports that were made before; after this nobody can undo them. */
  async forget(sql: Sql, before: Instant): Promise<number> {
    const rows = await sql.query('delete from people_import where made_at < $1::timestamptz returning id', [
      before,
    ]);
    return rows.length;
  }
}
