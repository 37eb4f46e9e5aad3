import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { someone } from '../../../test/kit/payroll/run-format.ts';
import { codeTable, mapCodes } from './code-table.ts';

describe('code table', () => {
  it('gives each line its code, leaves out what is null, and refuses by name what is not there', () => {
    const hours = someone([
      { code: 'REG' },
      { code: 'NIGHT' },
      { code: 'OT' },
      { code: 'OT', date: '2026-06-16' },
    ]);
    const { lines, refusals } = mapCodes(hours, { REG: '100', NIGHT: null });
    expect(lines.map(({ code, theirs }) => [code, theirs])).toEqual([['REG', '100']]);
    expect(refusals).toEqual([
      {
        person: '1001',
        date: '2026-06-15',
        code: 'OT',
        field: 'codes',
        message:
          "pay code OT has no entry in the code table: name the payroll system's code for it, or null to leave it out",
      },
    ]);
  });

  it('refuses a code that is paid both as leave and as a premium, until the table tells them apart', () => {
    const hours = someone([
      { code: 'HOLIDAY', kind: 'overlay' },
      { code: 'HOLIDAY', kind: 'extra' },
      { code: 'REG', kind: 'bucket' },
    ]);
    const one = mapCodes(hours, { HOLIDAY: 'H', REG: 'R' });
    expect(one.lines.map(({ theirs }) => theirs)).toEqual(['R']);
    expect(one.refusals.map(({ message }) => message)).toEqual([
      'HOLIDAY is paid both as leave and as a premium: give HOLIDAY:overlay an entry of its own in the code table',
      'HOLIDAY is paid both as leave and as a premium: give HOLIDAY:extra an entry of its own in the code table',
    ]);
    const two = mapCodes(hours, { 'HOLIDAY:overlay': 'H', 'HOLIDAY:extra': null, REG: 'R' });
    expect(two.lines.map(({ theirs }) => theirs)).toEqual(['H', 'R']);
    expect(two.refusals).toEqual([]);
  });

  it('does not take a name that every object has for an entry', () => {
    const { refusals } = mapCodes(someone([{ code: 'constructor' }]), {});
    expect(refusals).toHaveLength(1);
  });

  it('takes our pay codes only, and at most 200', () => {
    const table = codeTable(z.string());
    const ofSize = (size: number) =>
      Object.fromEntries(Array.from({ length: size }, (_, index) => [`C${index}`, 'x']));
    expect(table.safeParse({ REG: '100', NIGHT: null }).success).toBe(true);
    expect(table.safeParse({ 'reg-1': '100' }).success).toBe(false);
    expect(table.safeParse({ 'HOLIDAY:extra': '100' }).success).toBe(true);
    expect(table.safeParse({ 'HOLIDAY:leave': '100' }).success).toBe(false);
    expect(table.safeParse(ofSize(200)).success).toBe(true);
    expect(table.safeParse(ofSize(201)).success).toBe(false);
  });
});
