import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Policy, SheetDay } from '@tapclock/contracts';
import type { PgDatabase } from '../../src/platform/database/pg-database.ts';
import { parseDay, ZoneClocks } from '../../src/timesheets/domain/index.ts';
import { buildSheet, sheetFromInputs } from '../../src/timesheets/sheets/sheet-builder.ts';
import { openHubDatabase, SITE } from '../support/hub-parts.ts';
import { createDatabase, type TestDatabase } from '../support/test-cluster.ts';
import { SheetsKit } from '../timesheets/sheets-kit.ts';

const clocks = new ZoneClocks();
const AFTERWARDS = '2026-06-23T00:00:00Z';

let suite: TestDatabase;
let database: PgDatabase;
let kit: SheetsKit;

beforeAll(async () => {
  suite = await createDatabase();
  database = openHubDatabase(suite);
  kit = new SheetsKit(database);
});
afterAll(async () => {
  await database.stop();
  await suite.close();
});

/** Somebody in Berlin who works the night before the Monday on which the day rule changes, and the Monday after it. */
async function changing(before: Policy['dayRule'], after: Policy['dayRule']): Promise<string> {
  const [employee = ''] = await kit.people(1);
  await kit.policy('2026-01-05', { dayRule: before }, { employees: [employee] });
  await kit.policy('2026-06-15', { dayRule: after }, { employees: [employee] });
  await kit.stay(employee, '2026-06-14T20:00:00Z', '2026-06-15T04:00:00Z');
  await kit.stay(employee, '2026-06-15T12:00:00Z', '2026-06-15T16:00:00Z');
  await kit.drain(AFTERWARDS);
  return employee;
}

/** The days of one load of some dates, which are what their inputs say. */
async function daysOf(employee: string, from: string, to: string): Promise<SheetDay[]> {
  const period = { from: parseDay(from), to: parseDay(to) };
  const asOfSec = Date.parse(AFTERWARDS) / 1000;
  const [facts] = await kit.facts.load(database.primary, { employees: [employee], ...period, asOfSec });
  if (!facts) throw new Error('the person is there');
  expect(facts.person.site).toBe(SITE);
  const { sheet, inputs } = buildSheet(facts, period, clocks);
  const again = sheetFromInputs(JSON.parse(JSON.stringify(inputs)), facts.person, sheet.period);
  expect(JSON.stringify(again)).toBe(JSON.stringify(sheet));
  return sheet.days;
}

const paidHours = (days: readonly SheetDay[]) =>
  days.filter(day => day.paidSeconds > 0).map(day => [day.date, day.paidSeconds / 3600]);

describe('rules that change on a Monday', () => {
  it.each([
    ['shiftStart', 'splitMidnight'],
    ['shiftStart', 'shiftEnd'],
    ['shiftEnd', 'shiftStart'],
    ['splitMidnight', 'shiftStart'],
  ] as const)(
    '%s to %s: pay the night over it once, whichever dates are asked for',
    async (before, after) => {
      const employee = await changing(before, after);
      const paid = [
        ['2026-06-14', 8],
        ['2026-06-15', 4],
      ];
      expect(paidHours(await daysOf(employee, '2026-06-08', '2026-06-21'))).toEqual(paid);
      const apart = [
        ...(await daysOf(employee, '2026-06-01', '2026-06-14')),
        ...(await daysOf(employee, '2026-06-15', '2026-06-28')),
      ];
      expect(paidHours(apart)).toEqual(paid);
      const records = await kit.days(employee);
      expect(records.filter(day => day.paid > 0).map(day => [day.date, day.paid / 3600])).toEqual(paid);
    },
  );
});
