import * as z from 'zod/mini';
import { Count, EmployeeId, Instant, lineOfText } from './primitives.ts';
import type { Said } from './said.ts';

/** Why something is done, in words of whoever does it. */
const Reason = lineOfText(500);

/** `GET /api/v1/employees/:employee/export`: everything about one person, table by table. */
export const PersonalData = z.object({
  employee: EmployeeId,
  exportedAt: Instant,
  tables: z.array(
    z.object({
      table: z.string(),
      about: z.string(),
      rows: z.array(z.record(z.string(), z.unknown())),
      /** There are more; ask for them by the lists of the API. */
      cut: z.boolean(),
    }),
  ),
});
export type PersonalData = z.infer<typeof PersonalData>;

export const RetentionKind = z.enum(['master-data', 'hours', 'imports']);
export type RetentionKind = z.infer<typeof RetentionKind>;
export const RETENTION_DAYS_MAX = 36_500;
/** Less than this the law does not allow (hours), or nobody could undo what they did (imports). */
export const RETENTION_DAYS_MIN: Readonly<Record<RetentionKind, number>> = {
  'master-data': 30,
  hours: 730,
  imports: 1,
};
const RetentionDays = z.int().check(z.minimum(1), z.maximum(RETENTION_DAYS_MAX));
export const Retention = z.object({
  kind: RetentionKind,
  days: RetentionDays,
  /** From when the days count. */
  counts: z.string(),
  changedBy: z.nullable(z.string()),
  changedAt: z.nullable(Instant),
});
export type Retention = z.infer<typeof Retention>;
function retentionWords(least: number): { message: string; params: { said: Said } } {
  const words = {
    en: `must be at least ${least} days: less the law does not allow, or nobody could undo what they did`,
    de: `muss mindestens ${least} Tage sein: Weniger erlaubt das Gesetz nicht, oder niemand könnte etwas rückgängig machen`,
  };
  return { message: words.en, params: { said: words } };
}

/** `PUT /api/v1/retention`: kinds that are left out stay. */
export const RetentionPut = z
  .strictObject({
    'master-data': z.optional(RetentionDays),
    hours: z.optional(RetentionDays),
    imports: z.optional(RetentionDays),
  })
  .check(
    z.superRefine((wanted, context) => {
      for (const kind of RetentionKind.options) {
        const days = wanted[kind];
        const least = RETENTION_DAYS_MIN[kind];
        if (days !== undefined && days < least)
          context.addIssue({
            code: 'custom',
            path: [kind],
            ...retentionWords(least),
            input: days,
          });
      }
    }),
  );
export type RetentionPut = z.infer<typeof RetentionPut>;

/** `POST /api/v1/employees/:employee/erasure` */
export const ErasureRequest = z.strictObject({ reason: Reason });
export const ErasureView = z.object({
  employee: EmployeeId,
  erasedAt: Instant,
  erased: z.array(z.object({ what: z.string(), rows: Count })),
  kept: z.array(
    z.object({
      what: z.string(),
      rows: Count,
      /** The last of it goes then; null where nothing is kept. */
      until: z.nullable(Instant),
      why: z.string(),
    }),
  ),
});
export type ErasureView = z.infer<typeof ErasureView>;
