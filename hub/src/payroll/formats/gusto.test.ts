import { describe, expect, it } from '@jest/globals';
import {
  golden,
  late,
  refusalTexts,
  runFormat,
  settingProblems,
  someone,
} from '../../../test/kit/payroll/run-format.ts';
import { GUSTO } from './gusto.ts';

const SETTINGS = {
  codes: {
    REG: 'regular_hours',
    OT: 'overtime_hours',
    DT: 'double_overtime_hours',
    LEAVE: null,
    NIGHT: null,
  },
  employees: { '00123': '5G9934' },
};

/** A reader of its own: no cell of these files needs quotes. */
function readRows(bytes: Buffer): Record<string, string>[] {
  const [header = '', ...rows] = bytes.toString('utf8').split('\r\n').slice(0, -1);
  const names = header.split(',');
  return rows.map(row => Object.fromEntries(row.split(',').map((cell, index) => [names[index], cell])));
}

describe('Gusto hours CSV', () => {
  it('R5: writes the golden file, again and again', async () => {
    const first = await runFormat(GUSTO, SETTINGS);
    expect(first.bytes.toString()).toBe(golden('gusto.csv').toString());
    expect((await runFormat(GUSTO, SETTINGS)).bytes.equals(first.bytes)).toBe(true);
    expect(first.lines).toBe(readRows(first.bytes).length);
    expect(refusalTexts(first)).toEqual([
      `7 first_name: "=cmd()" starts like a formula, which a spreadsheet would run: correct the person's name`,
    ]);
  });

  it('has the documented columns, names in each row, and never a zero', () => {
    const rows = readRows(golden('gusto.csv'));
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(Object.keys(row)).toEqual([
        'last_name',
        'first_name',
        'title',
        'gusto_employee_id',
        'ssn',
        'regular_hours',
        'overtime_hours',
        'double_overtime_hours',
      ]);
      expect(row.last_name).not.toBe('');
      expect(row.first_name).not.toBe('');
      expect(row.gusto_employee_id).toMatch(/^(?:|[A-Za-z0-9]{6})$/);
      for (const column of ['regular_hours', 'overtime_hours', 'double_overtime_hours'])
        expect(row[column]).toMatch(/^(?:|(?!0\.00$)\d+\.\d{2})$/);
    }
    expect(rows[0]).toMatchObject({
      last_name: 'Wójcik',
      gusto_employee_id: '5G9934',
      regular_hours: '16.00',
      overtime_hours: '1.50',
      double_overtime_hours: '',
    });
  });

  it('leaves blank what comes to zero, and a person with nothing else out of the file', async () => {
    const run = await runFormat(GUSTO, SETTINGS, [someone([{}, late(-28_800), { code: 'OT', seconds: 17 }])]);
    expect(readRows(run.bytes)).toEqual([]);
    expect(run.refusals).toEqual([]);
  });

  it('adds deltas to the sum of the period, and refuses a sum below zero with what to do', async () => {
    const sum = await runFormat(GUSTO, SETTINGS, [someone([{}, late(-5_400)])]);
    expect(readRows(sum.bytes)[0]).toMatchObject({ regular_hours: '6.50' });
    const below = await runFormat(GUSTO, SETTINGS, [someone([late(-5_400), { code: 'OT' }])]);
    expect(refusalTexts(below)).toEqual([
      '1001 regular_hours: comes to -1.50, and Gusto takes nothing back by a file: take 1.50 back there by hand',
    ]);
    expect(readRows(below.bytes)).toEqual([
      expect.objectContaining({ regular_hours: '', overtime_hours: '8.00' }),
    ]);
  });

  describe('namesakes', () => {
    const twins = [someone([{}]), someone([{}], { number: '1002', givenName: 'JANE' })];

    it('refuses both without an id or the digits, whatever the capitals', async () => {
      const run = await runFormat(GUSTO, SETTINGS, twins);
      expect(refusalTexts(run)).toEqual([
        '1001 ssn: has the same name as 1002: give each a Gusto id of their own under employees, or the last four digits under ssns',
        '1002 ssn: has the same name as 1001: give each a Gusto id of their own under employees, or the last four digits under ssns',
      ]);
      expect(run.lines).toBe(0);
    });

    it('refuses one that has no name of its own, and the same digits twice', async () => {
      const half = await runFormat(GUSTO, { ...SETTINGS, ssns: { '1001': '*1234' } }, twins);
      expect(half.refusals.map(({ person }) => person)).toEqual(['1002']);
      const same = await runFormat(GUSTO, { ...SETTINGS, ssns: { '1001': '*1234', '1002': '*1234' } }, twins);
      expect(same.refusals.map(({ person }) => person)).toEqual(['1001', '1002']);
    });

    it('writes both with the digits or an id', async () => {
      const settings = { ...SETTINGS, ssns: { '1001': '*1234' }, employees: { '1002': 'A1B2C3' } };
      const run = await runFormat(GUSTO, settings, twins);
      expect(readRows(run.bytes).map(({ ssn, gusto_employee_id }) => [ssn, gusto_employee_id])).toEqual([
        ['*1234', ''],
        ['', 'A1B2C3'],
      ]);
    });
  });

  it('writes a row for each title of a person with several pay rates', async () => {
    const settings = { ...SETTINGS, titles: { jobs: { press: 'Operator' }, teams: { day: 'Helper' } } };
    const run = await runFormat(GUSTO, settings, [
      someone([{ job: 'press' }, { seconds: 3_600 }], { team: 'day' }),
    ]);
    expect(readRows(run.bytes).map(({ title, regular_hours }) => [title, regular_hours])).toEqual([
      ['Operator', '8.00'],
      ['Helper', '1.00'],
    ]);
  });

  it('refuses hours without a title beside hours with one', async () => {
    const settings = { ...SETTINGS, titles: { jobs: { press: 'Operator' } } };
    const run = await runFormat(GUSTO, settings, [someone([{ job: 'press' }, { seconds: 3_600 }])]);
    expect(refusalTexts(run)).toEqual([
      '1001 title: is missing, and other hours of the person have "Operator": with several pay rates each row needs one, under titles',
    ]);
    expect(readRows(run.bytes).map(({ title }) => title)).toEqual(['Operator']);
  });

  it.each([
    ['first_name', { givenName: '' }],
    ['last_name', { familyName: '' }],
  ])('refuses a person without %s', async (field, person) => {
    const run = await runFormat(GUSTO, SETTINGS, [someone([{}], person)]);
    expect(refusalTexts(run)).toEqual([
      `1001 ${field}: is empty: the payroll system needs it: correct the person's name`,
    ]);
    expect(run.lines).toBe(0);
  });

  it('refuses a Gusto id that is not six letters and digits', async () => {
    const run = await runFormat(GUSTO, { ...SETTINGS, employees: { '1001': '5G993' } }, [someone([{}])]);
    expect(refusalTexts(run)).toEqual([
      `1001 gusto_employee_id: "5G993" must be six letters and digits, as in the person's profile in Gusto`,
    ]);
    expect(run.lines).toBe(0);
  });

  it('takes the headers of the template', async () => {
    const settings = {
      headers: { lastName: 'Last Name' },
      hourColumns: ['Regular Hours'],
      codes: { REG: 'Regular Hours' },
    };
    expect(readRows((await runFormat(GUSTO, settings, [someone([{}])])).bytes)).toEqual([
      {
        'Last Name': 'Doe',
        first_name: 'Jane',
        title: '',
        gusto_employee_id: '',
        ssn: '',
        'Regular Hours': '8.00',
      },
    ]);
  });

  it.each([
    ['a code of a column that is not there', { codes: { REG: 'hours' } }, 'codes.REG'],
    ['digits without the asterisk', { ssns: { '1001': '1234' } }, 'ssns.1001'],
    ['more than the last four digits', { ssns: { '1001': '*123456789' } }, 'ssns.1001'],
    ['no hour column', { hourColumns: [], codes: {} }, 'hourColumns'],
  ])('does not take %s', (_case, wrong, path) => {
    expect(settingProblems(GUSTO, { ...SETTINGS, ...wrong })).toEqual([
      expect.stringMatching(new RegExp(`^${path}: .+`)),
    ]);
  });
});
