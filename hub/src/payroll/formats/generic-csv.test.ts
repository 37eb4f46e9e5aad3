import { describe, expect, it } from '@jest/globals';
import {
  golden,
  late,
  refusalTexts,
  runFormat,
  settingProblems,
  someone,
} from '../../../test/kit/payroll/run-format.ts';
import { GENERIC_CSV } from './generic-csv.ts';

/** A reader of RFC 4180 of its own: cells by column. */
function readCsv(text: string): Record<string, string>[] {
  const records: string[][] = [[]];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    records.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '\r\n') records.push([]);
  }
  const [header = [], ...rows] = records.slice(0, -1);
  return rows.map(row => Object.fromEntries(header.map((name, index) => [name, row[index] ?? ''])));
}

const written = async (people: Parameters<typeof runFormat>[2], settings = {}) =>
  readCsv((await runFormat(GENERIC_CSV, settings, people)).bytes.toString());

describe('generic CSV', () => {
  it('R5: writes the golden file, again and again', async () => {
    const first = await runFormat(GENERIC_CSV, {});
    expect(first.bytes.toString()).toBe(golden('generic-csv.csv').toString());
    expect((await runFormat(GENERIC_CSV, {})).bytes.equals(first.bytes)).toBe(true);
    expect(first.refusals).toEqual([]);
    expect(first.lines).toBe(18);
    expect(first.fileName).toBe('tapclock-bremen-de-arbzg-2026-06-01-2026-06-30.csv');
  });

  it('has the documented columns, and no money', () => {
    const text = golden('generic-csv.csv').toString();
    expect(text.split('\r\n')[0]).toBe(
      'employee_id,employee_number,name,period_start,period_end,date,pay_code,hours,minutes,rate,amount,cost_center,job,note',
    );
    const rows = readCsv(text);
    expect(rows).toHaveLength(18);
    for (const row of rows) {
      expect(row.employee_id).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect([row.period_start, row.period_end]).toEqual(['2026-06-01', '2026-06-30']);
      expect(row.date).toMatch(/^2026-0[56]-\d{2}$/);
      expect(row.hours).toMatch(/^-?\d+\.\d{2}$/);
      expect(row.minutes).toMatch(/^-?\d+$/);
      expect([row.rate, row.amount]).toEqual(['', '']);
      expect(row.cost_center).toBe('hall-2');
    }
  });

  it('keeps leading zeros, and letters beyond ASCII in UTF-8', () => {
    const rows = readCsv(golden('generic-csv.csv').toString('utf8'));
    const people = new Set(rows.map(row => `${row.employee_number} ${row.name}`));
    expect([...people]).toEqual([
      '00123 Zofia Wójcik',
      '0042 Jürgen Müßig',
      "7 '=cmd() Doe",
      '2001 Elif Şahin',
      '90001 Ana María Núñez-Peña',
    ]);
  });

  it('gives the hours and the minutes of a code so that each add up to their rounded sum', async () => {
    const rows = await written([
      someone([1_200, 1_200, 1_200].map((seconds, day) => ({ date: `2026-06-0${day + 1}`, seconds }))),
    ]);
    expect(rows.map(row => row.hours)).toEqual(['0.33', '0.34', '0.33']);
    const halves = await written([
      someone([90, 90].map((seconds, day) => ({ date: `2026-06-0${day + 1}`, seconds }))),
    ]);
    expect(halves.map(row => row.minutes)).toEqual(['2', '1']);
  });

  it('writes a delta with its own date, its sign, and whose period it is and why', async () => {
    const [, delta] = await written([someone([{}, late(-5_400, 'line one\r\nline "two", later')])]);
    expect(delta).toMatchObject({
      date: '2026-05-29',
      hours: '-1.50',
      minutes: '-90',
      note: 'period from 2026-05-01: line one line "two", later',
    });
  });

  it.each(['=1+1', '+1', '-1', '@a', '＝1', '＋1', '－1', '＠a'])(
    'puts an apostrophe before the text %s, which a spreadsheet would take for a formula',
    async text => {
      const [row] = await written([someone([{ job: text }], { givenName: text, number: text })]);
      expect([row?.job, row?.employee_number, row?.name]).toEqual([`'${text}`, `'${text}`, `'${text} Doe`]);
    },
  );

  it('begins with a byte order mark only where one is wanted', async () => {
    const mark = Buffer.from([0xef, 0xbb, 0xbf]);
    expect((await runFormat(GENERIC_CSV, { bom: true })).bytes.subarray(0, 3).equals(mark)).toBe(true);
    expect(golden('generic-csv.csv').includes(mark)).toBe(false);
  });

  it('takes the codes of a table, adds up what becomes one, and leaves out what is null', async () => {
    const codes = { REG: '1000', OT: '1000', NIGHT: null };
    const rows = await written(
      [someone([{ code: 'NIGHT' }, { code: 'OT', seconds: 3_600 }, { code: 'REG', seconds: 7_200 }])],
      { codes },
    );
    expect(rows.map(row => [row.pay_code, row.hours])).toEqual([['1000', '3.00']]);
  });

  it('refuses a pay code that the table does not name, once for a person', async () => {
    const run = await runFormat(GENERIC_CSV, { codes: { REG: '1000' } }, [
      someone([{}, { code: 'BONUS' }, { code: 'BONUS', date: '2026-06-16' }]),
    ]);
    expect(refusalTexts(run)).toEqual([
      "1001 codes: pay code BONUS has no entry in the code table: name the payroll system's code for it, or null to leave it out",
    ]);
    expect(run.refusals[0]).toMatchObject({ date: '2026-06-15', code: 'BONUS' });
    expect(run.lines).toBe(1);
  });

  it('takes the cost center from where it is told', async () => {
    const rows = async (costCenter: string, team: string | null) =>
      (await written([someone([{}], { team })], { costCenter })).map(row => row.cost_center);
    expect(await rows('team', 'night')).toEqual(['night']);
    expect(await rows('team', null)).toEqual(['']);
    expect(await rows('site', null)).toEqual(['bremen']);
    expect(await rows('none', null)).toEqual(['']);
  });

  it.each([
    ['an empty code', { codes: { REG: '' } }, 'codes.REG'],
    ['a code of 65 characters', { codes: { REG: 'x'.repeat(65) } }, 'codes.REG'],
    ['a cost center that it does not know', { costCenter: 'terminal' }, 'costCenter'],
    ['a setting that it does not know', { header: false }, ''],
  ])('does not take %s', (_case, settings, path) => {
    expect(settingProblems(GENERIC_CSV, settings)).toEqual([
      expect.stringMatching(new RegExp(`^${path}: .+`)),
    ]);
  });
});
