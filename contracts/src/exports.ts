import * as z from 'zod/mini';
import { LocalDateText, PayCode } from './policy.ts';
import { Count, Digest, Instant, lineOfText, Slug } from './primitives.ts';
import { CodeKind, PeriodName } from './sheet.ts';

/** Most bytes of one export file; a larger one is not made (R11). 50,000 people's month as CSV is some 150 MiB. */
export const EXPORT_BYTES_MAX = 256 * 1024 * 1024;

/** Refusals that an answer lists; their number is told in full. */
export const REFUSALS_SHOWN_MAX = 500;

/** Name of a format, such as `adp-wfn`. */
export const FormatId = Slug;
export type FormatId = z.infer<typeof FormatId>;

/** One payroll system's import format, and what has to be set before the first file of it. */
export const ExportFormatView = z.object({
  id: FormatId,
  title: z.string(),
  mediaType: z.string(),
  /** JSON Schema of the settings. */
  settings: z.record(z.string(), z.unknown()),
});
export type ExportFormatView = z.infer<typeof ExportFormatView>;

/** A version of how one site's pay codes are called over there. */
export const ExportMappingView = z.object({
  site: Slug,
  format: FormatId,
  version: Count,
  settings: z.record(z.string(), z.unknown()),
  by: z.string(),
  at: Instant,
  reason: z.string(),
});
export type ExportMappingView = z.infer<typeof ExportMappingView>;

/** Saves a new version, if the version it was made from is still the latest: 0 when there is none. */
export const ExportMappingChange = z.object({
  basedOn: Count,
  settings: z.record(z.string(), z.unknown()),
  reason: lineOfText(500),
});
export type ExportMappingChange = z.infer<typeof ExportMappingChange>;

/** Which format a preview is asked for in. */
export const ExportRequest = z.object({ format: FormatId });
export type ExportRequest = z.infer<typeof ExportRequest>;

/**
 * Which format a file is asked for in. What it would refuse of single people may be left out, if the clerk says that it will be entered
 * by hand; so must be taken out by hand what an earlier file left over there. `refusals` and `leftovers` are the digests of exactly
 * what the preview showed.
 */
export const ExportOrder = z.strictObject({
  format: FormatId,
  byHand: z.optional(
    z.strictObject({
      refusals: z.optional(Digest),
      leftovers: z.optional(Digest),
      reason: lineOfText(500),
    }),
  ),
});
export type ExportOrder = z.infer<typeof ExportOrder>;

/** Why the payroll system would not take something, and what to do about it. */
export const RefusalView = z.object({
  /** Personnel number; null when it is about the whole file. */
  person: z.nullable(z.string()),
  date: z.nullable(z.string()),
  code: z.nullable(z.string()),
  /** Column or setting. */
  field: z.string(),
  message: z.string(),
});
export type RefusalView = z.infer<typeof RefusalView>;

/** What is refused: the first of them, how many there are in all, and the SHA-256 that names them all. */
export const Refusals = z.object({ total: Count, digest: Digest, shown: z.array(RefusalView) });
export type Refusals = z.infer<typeof Refusals>;

/** Seconds of one of our pay codes in a file, later fixes of earlier periods included. */
export const ExportTotal = z.object({
  code: PayCode,
  kind: CodeKind,
  seconds: z.int(),
  /** Two decimals, half up, of the sum. */
  hours: z.string(),
});
export type ExportTotal = z.infer<typeof ExportTotal>;

/** A file that was made of the period before it was unlocked and locked again: whoever imported it must not import both. */
export const EarlierExport = z.object({
  id: z.uuid(),
  revision: z.int(),
  fileName: z.string(),
  by: z.string(),
  at: Instant,
});
export type EarlierExport = z.infer<typeof EarlierExport>;

/** What a file would hold, and what would be refused of it; nothing is stored. */
export const ExportPreview = z.object({
  format: FormatId,
  mappingVersion: Count,
  fileName: z.string(),
  people: Count,
  /** Lines, rows or entries of the file. */
  lines: Count,
  bytes: Count,
  totals: z.array(ExportTotal),
  refusals: Refusals,
  /** Files of the format from earlier revisions of the period, newest first. */
  earlier: z.array(EarlierExport),
  /** What the newest of them set over there and this file would leave as it is. */
  leftovers: Refusals,
});
export type ExportPreview = z.infer<typeof ExportPreview>;

/** An export file that was made; its bytes are at `/api/v1/exports/{id}/file`, its proof at `/bundle`. */
export const ExportView = z.object({
  id: z.uuid(),
  lock: z.uuid(),
  /** Of the lock: 2 when the period was unlocked once. */
  revision: z.int(),
  /** The period was unlocked since: this file is void. */
  superseded: z.boolean(),
  period: PeriodName,
  payday: LocalDateText,
  format: FormatId,
  mappingVersion: Count,
  fileName: z.string(),
  mediaType: z.string(),
  people: Count,
  lines: Count,
  bytes: Count,
  sha256: Digest,
  /** What somebody enters or takes out by hand because the file does not; null when there is nothing. */
  byHand: z.nullable(z.object({ reason: z.string(), refusals: Refusals, leftovers: Refusals })),
  by: z.string(),
  at: Instant,
});
export type ExportView = z.infer<typeof ExportView>;
