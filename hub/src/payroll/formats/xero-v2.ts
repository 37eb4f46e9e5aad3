import { z } from 'zod';
import { fileNameOf } from './file-name.ts';
import { defineFormat, type ExportFormat } from './format.ts';
import { JsonList } from './json-list.ts';
import { calendarRefusals, XERO_SETTINGS, xeroTimesheet } from './xero-timesheet.ts';

const SETTINGS = XERO_SETTINGS.extend({
  payrollCalendarID: z.guid(),
});
type XeroV2Settings = z.infer<typeof SETTINGS>;

/**
 * Xero's payroll 2.0: a list of bodies, each of one POST `/Timesheets` (XeroAPI/Xero-OpenAPI, xero-payroll-uk.yaml and -nz.yaml). Days
 * without hours have no line.
 */
function xeroV2(id: string, title: string): ExportFormat<XeroV2Settings> {
  return defineFormat<XeroV2Settings>({
    id,
    title,
    mediaType: 'application/json',
    settings: SETTINGS,
    fileName: context => fileNameOf(context, 'json'),
    open(context, settings) {
      const list = new JsonList();
      return {
        begin: () => ({ chunk: list.begin(), refusals: calendarRefusals(context, settings), lines: 0 }),
        person(hours) {
          const { timesheet, refusals } = xeroTimesheet(hours, context, settings);
          if (timesheet === null) return { chunk: '', refusals, lines: 0 };
          const { employee, entries } = timesheet;
          const chunk = list.add({
            payrollCalendarID: settings.payrollCalendarID,
            employeeID: employee,
            startDate: context.from,
            endDate: context.to,
            status: 'Draft',
            timesheetLines: entries.map(({ date, earningsRate, trackingItem, hundredths }) => ({
              date,
              earningsRateID: earningsRate,
              numberOfUnits: hundredths / 100,
              ...(trackingItem === null ? {} : { trackingItemID: trackingItem }),
            })),
          });
          return { chunk, refusals, lines: entries.length };
        },
        end: () => ({ chunk: list.end(), refusals: [], lines: 0 }),
      };
    },
  });
}

export const XERO_UK = xeroV2('xero-uk', 'Xero Payroll UK');
export const XERO_NZ = xeroV2('xero-nz', 'Xero Payroll New Zealand');
