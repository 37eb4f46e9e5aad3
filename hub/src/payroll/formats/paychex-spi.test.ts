import { describe, expect, it } from '@jest/globals';
import {
  golden,
  late,
  refusalTexts,
  runFormat,
  settingProblems,
  someone,
} from '../../../test/kit/payroll/run-format.ts';
import { PAYCHEX_SPI } from './paychex-spi.ts';

const SETTINGS = {
  clientId: '00123456',
  codes: {
    REG: { component: 'Hourly' },
    OT: { component: 'Overtime', rateNumber: '2' },
    DT: { component: 'Double Time', rate: '62.5' },
    LEAVE: { component: 'PTO' },
    NIGHT: { component: 'Night Premium', rate: '1.25' },
  },
  orgs: { teams: { day: '1000|1100', night: '1000|1200' } },
  jobNumbers: { jobs: { 'press-4': 'P-4', 'saw-1': 'S-1' } },
};

const COLUMNS = [
  'Client ID',
  'Worker ID',
  'Org',
  'Job Number',
  'Pay Component',
  'Rate',
  'Rate Number',
  'Hours',
  'Units',
  'Line Date',
  'Amount',
  'Check Seq Number',
  'Override State',
  'Override Local',
  'Override Local Jurisdiction',
  'Labor Assignment',
];

/** A reader of its own: SPI files are split at commas. */
function readRows(bytes: Buffer): string[][] {
  return bytes
    .toString('ascii')
    .split('\r\n')
    .slice(0, -1)
    .map(row => row.split(','));
}

describe('Paychex Flex SPI', () => {
  it('R5: writes the golden file, again and again', async () => {
    const first = await runFormat(PAYCHEX_SPI, SETTINGS);
    expect(first.bytes.toString()).toBe(golden('paychex-spi.csv').toString());
    expect((await runFormat(PAYCHEX_SPI, SETTINGS)).bytes.equals(first.bytes)).toBe(true);
    expect(first.lines).toBe(readRows(first.bytes).length - 1);
    expect(first.refusals).toEqual([]);
  });

  it('has the sixteen documented columns A to P, each within its limit', () => {
    const [header, ...rows] = readRows(golden('paychex-spi.csv'));
    expect(header).toEqual(COLUMNS);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(row).toHaveLength(16);
      const [clientId, workerId, org, jobNumber, component, rate, rateNumber, hours, ...rest] = row;
      expect(clientId).toMatch(/^[A-Za-z0-9]{1,8}$/);
      expect(workerId).toMatch(/^[A-Za-z0-9]{1,10}$/);
      expect(org).toMatch(/^(?:|\d{1,6}(?:\|\d{1,6})*)$/);
      expect(jobNumber?.length).toBeLessThanOrEqual(25);
      expect(Object.values(SETTINGS.codes).map(code => code.component)).toContain(component);
      expect(rate).toMatch(/^(?:|\d{1,4}(?:\.\d{1,4})?)$/);
      expect(rateNumber).toMatch(/^[1-6]?$/);
      expect(hours).toMatch(/^-?\d{1,3}\.\d{2}$/);
      expect(rest).toEqual(Array(8).fill(''));
    }
    expect(
      rows.filter(([, workerId]) => workerId === '00123').map(([, , , , ...cells]) => cells.slice(0, 4)),
    ).toEqual([
      ['Night Premium', '1.25', '', '14.00'],
      ['Hourly', '', '', '16.00'],
      ['Overtime', '', '2', '1.50'],
    ]);
  });

  it('writes a row for each date on request, deltas on their own', async () => {
    const { bytes } = await runFormat(PAYCHEX_SPI, { ...SETTINGS, rows: 'day', header: 'none' }, [
      someone([{ date: '2026-06-01' }, { date: '2026-06-02' }, late(-5_400)]),
    ]);
    expect(bytes.toString()).toBe(
      [
        '00123456,1001,,,Hourly,,,8.00,,06/01/2026,,,,,,',
        '00123456,1001,,,Hourly,,,8.00,,06/02/2026,,,,,,',
        '00123456,1001,,,Hourly,,,-1.50,,05/29/2026,,,,,,',
        '',
      ].join('\r\n'),
    );
  });

  it('follows the template of the client: header, spelling of dates, columns at the end', async () => {
    const settings = {
      ...SETTINGS,
      header: 'upper-case',
      rows: 'day',
      lineDate: 'YYYYMMDD',
      moreColumns: 25,
    };
    const [header, row] = readRows((await runFormat(PAYCHEX_SPI, settings, [someone([{}])])).bytes);
    expect(header).toEqual([...COLUMNS.map(column => column.toUpperCase()), ...Array(25).fill('')]);
    expect(row).toHaveLength(41);
    expect(row?.[9]).toBe('20260615');
  });

  it('adds deltas to the sum of the period', async () => {
    const run = await runFormat(PAYCHEX_SPI, SETTINGS, [someone([{}, late(-36_000)])]);
    expect(readRows(run.bytes)[1]?.[7]).toBe('-2.00');
  });

  it.each([
    ['eleven characters', 'ABCDEFGHIJK', '"ABCDEFGHIJK" is 11 characters long; at most 10 fit'],
    ['a sign', 'A-1', '"A-1" may hold only letters and digits'],
  ])('refuses a Worker ID of %s', async (_case, number, problem) => {
    const run = await runFormat(PAYCHEX_SPI, SETTINGS, [someone([{}], { number })]);
    expect(refusalTexts(run)).toEqual([
      `${number} Worker ID: ${problem}: give the person's Worker ID under employees`,
    ]);
    expect(run.lines).toBe(0);
  });

  it.each([
    [
      'above 999.99',
      3_600_000,
      '1000.00 hours is above 999.99 hours, the most that the payroll system takes',
    ],
    [
      'below -999.99',
      -3_600_000,
      '-1000.00 hours is below -999.99 hours, the least that the payroll system takes',
    ],
  ])('refuses hours %s', async (_case, seconds, problem) => {
    const run = await runFormat(PAYCHEX_SPI, SETTINGS, [someone([{ seconds }])]);
    expect(refusalTexts(run)).toEqual([`1001 Hours: ${problem}`]);
    expect(run.lines).toBe(0);
  });

  it('keeps the capitals of a pay component', async () => {
    const codes = { REG: { component: 'hOurly' } };
    const run = await runFormat(PAYCHEX_SPI, { ...SETTINGS, codes }, [someone([{}])]);
    expect(readRows(run.bytes)[1]?.[4]).toBe('hOurly');
  });

  it.each([
    ['a client id of nine characters', { clientId: '123456789' }, 'clientId'],
    ['a client id with a sign', { clientId: '12-3' }, 'clientId'],
    [
      'a component of 21 characters',
      { codes: { REG: { component: 'x'.repeat(21) } } },
      'codes.REG.component',
    ],
    ['a component that is a formula', { codes: { REG: { component: '=1+1' } } }, 'codes.REG.component'],
    ['a job number that is a formula', { jobNumbers: { jobs: { saw: '@SUM(A1)' } } }, 'jobNumbers.jobs.saw'],
    ['a component with a comma', { codes: { REG: { component: 'Pay, night' } } }, 'codes.REG.component'],
    ['a rate of 10000', { codes: { REG: { component: 'x', rate: '10000' } } }, 'codes.REG.rate'],
    ['a rate of five decimals', { codes: { REG: { component: 'x', rate: '1.00001' } } }, 'codes.REG.rate'],
    ['rate number 7', { codes: { REG: { component: 'x', rateNumber: '7' } } }, 'codes.REG.rateNumber'],
    ['an org of 61 characters', { orgs: { teams: { day: '1'.repeat(61) } } }, 'orgs.teams.day'],
    ['an org unit of seven digits', { orgs: { teams: { day: '1000|1234567' } } }, 'orgs.teams.day'],
    [
      'an org of eleven levels',
      { orgs: { teams: { day: Array(11).fill('1').join('|') } } },
      'orgs.teams.day',
    ],
    ['an org of names', { orgs: { teams: { day: 'Shop|Day' } } }, 'orgs.teams.day'],
    [
      'a job number of 26 characters',
      { jobNumbers: { jobs: { saw: 'x'.repeat(26) } } },
      'jobNumbers.jobs.saw',
    ],
  ])('does not take %s', (_case, wrong, path) => {
    expect(settingProblems(PAYCHEX_SPI, { ...SETTINGS, ...wrong })).toEqual([
      expect.stringMatching(new RegExp(`^${path}: .+`)),
    ]);
  });
});
