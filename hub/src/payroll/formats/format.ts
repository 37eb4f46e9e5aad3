import type { z } from 'zod';
import type { PersonHours } from '../domain/hours-line.ts';

/** What every line of a file shares. Dates are local, `YYYY-MM-DD`, both included. */
export interface ExportContext {
  site: string;
  zone: string;
  group: string;
  from: string;
  to: string;
  payday: string;
  /** Names the hours, not the file: the same hours give the same id and so the same bytes. */
  lock: string;
  engineVersion: number;
  sheetsDigest: string;
}

/** Why the payroll system would not take something, and what to do about it. */
export interface Refusal {
  /** Personnel number; null when it is about the whole file. */
  person: string | null;
  date: string | null;
  code: string | null;
  /** Column or setting. */
  field: string;
  message: string;
}

/** A piece of the file and what the payroll system would refuse of it. */
export interface Written {
  chunk: Uint8Array | string;
  refusals: readonly Refusal[];
  /** Lines, rows or entries that it holds. */
  lines: number;
}

/**
 * Writes one file, person by person, so that a company never has to fit into memory. Text is in the format's own encoding already
 * if it is bytes, else UTF-8. The preview runs the same writer and throws the bytes away: what it does not refuse, the file holds.
 */
export interface ExportWriter {
  begin(): Written;
  person(hours: PersonHours): Written;
  end(): Written | Promise<Written>;
}

/** One payroll system's import format. Everything uncertain about it is a setting; docs/payroll-formats.md says which. */
export interface ExportFormat<Settings extends object = object> {
  /** Stable, such as `adp-wfn`. */
  id: string;
  title: string;
  mediaType: string;
  /** Company numbers, and the one table from our pay codes to theirs. */
  settings: z.ZodType<Settings>;
  fileName(context: ExportContext, settings: Settings): string;
  open(context: ExportContext, settings: Settings): ExportWriter;
  /**
   * What a file sets of a person, by names of columns, where the payroll system keeps what a second file leaves blank. Absent where a
   * file is taken as a whole.
   */
  sets?(hours: PersonHours, settings: Settings): readonly string[];
}

/** A format together with the settings that it understands. */
export function defineFormat<Settings extends object>(
  format: ExportFormat<Settings>,
): ExportFormat<Settings> {
  return format;
}
