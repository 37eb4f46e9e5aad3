import { said } from '@tapclock/contracts';
import { z } from 'zod';
import type { PersonHours } from '../domain/hours-line.ts';
import { hundredthsText, roundHalfUp } from '../domain/whole-units.ts';
import { codeTable, type MappedLine } from './code-table.ts';
import { employeeIdOf, employeeIds } from './employee-ids.ts';
import { placeOf, refusal, WHOLE_FILE } from './fields.ts';
import type { ExportContext, Refusal } from './format.ts';
import { mapIdentified } from './identified.ts';
import { bookings } from './rows.ts';
import { HUNDREDTH_SECONDS } from './sums.ts';
import { XERO_CALENDAR, xeroPeriodOf } from './xero-calendar.ts';

/** Most jobs that have a tracking item (R11). */
const TRACKING_ITEMS_MAX = 2_000;

/** What the three Xero payrolls are told. Every id is a UUID that Xero gave. */
export const XERO_SETTINGS = z.strictObject({
  /** From personnel numbers to Xero's employees. */
  employees: employeeIds(),
  /** From our pay codes to earnings rates. */
  codes: codeTable(z.guid()),
  /** From our jobs to tracking items; a job without one is not exported as such. */
  trackingItems: z
    .record(z.string(), z.guid())
    .refine(
      items => Object.keys(items).length <= TRACKING_ITEMS_MAX,
      said({
        en: `must hold at most ${TRACKING_ITEMS_MAX} jobs`,
        de: `darf höchstens ${TRACKING_ITEMS_MAX} Aufträge haben`,
      }),
    )
    .default({}),
  /** The payroll calendar of these people: a timesheet is one whole period of it. */
  calendar: XERO_CALENDAR,
  /** A delta's date is outside the timesheet: refuse it, add it to the last day, or leave it out because somebody books it in Xero. */
  deltas: z.enum(['refuse', 'last-day', 'by-hand']).default('refuse'),
});
export type XeroSettings = z.infer<typeof XERO_SETTINGS>;

/** Hundredths of an hour of one day, earnings rate and tracking item; above 0. */
export interface XeroEntry {
  date: string;
  earningsRate: string;
  trackingItem: string | null;
  hundredths: number;
}

/** A person's timesheet of one period; `null` where Xero would take nothing. */
export interface XeroTimesheet {
  timesheet: { employee: string; entries: readonly XeroEntry[] } | null;
  refusals: readonly Refusal[];
}

/** Whether the exported period is a period of the calendar; a refusal of the whole file if not. */
export function calendarRefusals({ from, to }: ExportContext, { calendar }: XeroSettings): Refusal[] {
  const period = xeroPeriodOf(calendar, from);
  if (period.from === from && period.to === to) return [];
  const message = `${from} to ${to} is not a period of the Xero calendar: the one that ${from} is in goes from ${period.from} to ${period.to}`;
  return [refusal(WHOLE_FILE, 'calendar', message)];
}

const Guid = z.guid();

/** What one person's timesheet holds, day by day. */
export function xeroTimesheet(
  hours: PersonHours,
  context: ExportContext,
  settings: XeroSettings,
): XeroTimesheet {
  const employee = employeeIdOf(hours.person, settings.employees, '');
  const { lines, refusals } = mapIdentified(hours, settings.codes, { employees: employeeProblem(employee) });
  const outside = settings.deltas === 'refuse' ? lines.filter(isDelta) : [];
  const inside = lines
    .filter(line => settings.deltas === 'last-day' || !isDelta(line))
    .map(line => inPeriod(line, context));
  const days = bookings(inside, HUNDREDTH_SECONDS, ({ date, job }) => [date, trackingItem(job, settings)]);
  const negative = days.filter(({ units }) => units < 0);
  const entries = days
    .filter(({ units }) => units > 0)
    .map(({ date, theirs, job, units }) => ({
      date,
      earningsRate: theirs,
      trackingItem: trackingItem(job, settings),
      hundredths: units,
    }));
  return {
    timesheet: entries.length === 0 ? null : { employee, entries },
    refusals: [
      ...refusals,
      ...outside.map(line => refusal(placeOf(hours.person, line), 'deltas', outsideText(line, context))),
      ...negative.map(day => refusal(placeOf(hours.person, day), 'NumberOfUnits', negativeText(day.units))),
    ],
  };
}

function isDelta({ delta }: MappedLine<string>): boolean {
  return delta !== null;
}

function inPeriod<Line extends MappedLine<string>>(line: Line, { to }: ExportContext): Line {
  return line.delta === null ? line : { ...line, date: to };
}

function trackingItem(job: string | null, { trackingItems }: XeroSettings): string | null {
  return job !== null && Object.hasOwn(trackingItems, job) ? (trackingItems[job] ?? null) : null;
}

function employeeProblem(employee: string): string | null {
  if (employee === '') return 'has no entry for this number: add the EmployeeID that Xero gave the person';
  return Guid.safeParse(employee).success ? null : `"${employee}" is no UUID, as every EmployeeID of Xero is`;
}

function outsideText({ date, seconds, delta }: MappedLine<string>, { from, to }: ExportContext): string {
  return `a delta of ${hundredthsText(roundHalfUp(seconds, HUNDREDTH_SECONDS))} hours for ${date} (${delta?.why ?? ''}) has no day in ${from} to ${to}: set deltas to last-day to add it to ${to}, or to by-hand and book it in Xero`;
}

function negativeText(units: number): string {
  return `the day comes to ${hundredthsText(units)} hours, and Xero takes only more than 0: set deltas to by-hand and take the hours back in Xero`;
}
