import { describe, expect, it } from '@jest/globals';
import {
  golden,
  late,
  refusalTexts,
  runFormat,
  settingProblems,
  someone,
} from '../../../test/kit/payroll/run-format.ts';
import { PAYCHEX_PREVIEW } from './paychex-preview.ts';

const SETTINGS = {
  clientNumber: 'A123',
  codes: { REG: '1', OT: '2', DT: '3', LEAVE: 'VA', NIGHT: 'NP' },
};

/** A reader of its own, by the documented positions from 1. */
function readRecords(bytes: Buffer) {
  return bytes
    .toString('latin1')
    .split('\r\n')
    .slice(0, -1)
    .map(record => {
      const at = (from: number, to: number) => record.slice(from - 1, to);
      return {
        length: record.length,
        employee: at(1, 6),
        blank: at(7, 50),
        earning: at(51, 53),
        overrideRate: at(54, 62),
        hours: at(63, 70),
        date: at(71, 78),
        between: at(79, 104),
        state: at(105, 106),
        local: at(107, 116),
        position117: at(117, 117),
      };
    });
}

describe('Paychex Preview', () => {
  it('R5: writes the golden file, again and again', async () => {
    const first = await runFormat(PAYCHEX_PREVIEW, SETTINGS);
    expect(first.bytes.toString()).toBe(golden('paychex-preview.txt').toString());
    expect((await runFormat(PAYCHEX_PREVIEW, SETTINGS)).bytes.equals(first.bytes)).toBe(true);
    expect(first.fileName).toBe('A123_TA.txt');
    expect(first.lines).toBe(readRecords(first.bytes).length);
    expect(first.refusals).toEqual([]);
  });

  it('has every field at its documented position', () => {
    const records = readRecords(golden('paychex-preview.txt'));
    expect(records.length).toBeGreaterThan(0);
    for (const record of records) {
      expect(record.length).toBe(70);
      expect(record.employee).toMatch(/^ *[A-Za-z0-9]+$/);
      expect(record.blank).toBe(' '.repeat(44));
      expect(record.earning).toMatch(/^E[A-Z0-9]{1,2} ?$/);
      expect(record.overrideRate).toBe(' '.repeat(9));
      expect(record.hours).toMatch(/^\d{5}\.\d{2}$/);
    }
    expect(
      records.filter(({ employee }) => employee === '  0042').map(({ earning, hours }) => [earning, hours]),
    ).toEqual([
      ['E1 ', '00008.75'],
      ['EVA', '00008.00'],
    ]);
  });

  it('has the optional fields at their documented positions', async () => {
    const settings = {
      ...SETTINGS,
      rows: 'day',
      overrideRate: 'zeros',
      state: 'OH',
      local: '0042',
      position117: 'S',
    };
    const { bytes } = await runFormat(PAYCHEX_PREVIEW, settings, [
      someone([{ seconds: 144_000 }, late(3_600)]),
    ]);
    const common = {
      length: 117,
      employee: '  1001',
      blank: ' '.repeat(44),
      earning: 'E1 ',
      overrideRate: '000000000',
      between: ' '.repeat(26),
      state: 'OH',
      local: '0042      ',
      position117: 'S',
    };
    expect(readRecords(bytes)).toEqual([
      { ...common, hours: '00040.00', date: '20260615' },
      { ...common, hours: '00001.00', date: '20260529' },
    ]);
  });

  it('adds deltas to the sum of the period, and refuses a sum below zero with what to do', async () => {
    const sum = await runFormat(PAYCHEX_PREVIEW, SETTINGS, [someone([{}, late(-5_400)])]);
    expect(readRecords(sum.bytes).map(({ hours }) => hours)).toEqual(['00006.50']);
    const below = await runFormat(PAYCHEX_PREVIEW, SETTINGS, [someone([late(-5_400)])]);
    expect(refusalTexts(below)).toEqual([
      '1001 hours: comes to -1.50, and Paychex Preview takes nothing back by a file: take 1.50 back there by hand',
    ]);
    expect(below.lines).toBe(0);
  });

  it('refuses more hours than eight characters hold', async () => {
    const run = await runFormat(PAYCHEX_PREVIEW, SETTINGS, [someone([{ seconds: 360_000_000 }])]);
    expect(refusalTexts(run)).toEqual([
      '1001 hours: 100000.00 hours is above 99999.99 hours, the most that the payroll system takes',
    ]);
  });

  it.each([
    ['seven characters', '1234567', '"1234567" is 7 characters long; at most 6 fit'],
    ['a sign', '1-2', '"1-2" may hold only letters and digits'],
  ])('refuses an employee number of %s', async (_case, number, problem) => {
    const run = await runFormat(PAYCHEX_PREVIEW, SETTINGS, [someone([{}], { number })]);
    expect(refusalTexts(run)).toEqual([
      `${number} employee: ${problem}: give the person's Paychex number under employees`,
    ]);
    expect(run.lines).toBe(0);
  });

  it.each([
    ['a client number of three characters', { clientNumber: '123' }, 'clientNumber'],
    ['an earning code of three', { codes: { REG: 'REG' } }, 'codes.REG'],
    ['a state of three letters', { state: 'OHI' }, 'state'],
    ['a local code of eleven characters', { local: '12345678901' }, 'local'],
    ['another sign at 117', { position117: 'X' }, 'position117'],
  ])('does not take %s', (_case, wrong, path) => {
    expect(settingProblems(PAYCHEX_PREVIEW, { ...SETTINGS, ...wrong })).toEqual([
      expect.stringMatching(new RegExp(`^${path}: .+`)),
    ]);
  });
});
