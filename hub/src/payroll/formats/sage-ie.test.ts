import { describe, expect, it } from '@jest/globals';
import {
  golden,
  late,
  refusalTexts,
  runFormat,
  settingProblems,
  someone,
} from '../../../test/kit/payroll/run-format.ts';
import { SAGE_IE } from './sage-ie.ts';

const SETTINGS = {
  codes: {
    REG: { number: '1' },
    OT: { number: '2' },
    DT: { number: '3', rate: '42.50' },
    LEAVE: { number: '4' },
    NIGHT: { number: '5' },
  },
  departments: { teams: { day: '10', night: '20' } },
  costCentres: { jobs: { 'press-4': 'P4', 'saw-1': 'S1' } },
};

/** A reader of its own: no field of this file holds a comma or a quote. */
function readRows(bytes: Buffer): string[][] {
  return bytes
    .toString('ascii')
    .split('\r\n')
    .slice(0, -1)
    .map(row => row.split(','));
}

describe('Sage Payroll (Ireland) multi-timesheet', () => {
  it('R5: writes the golden file, again and again', async () => {
    const first = await runFormat(SAGE_IE, SETTINGS);
    expect(first.bytes.toString()).toBe(golden('sage-ie.csv').toString());
    expect((await runFormat(SAGE_IE, SETTINGS)).bytes.equals(first.bytes)).toBe(true);
    expect(first.lines).toBe(readRows(first.bytes).length);
    expect(first.refusals).toEqual([]);
  });

  it('has the documented columns A to G and no header', () => {
    const rows = readRows(golden('sage-ie.csv'));
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(row).toHaveLength(7);
      const [type, employee, payment, department, , hours, rate] = row;
      expect(type).toBe('2');
      expect(employee).toMatch(/^\d+$/);
      expect(payment).toMatch(/^[1-5]$/);
      expect(department).toMatch(/^(?:|10|20)$/);
      expect(hours).toMatch(/^\d+\.\d{2}$/);
      expect(rate).toBe(payment === '3' ? '42.50' : '');
    }
    expect(rows.filter(row => row[1] === '0042')).toEqual([
      ['2', '0042', '1', '10', 'P4', '5.00', ''],
      ['2', '0042', '1', '10', 'S1', '3.75', ''],
      ['2', '0042', '4', '10', '', '8.00', ''],
    ]);
  });

  it('writes the documented example byte for byte', async () => {
    const { bytes } = await runFormat(SAGE_IE, SETTINGS, [
      someone([{ seconds: 138_600 }], { number: '17', team: 'day' }),
    ]);
    expect(bytes.toString()).toBe('2,17,1,10,,38.50,\r\n');
  });

  it('marks a deduction', async () => {
    const codes = { REG: { type: 'D', number: '7' } };
    expect(readRows((await runFormat(SAGE_IE, { codes }, [someone([{}])])).bytes)[0]?.slice(0, 3)).toEqual([
      'D',
      '1001',
      '7',
    ]);
  });

  it('adds deltas to the sum of the period, and refuses a sum below zero with what to do', async () => {
    const sum = await runFormat(SAGE_IE, SETTINGS, [someone([{}, late(-5_400)])]);
    expect(readRows(sum.bytes).map(row => row[5])).toEqual(['6.50']);
    const below = await runFormat(SAGE_IE, SETTINGS, [someone([late(-5_400)])]);
    expect(refusalTexts(below)).toEqual([
      '1001 hours: comes to -1.50, and Sage Payroll takes nothing back by a file: take 1.50 back there by hand',
    ]);
    expect(below.lines).toBe(0);
  });

  it('refuses an employee no. that would break the row', async () => {
    const run = await runFormat(SAGE_IE, SETTINGS, [someone([{}], { number: '1,7' })]);
    expect(refusalTexts(run)).toEqual([
      `1,7 employee no.: "1,7" may hold only letters, digits and . / _ -: give the person's Sage number under employees`,
    ]);
    expect(run.lines).toBe(0);
  });

  it.each([
    ['a type other than 2 and D', { codes: { REG: { type: '1', number: '1' } } }, 'codes.REG.type'],
    ['a payment no. of letters', { codes: { REG: { number: 'one' } } }, 'codes.REG.number'],
    ['a rate with a comma', { codes: { REG: { number: '1', rate: '14,50' } } }, 'codes.REG.rate'],
    ['a department with a comma', { departments: { teams: { day: '1,0' } } }, 'departments.teams.day'],
    ['a cost centre with a quote', { costCentres: { jobs: { saw: '"S"' } } }, 'costCentres.jobs.saw'],
  ])('does not take %s', (_case, wrong, path) => {
    expect(settingProblems(SAGE_IE, { ...SETTINGS, ...wrong })).toEqual([
      expect.stringMatching(new RegExp(`^${path}: .+`)),
    ]);
  });
});
