import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { FIXTURE_CONTEXT } from '../../../test/kit/payroll/fixture.ts';
import {
  golden,
  late,
  refusalTexts,
  runFormat,
  settingProblems,
  someone,
} from '../../../test/kit/payroll/run-format.ts';
import { XERO_FIXTURE } from '../../../test/kit/payroll/xero-fixture.ts';
import { XERO_AU } from './xero-au.ts';

const SETTINGS = {
  ...XERO_FIXTURE,
  employees: { ...XERO_FIXTURE.employees, '1001': XERO_FIXTURE.employees['7'] },
};
const { REG, OT } = XERO_FIXTURE.codes;

/** The body as Xero's own specification has it, one number for each day from start to end. */
const Body = z.array(
  z
    .strictObject({
      EmployeeID: z.guid(),
      StartDate: z.string().regex(/^\/Date\(\d+\+0000\)\/$/),
      EndDate: z.string().regex(/^\/Date\(\d+\+0000\)\/$/),
      Status: z.literal('DRAFT'),
      TimesheetLines: z
        .array(
          z.strictObject({
            EarningsRateID: z.guid(),
            TrackingItemID: z.guid().optional(),
            NumberOfUnits: z.array(z.number().min(0)),
          }),
        )
        .min(1),
    })
    .refine(({ StartDate, EndDate, TimesheetLines }) => {
      const days = (msOf(EndDate) - msOf(StartDate)) / 86_400_000 + 1;
      return TimesheetLines.every(({ NumberOfUnits }) => NumberOfUnits.length === days);
    }),
);

function msOf(date: string): number {
  return Number(/\d+/.exec(date)?.[0]);
}

const read = (bytes: Buffer) => Body.parse(JSON.parse(bytes.toString()));

describe('Xero AU timesheets', () => {
  it('R5: writes the golden file, again and again', async () => {
    const first = await runFormat(XERO_AU, XERO_FIXTURE);
    expect(first.bytes.toString()).toBe(golden('xero-au.json').toString());
    expect((await runFormat(XERO_AU, XERO_FIXTURE)).bytes.equals(first.bytes)).toBe(true);
    expect(first.refusals).toEqual([]);
  });

  it('has the documented fields, and June from its first to its last day', () => {
    const sheets = read(golden('xero-au.json'));
    expect(sheets.map(({ EmployeeID }) => EmployeeID)).toEqual(Object.values(XERO_FIXTURE.employees).sort());
    for (const { StartDate, EndDate } of sheets) {
      expect(new Date(msOf(StartDate)).toISOString()).toBe('2026-06-01T00:00:00.000Z');
      expect(new Date(msOf(EndDate)).toISOString()).toBe('2026-06-30T00:00:00.000Z');
    }
    const [press, other] = sheets[1]?.TimesheetLines ?? [];
    expect(press).toMatchObject({
      EarningsRateID: REG,
      TrackingItemID: XERO_FIXTURE.trackingItems['press-4'],
    });
    expect(press?.NumberOfUnits.filter(units => units > 0)).toEqual([4, 0.33, 0.34, 0.33]);
    // A job without a tracking item is exported without one.
    expect(other).not.toHaveProperty('TrackingItemID');
  });

  it('gives the week of the specification its numbers', async () => {
    const context = { ...FIXTURE_CONTEXT, from: '2019-11-08', to: '2019-11-14' };
    const days = [2, 10, 0, 0, 5, 0, 5];
    const lines = days.flatMap((hours, day) =>
      hours === 0 ? [] : [{ date: `2019-11-${String(8 + day).padStart(2, '0')}`, seconds: hours * 3_600 }],
    );
    const settings = { ...SETTINGS, calendar: { kind: 'weekly', start: '2019-11-01' } };
    const { bytes, refusals } = await runFormat(XERO_AU, settings, [someone(lines)], context);
    expect(refusals).toEqual([]);
    expect(read(bytes)).toMatchObject([
      {
        StartDate: '/Date(1573171200000+0000)/',
        EndDate: '/Date(1573689600000+0000)/',
        TimesheetLines: [{ NumberOfUnits: days }],
      },
    ]);
  });

  it('adds a delta to the last day where that is set', async () => {
    const people = [someone([{ date: '2026-06-30' }, late(-5_400), { ...late(1_800), code: 'OT' }])];
    const { bytes, refusals } = await runFormat(XERO_AU, SETTINGS, people);
    expect(refusals).toEqual([]);
    const lines = read(bytes)[0]?.TimesheetLines ?? [];
    expect(lines.map(line => [line.EarningsRateID, line.NumberOfUnits.at(-1)])).toEqual([
      [REG, 6.5],
      [OT, 0.5],
    ]);
  });

  it('refuses a delta unless that is set, and writes the rest', async () => {
    const run = await runFormat(XERO_AU, { ...SETTINGS, deltas: 'refuse' }, [someone([{}, late(-5_400)])]);
    expect(refusalTexts(run)).toEqual([
      '1001 deltas: a delta of -1.50 hours for 2026-05-29 (clock-out forgotten (m.ivers)) has no day in 2026-06-01 to 2026-06-30: set deltas to last-day to add it to 2026-06-30, or to by-hand and book it in Xero',
    ]);
    expect(read(run.bytes)[0]?.TimesheetLines[0]?.NumberOfUnits[14]).toBe(8);
  });

  it('leaves deltas out where somebody books them in Xero', async () => {
    const run = await runFormat(XERO_AU, { ...SETTINGS, deltas: 'by-hand' }, [someone([{}, late(-5_400)])]);
    expect(run.refusals).toEqual([]);
    const [sheet] = read(run.bytes);
    expect(sheet?.TimesheetLines.flatMap(line => line.NumberOfUnits.filter(units => units !== 0))).toEqual([
      8,
    ]);
  });

  it('refuses a day that comes to less than nothing', async () => {
    const run = await runFormat(XERO_AU, SETTINGS, [someone([{}, late(-5_400)])]);
    expect(refusalTexts(run)).toEqual([
      '1001 NumberOfUnits: the day comes to -1.50 hours, and Xero takes only more than 0: set deltas to by-hand and take the hours back in Xero',
    ]);
    expect(run.refusals[0]).toMatchObject({ date: '2026-06-30', code: 'REG' });
  });

  it('refuses a period that is none of the payroll calendar, and says which is', async () => {
    const calendar = { kind: 'fortnightly', start: '2026-06-01' };
    const run = await runFormat(XERO_AU, { ...SETTINGS, calendar }, []);
    expect(refusalTexts(run)).toEqual([
      'file calendar: 2026-06-01 to 2026-06-30 is not a period of the Xero calendar: the one that 2026-06-01 is in goes from 2026-06-01 to 2026-06-14',
    ]);
  });

  it.each([
    ['nobody', {}, 'has no entry for this number: add the EmployeeID that Xero gave the person'],
    ['no UUID', { '1001': '4711' }, '"4711" is no UUID, as every EmployeeID of Xero is'],
  ])('refuses every hour of a person who is %s in Xero', async (_case, employees, problem) => {
    const run = await runFormat(XERO_AU, { ...SETTINGS, employees }, [someone([{}])]);
    expect(refusalTexts(run)).toEqual([`1001 employees: ${problem}`]);
    expect(read(run.bytes)).toEqual([]);
  });

  it('refuses a pay code that the table does not name, and leaves out what is null', async () => {
    const run = await runFormat(XERO_AU, SETTINGS, [someone([{ code: 'BONUS' }, { code: 'LEAVE' }])]);
    expect(refusalTexts(run)).toEqual([expect.stringContaining('1001 codes: pay code BONUS has no entry')]);
    expect(read(run.bytes)).toEqual([]);
  });

  it.each([
    ['an earnings rate that is no UUID', { codes: { REG: 'Ordinary Hours' } }, 'codes.REG'],
    ['a tracking item that is no UUID', { trackingItems: { saw: 'Saw' } }, 'trackingItems.saw'],
    [
      'a calendar that it does not know',
      { calendar: { kind: 'daily', start: '2026-06-01' } },
      'calendar.kind',
    ],
    ['a way with deltas that it does not know', { deltas: 'first-day' }, 'deltas'],
    ['a setting that it does not know', { status: 'APPROVED' }, ''],
  ])('does not take %s', (_case, wrong, path) => {
    expect(settingProblems(XERO_AU, { ...SETTINGS, ...wrong })).toEqual([
      expect.stringMatching(new RegExp(`^${path}: .+`)),
    ]);
  });
});
