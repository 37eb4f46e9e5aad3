import { datesBetween } from '@tapclock/contracts';
import { utcMidnightMs } from './dates.ts';
import { fileNameOf } from './file-name.ts';
import { defineFormat } from './format.ts';
import { JsonList } from './json-list.ts';
import { keyOf } from './sums.ts';
import {
  calendarRefusals,
  XERO_SETTINGS,
  type XeroEntry,
  type XeroSettings,
  xeroTimesheet,
} from './xero-timesheet.ts';

/** Xero Payroll AU 1.0: the body of POST `/Timesheets`, an array (XeroAPI/Xero-OpenAPI, xero-payroll-au.yaml). */
export const XERO_AU = defineFormat<XeroSettings>({
  id: 'xero-au',
  title: 'Xero Payroll Australia',
  mediaType: 'application/json',
  settings: XERO_SETTINGS,
  fileName: context => fileNameOf(context, 'json'),
  open(context, settings) {
    const list = new JsonList();
    const dates = datesBetween(context.from, context.to);
    return {
      begin: () => ({ chunk: list.begin(), refusals: calendarRefusals(context, settings), lines: 0 }),
      person(hours) {
        const { timesheet, refusals } = xeroTimesheet(hours, context, settings);
        if (timesheet === null) return { chunk: '', refusals, lines: 0 };
        const lines = timesheetLines(timesheet.entries, dates);
        const chunk = list.add({
          EmployeeID: timesheet.employee,
          StartDate: xeroDate(context.from),
          EndDate: xeroDate(context.to),
          Status: 'DRAFT',
          TimesheetLines: lines,
        });
        return { chunk, refusals, lines: lines.length };
      },
      end: () => ({ chunk: list.end(), refusals: [], lines: 0 }),
    };
  },
});

/** One line of each earnings rate and tracking item, with a number for every day, 0 where there is none. */
function timesheetLines(entries: readonly XeroEntry[], dates: readonly string[]) {
  const byRate = Map.groupBy(entries, ({ earningsRate, trackingItem }) => keyOf(earningsRate, trackingItem));
  return [...byRate.values()].flatMap(ofRate => {
    const [first] = ofRate;
    if (!first) return [];
    const hundredths = new Map(ofRate.map(entry => [entry.date, entry.hundredths]));
    return [
      {
        EarningsRateID: first.earningsRate,
        ...(first.trackingItem === null ? {} : { TrackingItemID: first.trackingItem }),
        NumberOfUnits: dates.map(date => (hundredths.get(date) ?? 0) / 100),
      },
    ];
  });
}

/** Microsoft's JSON date, at midnight UTC. */
function xeroDate(date: string): string {
  return `/Date(${utcMidnightMs(date)}+0000)/`;
}
