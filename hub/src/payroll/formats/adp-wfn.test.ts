import { describe, expect, it } from '@jest/globals';
import {
  golden,
  late,
  refusalTexts,
  runFormat,
  settingProblems,
  someone,
} from '../../../test/kit/payroll/run-format.ts';
import { ADP_WFN } from './adp-wfn.ts';

const SETTINGS = {
  companyCode: 'ABC',
  codes: {
    REG: { column: 'Reg Hours' },
    OT: { column: 'O/T Hours' },
    DT: { column: 'Hours 3', code: 'D' },
    LEAVE: { column: 'Hours 4', code: 'V' },
    NIGHT: { column: 'Hours 3', code: '9' },
  },
  employees: { '0042': '1042' },
  departments: { jobs: { 'press-4': '100200', 'saw-1': '100300' }, teams: { night: 'NGT' } },
};

const one = (lines: Parameters<typeof someone>[0], number = '123') => [someone(lines, { number })];

/** A reader of its own: no field of this file holds a comma or a quote. */
function readRows(bytes: Buffer): Record<string, string>[] {
  const [header = '', ...rows] = bytes.toString('ascii').split('\r\n').slice(0, -1);
  const names = header.split(',');
  return rows.map(row => Object.fromEntries(row.split(',').map((cell, index) => [names[index], cell])));
}

describe('ADP Workforce Now paydata', () => {
  it('R5: writes the golden file, again and again', async () => {
    const first = await runFormat(ADP_WFN, SETTINGS);
    expect(first.bytes.toString()).toBe(golden('adp-wfn.csv').toString());
    expect((await runFormat(ADP_WFN, SETTINGS)).bytes.equals(first.bytes)).toBe(true);
    expect(first.lines).toBe(readRows(first.bytes).length);
    expect(refusalTexts(first)).toEqual([
      "7 File #: 7 is below 51, the least that the payroll system takes: give the person's File # under employees",
    ]);
  });

  it('has the documented columns, one code in each row, and only ASCII', async () => {
    const bytes = golden('adp-wfn.csv');
    expect(bytes.every(byte => byte < 128)).toBe(true);
    const rows = readRows(bytes);
    expect(Object.keys(rows[0] ?? {})).toEqual([
      'Co Code',
      'Batch ID',
      'File #',
      'Reg Hours',
      'O/T Hours',
      'Temp Dept',
      'Hours 3 Code',
      'Hours 3 Amount',
      'Hours 4 Code',
      'Hours 4 Amount',
    ]);
    for (const row of rows) {
      expect(row['Co Code']).toBe('ABC');
      expect(row['Batch ID']).toBe('01');
      expect(row['File #']).toMatch(/^\d{6}$/);
      expect(row['Temp Dept']).toMatch(/^(?:|\w{3}|\w{6})$/);
      const amounts = [row['Reg Hours'], row['O/T Hours'], row['Hours 3 Amount'], row['Hours 4 Amount']];
      expect(amounts.filter(amount => amount !== '')).toHaveLength(1);
      expect(amounts.join('')).toMatch(/^-?\d+\.\d{2}$/);
      for (const column of ['Hours 3', 'Hours 4'])
        expect(row[`${column} Code`] === '').toBe(row[`${column} Amount`] === '');
    }
    const jurgen = rows.filter(row => row['File #'] === '001042');
    expect(jurgen.map(row => [row['Temp Dept'], row['Reg Hours'], row['Hours 4 Amount']])).toEqual([
      ['100200', '5.00', ''],
      ['100300', '3.75', ''],
      ['', '', '8.00'],
    ]);
  });

  it('writes the documented example byte for byte', async () => {
    const { bytes } = await runFormat(
      ADP_WFN,
      SETTINGS,
      one([{ seconds: 144_000 }, { code: 'OT', seconds: 11_700 }, { code: 'DT', seconds: 7_200 }]),
    );
    expect(bytes.toString()).toBe(
      [
        'Co Code,Batch ID,File #,Reg Hours,O/T Hours,Temp Dept,Hours 3 Code,Hours 3 Amount,Hours 4 Code,Hours 4 Amount',
        'ABC,01,000123,40.00,,,,,,',
        'ABC,01,000123,,3.25,,,,,',
        'ABC,01,000123,,,,D,2.00,,',
        '',
      ].join('\r\n'),
    );
  });

  it('adds deltas to the sum of the period, below zero if need be', async () => {
    const sums = await runFormat(ADP_WFN, SETTINGS, one([{ seconds: 27_900 }, late(-5_400)]));
    expect(readRows(sums.bytes)).toEqual([expect.objectContaining({ 'Reg Hours': '6.25' })]);
    const below = await runFormat(ADP_WFN, SETTINGS, one([late(-5_400)]));
    expect(readRows(below.bytes)).toEqual([expect.objectContaining({ 'Reg Hours': '-1.50' })]);
    expect(readRows((await runFormat(ADP_WFN, SETTINGS, one([{}, late(-28_800)]))).bytes)).toEqual([]);
  });

  it.each([
    ['no digits', 'A12', '"A12" may hold only digits'],
    ['more than six digits', '1234567', '"1234567" is 7 characters long; at most 6 fit'],
    ['a number below 51', '50', '50 is below 51, the least that the payroll system takes'],
  ])('refuses a File # of %s, and every hour of the person', async (_case, number, problem) => {
    const run = await runFormat(ADP_WFN, SETTINGS, one([{}], number));
    expect(refusalTexts(run)).toEqual([
      `${number} File #: ${problem}: give the person's File # under employees`,
    ]);
    expect(run.lines).toBe(0);
  });

  it('takes a File # from the settings, and says nothing of people without hours', async () => {
    const employees = { 'A-12': '4711' };
    const run = await runFormat(ADP_WFN, { ...SETTINGS, employees }, [
      ...one([{}], 'A-12'),
      ...one([], 'B-1'),
    ]);
    expect(run.refusals).toEqual([]);
    expect(readRows(run.bytes).map(row => row['File #'])).toEqual(['004711']);
  });

  it.each([
    ['more', 360_000_000, '100000.00 hours is above 99999.99 hours, the most that the payroll system takes'],
    [
      'less',
      -145_800_036,
      '-40500.01 hours is below -40500.00 hours, the least that the payroll system takes',
    ],
  ])('refuses %s hours than a field holds', async (_case, seconds, problem) => {
    const run = await runFormat(ADP_WFN, SETTINGS, one([{ seconds }]));
    expect(refusalTexts(run)).toEqual([`123 Reg Hours: ${problem}`]);
    expect(run.refusals[0]).toMatchObject({ date: null, code: 'REG' });
    expect(run.lines).toBe(0);
    expect(
      (await runFormat(ADP_WFN, SETTINGS, one([{ seconds: seconds - Math.sign(seconds) * 36 }]))).lines,
    ).toBe(1);
  });

  it('refuses a pay code that the table does not name', async () => {
    const run = await runFormat(ADP_WFN, SETTINGS, one([{}, { code: 'BONUS' }]));
    expect(refusalTexts(run)).toEqual([expect.stringContaining('123 codes: pay code BONUS has no entry')]);
    expect(run.lines).toBe(1);
  });

  it.each([
    ['a company code of one character', { companyCode: 'A' }, 'companyCode'],
    ['a company code of four', { companyCode: 'ABCD' }, 'companyCode'],
    ['a company code with a sign', { companyCode: 'A-C' }, 'companyCode'],
    ['a batch of three digits', { batch: '100' }, 'batch'],
    ['batch 0', { batch: '0' }, 'batch'],
    [
      'an hours code of three characters',
      { codes: { REG: { column: 'Hours 3', code: 'ABC' } } },
      'codes.REG.code',
    ],
    ['hours code 80', { codes: { REG: { column: 'Hours 3', code: '80' } } }, 'codes.REG.code'],
    ['hours code 40', { codes: { REG: { column: 'Hours 4', code: '40' } } }, 'codes.REG.code'],
    ['hours code 61', { codes: { REG: { column: 'Hours 4', code: '61' } } }, 'codes.REG.code'],
    ['a column of its own', { codes: { REG: { column: 'Hours 5', code: 'A' } } }, 'codes.REG.column'],
    ['a department of four', { departments: { jobs: { saw: '1234' } } }, 'departments.jobs.saw'],
    ['a path for a file name', { fileName: '../{company}.csv' }, 'fileName'],
    ['a setting that it does not know', { company: 'ABC' }, ''],
  ])('does not take %s', (_case, wrong, path) => {
    expect(settingProblems(ADP_WFN, { ...SETTINGS, ...wrong })).toEqual([
      expect.stringMatching(new RegExp(`^${path}: .+`)),
    ]);
  });

  it.each([
    ['PR{company}EPI.csv', 'PRAB_EPI.csv'],
    ['EPI{company}{batch}.csv', 'EPIAB_01.csv'],
  ])('names the file by the pattern %s', async (fileName, expected) => {
    expect((await runFormat(ADP_WFN, { ...SETTINGS, companyCode: 'AB', fileName }, [])).fileName).toBe(
      expected,
    );
  });
});
