import { describe, expect, it } from '@jest/globals';
import {
  golden,
  late,
  refusalTexts,
  runFormat,
  settingProblems,
  someone,
} from '../../../test/kit/payroll/run-format.ts';
import { SAGE_50 } from './sage-50.ts';

const SETTINGS = {
  country: '2',
  codes: { REG: 'Regular', OT: 'Overtime', DT: 'Double time', LEAVE: 'Vacation', NIGHT: null },
  customers: { jobs: { 'press-4': 'Hansen' } },
};

interface Slip {
  employee: string;
  head: string[];
  details: string[][];
}

/** A reader of its own: tags, and quoted cells between them. */
function readSlips(bytes: Buffer): { version: string[]; slips: Slip[] } {
  const lines = bytes.toString('latin1').split('\r\n').slice(0, -1);
  const cells = (line: string | undefined) =>
    [...(line ?? '').matchAll(/"([^"]*)"/g)].map(match => match[1] ?? '');
  if (lines[0] !== '<Version>' || lines[2] !== '</Version>') throw new Error('no version at the start');
  const slips: Slip[] = [];
  for (let at = 3; at < lines.length; ) {
    const end = lines.indexOf('</Timeslip>', at);
    if (lines[at] !== '<Timeslip>' || end < 0) throw new Error(`no time slip at line ${at + 1}`);
    slips.push({
      employee: cells(lines[at + 1]).join('|'),
      head: cells(lines[at + 2]),
      details: lines.slice(at + 3, end).map(cells),
    });
    at = end + 1;
  }
  return { version: cells(lines[1]), slips };
}

describe('Sage 50 time slips', () => {
  it('R5: writes the golden file, again and again', async () => {
    const first = await runFormat(SAGE_50, SETTINGS);
    expect(first.bytes.equals(golden('sage-50.imp'))).toBe(true);
    expect((await runFormat(SAGE_50, SETTINGS)).bytes.equals(first.bytes)).toBe(true);
    expect(first.lines).toBe(readSlips(first.bytes).slips.flatMap(({ details }) => details).length);
    expect(refusalTexts(first)).toEqual([
      '2001 employee: "Şahin, Elif" has Ş, which CP1252 cannot write: give the name as in Sage 50 under employees',
    ]);
  });

  it('has the documented tags, counts its lines and quotes every cell', () => {
    const { version, slips } = readSlips(golden('sage-50.imp'));
    expect(version).toEqual(['12001', '2']);
    expect(slips.length).toBeGreaterThan(0);
    for (const { employee, head, details } of slips) {
      expect(employee).toMatch(/^[^,]+, [^,]+$/);
      expect(head).toEqual([
        String(details.length),
        '',
        expect.stringMatching(/^(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])-2026$/),
      ]);
      expect(details.length).toBeGreaterThan(0);
      for (const detail of details) {
        expect(detail).toHaveLength(3);
        expect(detail[2]).toMatch(/^\d+:[0-5]\d:[0-5]\d$/);
      }
    }
    expect(slips.find(({ employee }) => employee === 'Müßig, Jürgen')).toEqual({
      employee: 'Müßig, Jürgen',
      head: ['2', '', '06-01-2026'],
      details: [
        ['Hansen', 'Regular', '4:00:00'],
        ['', 'Regular', '3:45:00'],
      ],
    });
  });

  it('writes a slip as documented, byte for byte', async () => {
    const settings = { ...SETTINGS, customers: { jobs: { saw: 'Hansen' } } };
    const { bytes } = await runFormat(SAGE_50, settings, [someone([{ job: 'saw' }])]);
    expect(bytes.toString()).toBe(
      [
        '<Version>',
        '"12001","2"',
        '</Version>',
        '<Timeslip>',
        '"Doe, Jane"',
        '"1","","06-15-2026"',
        '"Hansen","Regular","8:00:00"',
        '</Timeslip>',
        '',
      ].join('\r\n'),
    );
  });

  it('keeps seconds', async () => {
    const { bytes } = await runFormat(SAGE_50, SETTINGS, [someone([{ seconds: 28_859 }])]);
    expect(readSlips(bytes).slips[0]?.details[0]?.[2]).toBe('8:00:59');
  });

  it('gives a delta a slip of its own date, or adds it to the one slip of the period', async () => {
    const people = [someone([{}, { date: '2026-06-16', seconds: 115_200 }, late(5_400)])];
    const byDay = await runFormat(SAGE_50, SETTINGS, people);
    expect(readSlips(byDay.bytes).slips.map(({ head, details }) => [head[2], details[0]?.[2]])).toEqual([
      ['06-15-2026', '8:00:00'],
      ['06-16-2026', '32:00:00'],
      ['05-29-2026', '1:30:00'],
    ]);
    const byPeriod = await runFormat(SAGE_50, { ...SETTINGS, slips: 'period' }, people);
    expect(readSlips(byPeriod.bytes).slips.map(({ head, details }) => [head[2], details[0]?.[2]])).toEqual([
      ['06-30-2026', '41:30:00'],
    ]);
  });

  it('refuses time below zero with what to do, and counts only what is left', async () => {
    const run = await runFormat(SAGE_50, SETTINGS, [
      someone([{ date: '2026-05-29', code: 'OT' }, late(-5_400)]),
    ]);
    expect(refusalTexts(run)).toEqual([
      '1001 hours: comes to -1:30:00, and Sage 50 takes nothing back by a file: take 1:30:00 back there by hand',
    ]);
    expect(readSlips(run.bytes).slips.map(({ head }) => head[0])).toEqual(['1']);
    const alone = await runFormat(SAGE_50, SETTINGS, [someone([late(-5_400)])]);
    expect(readSlips(alone.bytes).slips).toEqual([]);
  });

  it('refuses a name with a quote, which would end the cell', async () => {
    const run = await runFormat(SAGE_50, SETTINGS, [someone([{}], { givenName: 'Jane "JJ"' })]);
    expect(refusalTexts(run)).toEqual([
      expect.stringMatching(/^1001 employee: .* other than quotes, .*: give the name/),
    ]);
    expect(run.lines).toBe(0);
  });

  it.each([
    ['customer', { customers: { jobs: { saw: 'Şahin' } } }],
    ['item', { codes: { REG: 'Şahin' } }],
  ])('refuses a %s that the encoding cannot write', async (field, more) => {
    const run = await runFormat(SAGE_50, { ...SETTINGS, ...more }, [someone([{ job: 'saw' }])]);
    expect(refusalTexts(run)).toEqual([`1001 ${field}: "Şahin" has Ş, which CP1252 cannot write`]);
    const utf8 = await runFormat(SAGE_50, { ...SETTINGS, ...more, encoding: 'utf8' }, [
      someone([{ job: 'saw' }]),
    ]);
    expect(utf8.bytes.toString('utf8')).toContain('"Şahin"');
  });

  it.each([
    ['a country that it does not know', { country: '3' }, 'country'],
    ['no country', { country: undefined }, 'country'],
    ['a version of letters', { version: 'v1' }, 'version'],
    ['an item with a quote', { codes: { REG: 'Reg"ular' } }, 'codes.REG'],
    ['a customer with a line break', { customers: { jobs: { saw: 'A\nB' } } }, 'customers.jobs.saw'],
  ])('does not take %s', (_case, wrong, path) => {
    expect(settingProblems(SAGE_50, { ...SETTINGS, ...wrong })).toEqual([
      expect.stringMatching(new RegExp(`^${path}: .+`)),
    ]);
  });
});
