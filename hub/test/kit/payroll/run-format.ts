import { readFileSync } from 'node:fs';
import type { HoursLine, PersonHours } from '../../../src/payroll/domain/hours-line.ts';
import type { ExportContext, ExportFormat, Refusal, Written } from '../../../src/payroll/formats/format.ts';
import { FIXTURE_CONTEXT, FIXTURE_PEOPLE } from './fixture.ts';

/** A whole file, and what was refused of it. */
export interface FormatRun {
  fileName: string;
  bytes: Buffer;
  refusals: Refusal[];
  lines: number;
}

/** Writes a file in memory, for tests: settings as a clerk would give them, June's fixture company unless said. */
export async function runFormat(
  format: ExportFormat,
  givenSettings: object,
  people: readonly PersonHours[] = FIXTURE_PEOPLE,
  context: ExportContext = FIXTURE_CONTEXT,
): Promise<FormatRun> {
  const settings = format.settings.parse(givenSettings);
  const writer = format.open(context, settings);
  const written: Written[] = [writer.begin()];
  for (const hours of people) written.push(writer.person(hours));
  written.push(await writer.end());
  return {
    fileName: format.fileName(context, settings),
    bytes: Buffer.concat(written.map(({ chunk }) => Buffer.from(chunk))),
    refusals: written.flatMap(({ refusals }) => refusals),
    lines: written.reduce((sum, { lines }) => sum + lines, 0),
  };
}

/** What the schema says of settings, as `path: message`; empty if it takes them. */
export function settingProblems(format: ExportFormat, givenSettings: object): string[] {
  const { error } = format.settings.safeParse(givenSettings);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/** A refusal as `person field: message`. */
export function refusalTexts({ refusals }: Pick<FormatRun, 'refusals'>): string[] {
  return refusals.map(({ person, field, message }) => `${person ?? 'file'} ${field}: ${message}`);
}

export function golden(name: string): Buffer {
  return readFileSync(new URL(`../../../src/payroll/formats/golden/${name}`, import.meta.url));
}

/** Hours of one person who is nobody in particular. */
export function someone(
  lines: readonly Partial<HoursLine>[],
  person: Partial<PersonHours['person']> = {},
): PersonHours {
  return {
    person: {
      employee: '0f8fad5b-d9cb-469f-a165-708677289509',
      site: 'bremen',
      area: 'hall-2',
      team: null,
      number: '1001',
      givenName: 'Jane',
      familyName: 'Doe',
      ...person,
    },
    lines: lines.map(line => ({
      date: '2026-06-15',
      code: 'REG',
      kind: 'bucket',
      job: null,
      seconds: 28_800,
      delta: null,
      ...line,
    })),
  };
}

/** Part of a line: hours that an earlier period owes. */
export function late(seconds: number, why = 'clock-out forgotten (m.ivers)'): Partial<HoursLine> {
  return { date: '2026-05-29', seconds, delta: { period: '2026-05-01', why } };
}
