import type { SheetPay, TimesheetCode, TimesheetLine } from '@tapclock/contracts';
import { decimalHours } from '../domain/index.ts';
import { sumCodes } from './code-sums.ts';
import type { DayRow } from './day-records.repository.ts';

/** Who a line is about. */
export type LinePerson = Pick<TimesheetLine, 'employee' | 'number' | 'name' | 'team'>;

/** Adds up a person's days. Hours are rounded last: three times twenty minutes are one hour. */
export function timesheetLine(person: LinePerson, days: readonly DayRow[], pending: boolean): TimesheetLine {
  const sum = (secondsOf: (day: DayRow) => number) => days.reduce((total, day) => total + secondsOf(day), 0);
  const presenceSeconds = sum(day => day.presenceSeconds);
  const paidSeconds = sum(day => day.paidSeconds);
  const unpaidSeconds = sum(day => day.unpaidSeconds);
  return {
    ...person,
    presenceSeconds,
    presenceHours: decimalHours(presenceSeconds),
    paidSeconds,
    paidHours: decimalHours(paidSeconds),
    unpaidSeconds,
    unpaidHours: decimalHours(unpaidSeconds),
    codes: summedCodes(days.flatMap(({ pays }) => pays)),
    findings: countedFindings(days),
    pending,
  };
}

/** What dates pay together, with decimal hours. */
export function summedCodes(pays: readonly SheetPay[]): TimesheetCode[] {
  return sumCodes(pays).map(code => ({ ...code, hours: decimalHours(code.seconds) }));
}

function countedFindings(days: readonly DayRow[]): TimesheetLine['findings'] {
  const counts = new Map<string, number>();
  for (const { code } of days.flatMap(({ findings }) => findings))
    counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => ({ code, count })).sort((a, b) => (a.code < b.code ? -1 : 1));
}
