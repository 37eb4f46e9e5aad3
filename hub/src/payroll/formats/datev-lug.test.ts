import { describe, expect, it } from '@jest/globals';
import { FIXTURE_CONTEXT } from '../../../test/kit/payroll/fixture.ts';
import {
  golden,
  late,
  refusalTexts,
  runFormat,
  settingProblems,
  someone,
} from '../../../test/kit/payroll/run-format.ts';
import { DATEV_LUG } from './datev-lug.ts';

const CALENDAR = {
  consultantNumber: '12345',
  clientNumber: '678',
  layout: 'calendar',
  codes: {
    REG: { wageType: '100' },
    OT: { wageType: '110' },
    DT: { wageType: '120' },
    LEAVE: { absenceKey: 'U' },
    NIGHT: { wageType: '300' },
  },
  costCentres: { jobs: { 'press-4': '4711' } },
  costObjects: { teams: { night: 'N1' } },
};

const MONTH = { ...CALENDAR, layout: 'month', codes: { ...CALENDAR.codes, LEAVE: { wageType: '200' } } };

/** A reader of its own. */
function readLines(bytes: Buffer): { header: string; rows: string[][] } {
  const [header = '', ...lines] = bytes.toString('latin1').split('\r\n').slice(0, -1);
  return { header, rows: lines.map(line => line.split(';')) };
}

describe('DATEV Lohn und Gehalt', () => {
  it.each([
    ['Kalendererfassung', 'datev-lug-calendar.txt', CALENDAR],
    ['Monatserfassung', 'datev-lug-month.txt', MONTH],
  ])('R5: writes the golden file of the %s, again and again', async (_layout, name, settings) => {
    const first = await runFormat(DATEV_LUG, settings);
    expect(first.refusals).toEqual([]);
    expect(first.bytes.equals(golden(name))).toBe(true);
    expect((await runFormat(DATEV_LUG, settings)).bytes.equals(first.bytes)).toBe(true);
    expect(first.lines).toBe(readLines(first.bytes).rows.length);
  });

  it('has the documented header and eleven fields of the Kalendererfassung', () => {
    const { header, rows } = readLines(golden('datev-lug-calendar.txt'));
    expect(header).toBe('12345;678;06/2026');
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(row).toHaveLength(11);
      const [personnelNumber, day, absenceKey, wageType, hours, days, value, factor, change] = row;
      expect(personnelNumber).toMatch(/^\d{1,5}$/);
      expect(day).toMatch(/^\d{2}\.06\.2026$/);
      expect(`${absenceKey}${wageType}`).toMatch(/^(?:U|\d{1,4})$/);
      expect(hours).toMatch(/^\d{1,2},\d{2}$/);
      expect(Number(hours?.replace(',', '.'))).toBeLessThanOrEqual(24);
      expect([days, value, factor, change]).toEqual(['', '', '', '']);
    }
    expect(rows).toContainEqual(['0042', '08.06.2026', 'U', '', '8,00', '', '', '', '', '', '']);
    expect(rows).toContainEqual(['0042', '01.06.2026', '', '100', '4,00', '', '', '', '', '4711', '']);
    expect(rows).toContainEqual(['00123', '02.06.2026', '', '110', '1,50', '', '', '', '', '', 'N1']);
  });

  it('has the nine fields of the Monatserfassung, hours in Wert', () => {
    const { header, rows } = readLines(golden('datev-lug-month.txt'));
    expect(header).toBe('12345;678;06/2026');
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(row).toHaveLength(9);
      const [personnelNumber, wageType, hours, days, value, factor, change] = row;
      expect(personnelNumber).toMatch(/^\d{1,5}$/);
      expect(wageType).toMatch(/^\d{1,4}$/);
      expect([hours, days, factor, change]).toEqual(['', '', '', '']);
      expect(value).toMatch(/^\d+,\d{2}$/);
    }
    expect(rows).toContainEqual(['00123', '300', '', '', '14,00', '', '', '', 'N1']);
  });

  it('writes the documented example byte for byte', async () => {
    const run = await runFormat(DATEV_LUG, CALENDAR, [someone([{ seconds: 29_700 }])]);
    expect(run.bytes.toString('latin1')).toBe('12345;678;06/2026\r\n1001;15.06.2026;;100;8,25;;;;;;\r\n');
  });

  it('separates dates by / on request', async () => {
    const run = await runFormat(DATEV_LUG, { ...CALENDAR, dateSeparator: '/' }, [someone([{}])]);
    expect(readLines(run.bytes).rows[0]?.[1]).toBe('15/06/2026');
  });

  it('refuses more than 24 hours on a line', async () => {
    const run = await runFormat(DATEV_LUG, CALENDAR, [
      someone([
        { date: '2026-06-01', seconds: 86_400 },
        { date: '2026-06-02', seconds: 86_436 },
      ]),
    ]);
    expect(run.refusals).toEqual([
      {
        person: '1001',
        date: '2026-06-02',
        code: 'REG',
        field: 'Stundenanzahl',
        message:
          'comes to 24.01 hours, and a line takes at most 24: correct the punches; if hours of earlier periods are in it, set deltas to "own-date" or enter them by hand',
      },
    ]);
    expect(readLines(run.bytes).rows.map(row => row[4])).toEqual(['24,00']);
  });

  it('puts hours of a month into Stundenanzahl on request, up to 24', async () => {
    const settings = { ...MONTH, monthHours: 'Stundenanzahl' };
    const fits = await runFormat(DATEV_LUG, settings, [someone([{}, { date: '2026-06-16' }])]);
    expect(readLines(fits.bytes).rows).toEqual([['1001', '100', '16,00', '', '', '', '', '', '']]);
    const long = await runFormat(DATEV_LUG, settings, [someone([{ seconds: 90_000 }])]);
    expect(refusalTexts(long)).toEqual([
      '1001 Stundenanzahl: comes to 25.00 hours, and a line takes at most 24: set monthHours to "Wert"',
    ]);
    expect(long.lines).toBe(0);
  });

  it('refuses an absence key without a date', async () => {
    const run = await runFormat(DATEV_LUG, { ...CALENDAR, layout: 'month' }, [
      someone([{}, { code: 'LEAVE' }]),
    ]);
    expect(refusalTexts(run)).toEqual([
      '1001 Ausfallschlüssel: "U" needs a date, which Monatserfassung has not: use the calendar layout, or map the code to a wage type alone',
    ]);
    expect(run.lines).toBe(1);
  });

  it('books deltas on the last day, so that they stay in the month of the header, or on their own', async () => {
    const people = [someone([{ date: '2026-06-30' }, late(-5_400)])];
    const moved = await runFormat(DATEV_LUG, CALENDAR, people);
    expect(readLines(moved.bytes).rows.map(row => [row[1], row[4]])).toEqual([['30.06.2026', '6,50']]);
    const own = await runFormat(DATEV_LUG, { ...CALENDAR, deltas: 'own-date' }, [someone([{}, late(5_400)])]);
    expect(readLines(own.bytes).rows.map(row => [row[1], row[4]])).toEqual([
      ['15.06.2026', '8,00'],
      ['29.05.2026', '1,50'],
    ]);
    const month = await runFormat(DATEV_LUG, MONTH, people);
    expect(readLines(month.bytes).rows.map(row => row[4])).toEqual(['6,50']);
  });

  it('refuses a sum below zero with what to do', async () => {
    const run = await runFormat(DATEV_LUG, CALENDAR, [someone([{}, late(-5_400)])]);
    expect(run.refusals).toEqual([
      {
        person: '1001',
        date: '2026-06-30',
        code: 'REG',
        field: 'Stundenanzahl',
        message:
          'comes to -1.50, and Lohn und Gehalt takes nothing back by a file: take 1.50 back there by hand',
      },
    ]);
    expect(run.lines).toBe(1);
  });

  it('refuses a Personalnummer of more than five digits', async () => {
    const run = await runFormat(DATEV_LUG, CALENDAR, [someone([{}], { number: '100001' })]);
    expect(refusalTexts(run)).toEqual([
      `100001 Personalnummer: "100001" is 6 characters long; at most 5 fit: give the person's Personalnummer under employees`,
    ]);
  });

  it('refuses a period in two months, unless it books in the month of the payday', async () => {
    const context = { ...FIXTURE_CONTEXT, from: '2026-06-22', to: '2026-07-05', payday: '2026-07-10' };
    const refused = await runFormat(DATEV_LUG, CALENDAR, [someone([{}])], context);
    expect(refusalTexts(refused)).toEqual([expect.stringMatching(/^file MM\/JJJJ: .* lies in two months/)]);
    expect(refused.lines).toBe(0);
    const booked = await runFormat(DATEV_LUG, { ...MONTH, month: 'payday' }, [someone([{}])], context);
    expect(readLines(booked.bytes).header).toBe('12345;678;07/2026');
  });

  it.each([
    ['a Beraternummer of three digits', { consultantNumber: '123' }, 'consultantNumber'],
    ['a Mandantennummer of six', { clientNumber: '123456' }, 'clientNumber'],
    ['a wage type of five', { codes: { REG: { wageType: '10000' } } }, 'codes.REG.wageType'],
    ['a code with neither wage type nor absence key', { codes: { REG: {} } }, 'codes.REG'],
    ['no layout', { layout: undefined }, 'layout'],
    ['another date separator', { dateSeparator: '-' }, 'dateSeparator'],
    ['a cost object with a ;', { costObjects: { jobs: { saw: 'a;b' } } }, 'costObjects.jobs.saw'],
  ])('does not take %s', (_case, wrong, path) => {
    expect(settingProblems(DATEV_LUG, { ...CALENDAR, ...wrong })).toEqual([
      expect.stringMatching(new RegExp(`^${path}: .+`)),
    ]);
  });
});
