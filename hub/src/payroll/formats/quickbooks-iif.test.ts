import { describe, expect, it } from '@jest/globals';
import {
  golden,
  late,
  refusalTexts,
  runFormat,
  settingProblems,
  someone,
} from '../../../test/kit/payroll/run-format.ts';
import { QUICKBOOKS_IIF } from './quickbooks-iif.ts';

const SETTINGS = {
  companyName: 'Acme Inc',
  companyCreateTime: '1130254543',
  codes: {
    REG: { item: 'Labor', payrollItem: 'Regular Pay' },
    OT: { item: 'Labor', payrollItem: 'Overtime Pay' },
    DT: { item: 'Labor', payrollItem: 'Double Time' },
    LEAVE: { payrollItem: 'Vacation Pay' },
    NIGHT: null,
  },
  customers: { jobs: { 'press-4': 'Hansen:Press 4' } },
  classes: { teams: { night: 'Night shift' } },
};

const jane = { givenName: 'Jane Q', familyName: 'Doe' };

/** A reader of its own: lines by keyword, cells by the header line of the keyword. */
function readIif(bytes: Buffer): Record<string, string>[] {
  const headers = new Map<string, string[]>();
  const rows: Record<string, string>[] = [];
  for (const line of bytes.toString('latin1').split('\r\n').slice(0, -1)) {
    const [keyword = '', ...cells] = line.split('\t');
    if (keyword.startsWith('!')) headers.set(keyword.slice(1), cells);
    else
      rows.push({
        keyword,
        ...Object.fromEntries((headers.get(keyword) ?? []).map((name, at) => [name, cells[at] ?? 'missing'])),
      });
  }
  return rows;
}

const activities = (bytes: Buffer) => readIif(bytes).filter(({ keyword }) => keyword === 'TIMEACT');

describe('QuickBooks Desktop IIF', () => {
  it('R5: writes the golden file, again and again', async () => {
    const first = await runFormat(QUICKBOOKS_IIF, SETTINGS);
    expect(first.bytes.equals(golden('quickbooks-iif.iif'))).toBe(true);
    expect((await runFormat(QUICKBOOKS_IIF, SETTINGS)).bytes.equals(first.bytes)).toBe(true);
    expect(first.lines).toBe(activities(first.bytes).length);
    expect(refusalTexts(first)).toEqual([
      `2001 EMP: "Şahin, Elif" has Ş, which CP1252 cannot write: give the name as in QuickBooks' Employee list under employees`,
    ]);
  });

  it('has the documented header and columns, and times of a day', () => {
    const [header, ...rows] = readIif(golden('quickbooks-iif.iif'));
    expect(header).toEqual({
      keyword: 'TIMERHDR',
      VER: '8',
      REL: '0',
      COMPANYNAME: 'Acme Inc',
      IMPORTEDBEFORE: 'N',
      FROMTIMER: 'Y',
      COMPANYCREATETIME: '1130254543',
    });
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(Object.keys(row)).toEqual([
        'keyword',
        'DATE',
        'JOB',
        'EMP',
        'ITEM',
        'PITEM',
        'DURATION',
        'PROJ',
        'NOTE',
        'XFERTOPAYROLL',
        'BILLINGSTATUS',
      ]);
      expect(row.keyword).toBe('TIMEACT');
      expect(row.DATE).toMatch(/^(?:0[1-9]|1[0-2])\/(?:0[1-9]|[12]\d|3[01])\/26$/);
      expect(row.EMP).toMatch(/^[^,]+, [^,]+$/);
      expect(row.DURATION).toMatch(/^(?:1?\d|2[0-3]):[0-5]\d$/);
      expect(row.XFERTOPAYROLL).toBe('Y');
      expect(row.BILLINGSTATUS).toBe('0');
    }
    expect(rows.find(({ EMP }) => EMP === 'Müßig, Jürgen')).toMatchObject({
      JOB: 'Hansen:Press 4',
      ITEM: 'Labor',
      PITEM: 'Regular Pay',
      DURATION: '4:00',
    });
  });

  it('writes the documented example byte for byte', async () => {
    const { bytes } = await runFormat(QUICKBOOKS_IIF, SETTINGS, [someone([{}], jane)]);
    expect(bytes.toString()).toBe(
      [
        '!TIMERHDR\tVER\tREL\tCOMPANYNAME\tIMPORTEDBEFORE\tFROMTIMER\tCOMPANYCREATETIME',
        'TIMERHDR\t8\t0\tAcme Inc\tN\tY\t1130254543',
        '!TIMEACT\tDATE\tJOB\tEMP\tITEM\tPITEM\tDURATION\tPROJ\tNOTE\tXFERTOPAYROLL\tBILLINGSTATUS',
        'TIMEACT\t06/15/26\t\tDoe, Jane Q\tLabor\tRegular Pay\t8:00\t\t\tY\t0',
        '',
      ].join('\r\n'),
    );
  });

  it('rounds the sum of a code, not each day: three times 20 seconds are one minute', async () => {
    const days = ['2026-06-01', '2026-06-02', '2026-06-03'].map(date => ({ date, seconds: 28_820 }));
    const { bytes } = await runFormat(QUICKBOOKS_IIF, SETTINGS, [someone(days)]);
    expect(activities(bytes).map(({ DURATION }) => DURATION)).toEqual(['8:00', '8:01', '8:00']);
  });

  it('gives a delta its own date, and the reason as a note on one line', async () => {
    const { bytes } = await runFormat(QUICKBOOKS_IIF, SETTINGS, [
      someone([{}, late(3_600, 'forgot\tto\r\nclock out')]),
    ]);
    expect(activities(bytes).map(({ DATE, DURATION, NOTE }) => [DATE, DURATION, NOTE])).toEqual([
      ['06/15/26', '8:00', ''],
      ['05/29/26', '1:00', 'forgot to clock out'],
    ]);
    const silent = await runFormat(QUICKBOOKS_IIF, { ...SETTINGS, notes: false }, [someone([late(3_600)])]);
    expect(activities(silent.bytes)[0]).toMatchObject({ NOTE: '' });
  });

  it('refuses a delta that takes back, with what to do, and keeps the rest', async () => {
    const run = await runFormat(QUICKBOOKS_IIF, SETTINGS, [someone([{}, late(-5_400)])]);
    expect(run.refusals).toEqual([
      {
        person: '1001',
        date: '2026-05-29',
        code: 'REG',
        field: 'DURATION',
        message: 'comes to -1:30, and QuickBooks takes nothing back by a file: take 1:30 back there by hand',
      },
    ]);
    expect(run.lines).toBe(1);
  });

  it('refuses a day longer than 23:59', async () => {
    const run = await runFormat(QUICKBOOKS_IIF, SETTINGS, [
      someone([
        { date: '2026-06-01', seconds: 86_340 },
        { date: '2026-06-02', seconds: 86_400 },
      ]),
    ]);
    expect(refusalTexts(run)).toEqual([
      '1001 DURATION: comes to 24:00 on one date, and QuickBooks takes at most 23:59: correct the punches, or enter that date there by hand',
    ]);
    expect(activities(run.bytes).map(({ DURATION }) => DURATION)).toEqual(['23:59']);
  });

  it('refuses a note of more than 1000 characters', async () => {
    const run = await runFormat(QUICKBOOKS_IIF, SETTINGS, [someone([{}, late(60, 'x'.repeat(1_001))])]);
    expect(refusalTexts(run)).toEqual([
      expect.stringMatching(/^1001 NOTE: .* is 1001 characters long; at most 1000 fit: set notes to false/),
    ]);
    expect((await runFormat(QUICKBOOKS_IIF, SETTINGS, [someone([late(60, 'x'.repeat(1_000))])])).lines).toBe(
      1,
    );
  });

  it('refuses a name with a tab, and takes the one from the settings', async () => {
    const people = [someone([{}], { familyName: 'Doe\tSmith' })];
    const run = await runFormat(QUICKBOOKS_IIF, SETTINGS, people);
    expect(refusalTexts(run)).toEqual([
      expect.stringMatching(/^1001 EMP: .* other than tabs and line breaks: give/),
    ]);
    expect(run.lines).toBe(0);
    const named = await runFormat(QUICKBOOKS_IIF, { ...SETTINGS, employees: { '1001': 'Smith, J' } }, people);
    expect(activities(named.bytes)[0]).toMatchObject({ EMP: 'Smith, J' });
  });

  it('refuses a company name that the encoding cannot write', async () => {
    const run = await runFormat(QUICKBOOKS_IIF, { ...SETTINGS, companyName: 'Şahin' }, []);
    expect(refusalTexts(run)).toEqual(['file COMPANYNAME: "Şahin" has Ş, which CP1252 cannot write']);
    const utf8 = await runFormat(QUICKBOOKS_IIF, { ...SETTINGS, companyName: 'Şahin', encoding: 'utf8' }, []);
    expect(utf8.bytes.toString('utf8')).toContain('\tŞahin\t');
  });

  it.each([
    ['JOB', { customers: { jobs: { saw: 'Şahin:Saw' } } }],
    ['PROJ', { classes: { jobs: { saw: 'Şahin' } } }],
    ['ITEM', { codes: { REG: { item: 'Şahin' } } }],
    ['PITEM', { codes: { REG: { payrollItem: 'Şahin' } } }],
  ])('refuses a row whose %s the encoding cannot write', async (field, more) => {
    const run = await runFormat(QUICKBOOKS_IIF, { ...SETTINGS, ...more }, [someone([{ job: 'saw' }])]);
    expect(refusalTexts(run)).toEqual([
      expect.stringMatching(new RegExp(`^1001 ${field}: .*CP1252 cannot write`)),
    ]);
    expect(run.lines).toBe(0);
  });

  it.each([
    ['a company name with a tab', { companyName: 'Acme\tInc' }, 'companyName'],
    ['a create time that is no number', { companyCreateTime: 'today' }, 'companyCreateTime'],
    ['no create time', { companyCreateTime: undefined }, 'companyCreateTime'],
    ['an item with a line break', { codes: { REG: { item: 'La\nbor' } } }, 'codes.REG.item'],
    ['a code without items', { codes: { REG: {} } }, 'codes.REG'],
    ['a customer with a tab', { customers: { jobs: { saw: 'A\tB' } } }, 'customers.jobs.saw'],
    ['billing status 3', { billingStatus: '3' }, 'billingStatus'],
  ])('does not take %s', (_case, wrong, path) => {
    expect(settingProblems(QUICKBOOKS_IIF, { ...SETTINGS, ...wrong })).toEqual([
      expect.stringMatching(new RegExp(`^${path}: .+`)),
    ]);
  });
});
