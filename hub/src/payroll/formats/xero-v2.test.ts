import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  golden,
  late,
  refusalTexts,
  runFormat,
  settingProblems,
  someone,
} from '../../../test/kit/payroll/run-format.ts';
import { XERO_V2_FIXTURE } from '../../../test/kit/payroll/xero-fixture.ts';
import { XERO_NZ, XERO_UK } from './xero-v2.ts';

const SETTINGS = { ...XERO_V2_FIXTURE, employees: { '1001': XERO_V2_FIXTURE.employees['7'] } };

/** The bodies as Xero's own specification has them. */
const Bodies = z.array(
  z.strictObject({
    payrollCalendarID: z.guid(),
    employeeID: z.guid(),
    startDate: z.iso.date(),
    endDate: z.iso.date(),
    status: z.literal('Draft'),
    timesheetLines: z
      .array(
        z.strictObject({
          date: z.iso.date(),
          earningsRateID: z.guid(),
          numberOfUnits: z.number().positive(),
          trackingItemID: z.guid().optional(),
        }),
      )
      .min(1),
  }),
);

const read = (bytes: Buffer) => Bodies.parse(JSON.parse(bytes.toString()));

describe.each([
  ['UK', XERO_UK, 'xero-uk.json'],
  ['NZ', XERO_NZ, 'xero-nz.json'],
])('Xero %s timesheets', (_country, format, goldenName) => {
  it('R5: writes the golden file, again and again', async () => {
    const first = await runFormat(format, XERO_V2_FIXTURE);
    expect(first.bytes.toString()).toBe(golden(goldenName).toString());
    expect((await runFormat(format, XERO_V2_FIXTURE)).bytes.equals(first.bytes)).toBe(true);
    expect(first.refusals).toEqual([]);
    expect(first.lines).toBe(15);
  });

  it('has the documented fields, the whole period, and lines only for days with hours', () => {
    const bodies = read(golden(goldenName));
    expect(bodies).toHaveLength(5);
    for (const body of bodies) {
      expect(body).toMatchObject({
        payrollCalendarID: XERO_V2_FIXTURE.payrollCalendarID,
        startDate: '2026-06-01',
        endDate: '2026-06-30',
      });
      const inside = body.timesheetLines.filter(({ date }) => date >= '2026-06-01' && date <= '2026-06-30');
      expect(inside).toEqual(body.timesheetLines);
    }
    expect(bodies[3]?.timesheetLines).toEqual([
      { date: '2026-06-30', earningsRateID: XERO_V2_FIXTURE.codes.REG, numberOfUnits: 6.25 },
    ]);
  });

  it('leaves out a day that rounds to nothing: Xero takes no 0', async () => {
    const { bytes } = await runFormat(format, SETTINGS, [someone([{ seconds: 10 }, { date: '2026-06-16' }])]);
    expect(read(bytes)[0]?.timesheetLines.map(({ date }) => date)).toEqual(['2026-06-16']);
  });

  it('refuses a day that comes to less than nothing', async () => {
    const run = await runFormat(format, SETTINGS, [someone([{}, late(-5_400)])]);
    expect(refusalTexts(run)).toEqual([
      expect.stringContaining('1001 NumberOfUnits: the day comes to -1.50 hours'),
    ]);
    expect(read(run.bytes)[0]?.timesheetLines).toHaveLength(1);
  });

  it('refuses a delta where it has no day', async () => {
    const run = await runFormat(format, { ...SETTINGS, deltas: 'refuse' }, [someone([{}, late(1_800)])]);
    expect(refusalTexts(run)).toEqual([
      expect.stringContaining('1001 deltas: a delta of 0.50 hours for 2026-05-29'),
    ]);
  });

  it('refuses a period that is not a whole one of the payroll calendar', async () => {
    const calendar = { kind: 'weekly', start: '2026-06-01' };
    const run = await runFormat(format, { ...SETTINGS, calendar }, []);
    expect(refusalTexts(run)).toEqual([expect.stringContaining('goes from 2026-06-01 to 2026-06-07')]);
  });

  it('refuses a person or a pay code that Xero does not know', async () => {
    const run = await runFormat(format, SETTINGS, [
      someone([{}], { number: '1002' }),
      someone([{ code: 'BONUS' }]),
    ]);
    expect(refusalTexts(run)).toEqual([
      expect.stringContaining('1002 employees: has no entry for this number'),
      expect.stringContaining('1001 codes: pay code BONUS has no entry'),
    ]);
    expect(read(run.bytes)).toEqual([]);
  });

  it('does not take a payroll calendar that is no UUID', () => {
    expect(settingProblems(format, { ...SETTINGS, payrollCalendarID: 'Monthly' })).toEqual([
      expect.stringMatching(/^payrollCalendarID: .+/),
    ]);
  });
});
