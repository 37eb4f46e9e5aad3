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
import { DATEV_LODAS } from './datev-lodas.ts';

const SETTINGS = {
  consultantNumber: '12345',
  clientNumber: '678',
  codes: { REG: '100', OT: '110', DT: '120', LEAVE: '200', NIGHT: '300' },
  costCentres: { jobs: { 'press-4': '4711' }, teams: { night: 'Spät/Nacht' } },
};

/** A reader of its own: sections, keys, and records by the columns that the file itself declares. */
function readLodas(bytes: Buffer) {
  const keys: Record<string, string> = {};
  const comments: string[] = [];
  const declared = new Map<string, string[]>();
  const tables = new Map<string, string>();
  const records: Record<string, string>[] = [];
  let section = '';
  for (const line of bytes.toString('latin1').split('\r\n')) {
    if (line === '') continue;
    if (line.startsWith('*')) comments.push(line);
    else if (line.startsWith('[')) section = line;
    else if (section === '[Allgemein]') {
      const [key = '', ...value] = line.split('=');
      keys[key] = value.join('=');
    } else {
      const [id = '', ...fields] = line.split(';');
      if (fields.pop() !== '') throw new Error(`line does not end with ;: ${line}`);
      if (section === '[Satzbeschreibung]') {
        tables.set(id, fields[0] ?? '');
        declared.set(id, fields.slice(1));
      } else {
        const columns = declared.get(id) ?? [];
        if (columns.length !== fields.length) throw new Error(`columns do not match: ${line}`);
        records.push(Object.fromEntries(columns.map((column, at) => [column, fields[at] ?? ''])));
      }
    }
  }
  return { keys, comments, tables: [...tables.values()], columns: [...declared.values()], records };
}

describe('DATEV LODAS', () => {
  it('R5: writes the golden file, again and again', async () => {
    const first = await runFormat(DATEV_LODAS, SETTINGS);
    expect(first.bytes.equals(golden('datev-lodas.txt'))).toBe(true);
    expect((await runFormat(DATEV_LODAS, SETTINGS)).bytes.equals(first.bytes)).toBe(true);
    expect(first.lines).toBe(readLodas(first.bytes).records.length);
    expect(first.refusals).toEqual([]);
  });

  it('has the documented keys and columns, and records that match what it declares', () => {
    const { keys, tables, columns, records } = readLodas(golden('datev-lodas.txt'));
    expect(keys).toEqual({
      Ziel: 'LODAS',
      Version_SST: '1.0',
      BeraterNr: '12345',
      MandantenNr: '678',
      Datumsformat: 'TT/MM/JJJJ',
      Feldtrennzeichen: ';',
      Zahlenkomma: ',',
    });
    expect(tables).toEqual(['u_lod_bwd_buchung_standard']);
    expect(columns).toEqual([
      [
        'abrechnung_zeitraum#bwd',
        'pnr#bwd',
        'la_eigene#bwd',
        'bs_nr#bwd',
        'bs_wert_butab#bwd',
        'kostenstelle#bwd',
      ],
    ]);
    expect(records.length).toBeGreaterThan(0);
    for (const record of records) {
      expect(record['abrechnung_zeitraum#bwd']).toBe('01/06/2026');
      expect(record['pnr#bwd']).toMatch(/^\d{1,5}$/);
      expect(record['la_eigene#bwd']).toMatch(/^\d{1,4}$/);
      expect(record['bs_nr#bwd']).toBe('1');
      expect(record['bs_wert_butab#bwd']).toMatch(/^\d+,\d{2}$/);
    }
    expect(records[0]).toMatchObject({
      'pnr#bwd': '00123',
      'la_eigene#bwd': '300',
      'bs_wert_butab#bwd': '14,00',
      'kostenstelle#bwd': 'Spät/Nacht',
    });
  });

  it('writes the documented example byte for byte', async () => {
    const run = await runFormat(DATEV_LODAS, SETTINGS, [someone([{ seconds: 606_600 }])]);
    expect(run.bytes.toString('latin1')).toBe(
      [
        '[Allgemein]',
        'Ziel=LODAS',
        'Version_SST=1.0',
        'BeraterNr=12345',
        'MandantenNr=678',
        'Datumsformat=TT/MM/JJJJ',
        'Feldtrennzeichen=;',
        'Zahlenkomma=,',
        '',
        '[Satzbeschreibung]',
        '10;u_lod_bwd_buchung_standard;abrechnung_zeitraum#bwd;pnr#bwd;la_eigene#bwd;bs_nr#bwd;bs_wert_butab#bwd;kostenstelle#bwd;',
        '',
        '[Bewegungsdaten]',
        '10;01/06/2026;1001;100;1;168,50;;',
        '',
      ].join('\r\n'),
    );
  });

  it.each([
    ['TT.MM.JJJJ', '01.06.2026'],
    ['JJJJ-MM-TT', '2026-06-01'],
    ['TTMMJJJJ', '01062026'],
  ])('spells dates as it says: %s', async (dateFormat, expected) => {
    const run = await runFormat(DATEV_LODAS, { ...SETTINGS, dateFormat }, [someone([{}])]);
    const { keys, records } = readLodas(run.bytes);
    expect(keys.Datumsformat).toBe(dateFormat);
    expect(records[0]?.['abrechnung_zeitraum#bwd']).toBe(expected);
  });

  it('leaves Version_SST out, writes NULL for no cost centre and names the lock in a comment, on request', async () => {
    const settings = { ...SETTINGS, versionSst: false, emptyCostCentre: 'NULL', comment: true };
    const { keys, comments, records } = readLodas(
      (await runFormat(DATEV_LODAS, settings, [someone([{}])])).bytes,
    );
    expect(keys).not.toHaveProperty('Version_SST');
    expect(comments).toEqual([`* Tapclock bremen de-arbzg 2026-06-01 2026-06-30 ${FIXTURE_CONTEXT.lock}`]);
    expect(records[0]?.['kostenstelle#bwd']).toBe('NULL');
  });

  it('adds deltas to the month, or books them in their own', async () => {
    const people = [someone([{}, late(5_400)])];
    const values = async (deltas: string) =>
      readLodas((await runFormat(DATEV_LODAS, { ...SETTINGS, deltas }, people)).bytes).records.map(record => [
        record['abrechnung_zeitraum#bwd'],
        record['bs_wert_butab#bwd'],
      ]);
    expect(await values('sum')).toEqual([['01/06/2026', '9,50']]);
    expect(await values('own-month')).toEqual([
      ['01/06/2026', '8,00'],
      ['01/05/2026', '1,50'],
    ]);
  });

  it('refuses a sum below zero with what to do', async () => {
    const run = await runFormat(DATEV_LODAS, SETTINGS, [someone([{ code: 'OT' }, late(-5_400)])]);
    expect(refusalTexts(run)).toEqual([
      '1001 bs_wert_butab#bwd: comes to -1.50, and LODAS takes nothing back by a file: take 1.50 back there by hand',
    ]);
    expect(run.lines).toBe(1);
  });

  it.each([
    ['six digits', '100001', '"100001" is 6 characters long; at most 5 fit'],
    ['letters', 'A1', '"A1" may hold only digits'],
  ])('refuses a pnr of %s', async (_case, number, problem) => {
    const run = await runFormat(DATEV_LODAS, SETTINGS, [someone([{}], { number }), someone([{}])]);
    expect(refusalTexts(run)).toEqual([
      `${number} pnr#bwd: ${problem}: give the person's Personalnummer under employees`,
    ]);
    expect(run.lines).toBe(1);
  });

  it('refuses an empty file', async () => {
    for (const people of [[], [someone([{ seconds: 10 }])], [someone([])]])
      expect(refusalTexts(await runFormat(DATEV_LODAS, SETTINGS, people))).toEqual([
        'file [Bewegungsdaten]: has no line, and LODAS takes no empty file: nobody has hours of a code with a wage type',
      ]);
  });

  it('refuses a period in two months, unless it books in the month of the payday', async () => {
    const context = { ...FIXTURE_CONTEXT, from: '2026-06-22', to: '2026-07-05', payday: '2026-07-10' };
    const refused = await runFormat(DATEV_LODAS, SETTINGS, [someone([{}])], context);
    expect(refusalTexts(refused)).toEqual([
      'file abrechnung_zeitraum#bwd: 2026-06-22 to 2026-07-05 lies in two months, and DATEV books by month: use a monthly pay period, or set month to "payday"',
    ]);
    expect(refused.lines).toBe(0);
    const booked = await runFormat(DATEV_LODAS, { ...SETTINGS, month: 'payday' }, [someone([{}])], context);
    expect(readLodas(booked.bytes).records[0]?.['abrechnung_zeitraum#bwd']).toBe('01/07/2026');
  });

  it.each([
    ['a Beraternummer of three digits', { consultantNumber: '123' }, 'consultantNumber'],
    ['a Beraternummer of eight', { consultantNumber: '12345678' }, 'consultantNumber'],
    ['a Mandantennummer of six digits', { clientNumber: '123456' }, 'clientNumber'],
    ['an empty Mandantennummer', { clientNumber: '' }, 'clientNumber'],
    ['a wage type of five digits', { codes: { REG: '10000' } }, 'codes.REG'],
    ['a wage type of letters', { codes: { REG: 'LA1' } }, 'codes.REG'],
    ['no wage types', { codes: undefined }, 'codes'],
    ['a cost centre that ends the field', { costCentres: { jobs: { saw: '1;2' } } }, 'costCentres.jobs.saw'],
    ['a cost centre outside CP1252', { costCentres: { jobs: { saw: 'Ş1' } } }, 'costCentres.jobs.saw'],
    ['another date format', { dateFormat: 'MM/TT/JJJJ' }, 'dateFormat'],
  ])('does not take %s', (_case, wrong, path) => {
    expect(settingProblems(DATEV_LODAS, { ...SETTINGS, ...wrong })).toEqual([
      expect.stringMatching(new RegExp(`^${path}: .+`)),
    ]);
  });
});
