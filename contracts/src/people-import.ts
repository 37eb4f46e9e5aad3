import * as z from 'zod/mini';
import { BadgeKind } from './badges.ts';
import { Problem } from './people.ts';
import { Count, EmployeeId, Instant, Slug } from './primitives.ts';

export const IMPORT_ROWS_MAX = 20_000;
export const IMPORT_BYTES_MAX = 8 * 1024 * 1024;

export const ImportOptions = z.strictObject({
  site: Slug,
  /** Where a row names none. */
  area: z.optional(Slug),
  team: z.optional(Slug),
  /** What kind of number the column of badges has. */
  badgeKind: z._default(BadgeKind, 'em4100'),
  badgeVersion: z._default(z.string().check(z.regex(/^[0-9A-Fa-f]{2}$/)), '67'),
});
export type ImportOptions = z.infer<typeof ImportOptions>;
/** `POST /api/v1/imports` as JSON; as text/csv the options are the query. */
export const ImportRequest = z.strictObject({
  csv: z.string().check(z.maxLength(IMPORT_BYTES_MAX)),
  options: ImportOptions,
});

export const ImportOutcome = z.enum(['create', 'change', 'unchanged', 'error']);
export type ImportOutcome = z.infer<typeof ImportOutcome>;
export const ImportRowView = z.object({
  /** Line of the file on which the row begins. */
  line: z.int(),
  outcome: ImportOutcome,
  employee: z.nullable(EmployeeId),
  number: z.string(),
  name: z.string(),
  /** Fields that would change. */
  fields: z.array(z.string()),
  problems: z.array(Problem),
});
export type ImportRowView = z.infer<typeof ImportRowView>;

export const ImportCounts = z.object({ create: Count, change: Count, unchanged: Count, error: Count });
export const ImportView = z.object({
  id: z.uuid(),
  site: Slug,
  state: z.enum(['preview', 'applied', 'undone']),
  by: z.string(),
  at: Instant,
  rows: Count,
  counts: ImportCounts,
  encoding: z.string(),
  delimiter: z.string(),
  /** Which column of the file was taken for which field. */
  columns: z.record(z.string(), z.string()),
  /** Columns that were not understood and are left out. */
  ignored: z.array(z.string()),
  /** The first rows with problems; all of them by `GET /api/v1/imports/:id/rows?outcome=error`. */
  firstProblems: z.array(ImportRowView),
});
export type ImportView = z.infer<typeof ImportView>;

/** `POST /api/v1/imports/:id/apply` */
export const ImportApply = z.strictObject({
  take: z._default(z.enum(['good-rows', 'all-or-nothing']), 'all-or-nothing'),
});

/** What became of one row when an import was applied or undone. */
export const ImportRowOutcome = z.object({
  line: z.int(),
  outcome: z.enum(['created', 'changed', 'unchanged', 'refused', 'undone', 'kept']),
  employee: z.nullable(EmployeeId),
  problems: z.array(Problem),
});
export type ImportRowOutcome = z.infer<typeof ImportRowOutcome>;
/** Most rows that one result names. */
export const IMPORT_RESULT_ROWS_MAX = 1_000;
/** Rows with problems are named, up to a limit; what went well is counted. */
export const ImportResult = z.object({
  id: z.uuid(),
  state: z.enum(['preview', 'applied', 'undone']),
  counts: z.record(z.string(), Count),
  rows: z.array(ImportRowOutcome),
});
export type ImportResult = z.infer<typeof ImportResult>;
