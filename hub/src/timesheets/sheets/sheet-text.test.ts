import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Sheet } from '@tapclock/contracts';
import { clocks, facts, MONDAY, worked } from '../../../test/kit/hours-kit.ts';
import { parseDay } from '../domain/index.ts';
import { dayHashes } from './day-hash.ts';
import { buildSheet } from './sheet-builder.ts';
import { dayTexts, sheetText } from './sheet-text.ts';

const FROM = parseDay(MONDAY);
const PERSON = {
  employee: '0190a1b2-0000-7000-8000-000000000001',
  site: 'werk-nord',
  area: 'hall',
  team: null,
  number: '1001',
  givenName: 'Zoë "Zo"',
  familyName: 'O’Brien\u2028',
};

/** A day's work with a pause, a credit for nothing, a delta and a finding that nobody settled. */
function aSheet(): Sheet {
  const given = facts(worked(MONDAY, '06:00', '14:30'));
  const stretches = [{ facts: given, from: FROM, to: FROM }];
  const { sheet } = buildSheet({ person: PERSON, zone: 'UTC', stretches }, { from: FROM, to: FROM }, clocks);
  const finding = { date: MONDAY, at: null, seconds: null, limitSeconds: null, punches: ['p-1', 'p-2'] };
  return {
    ...sheet,
    findings: [
      { ...finding, code: 'MISSING_OUT' },
      { ...finding, code: 'LATE' },
    ],
    deltas: [
      {
        period: '2026-05-01',
        date: '2026-05-04',
        code: 'REG',
        kind: 'bucket',
        job: null,
        seconds: -900,
        reasons: [{ kind: 'changed-plan' }],
      },
    ],
  };
}

describe('the text of a sheet', () => {
  it('R5: is the JSON text of the sheet, byte for byte, though its days were written before', () => {
    const sheet = aSheet();
    expect(sheet.days).toHaveLength(1);
    expect(sheetText(sheet, dayTexts(sheet.days))).toBe(JSON.stringify(sheet));
    const empty = { ...sheet, days: [], findings: [], deltas: [] };
    expect(sheetText(empty, [])).toBe(JSON.stringify(empty));
  });

  it('R5: gives the days the hashes that they have alone, with what is unsettled about them', () => {
    const sheet = aSheet();
    const unsettled = [['MISSING_OUT', null, ['p-1', 'p-2']]];
    const text = JSON.stringify([sheet.days[0], unsettled]);
    const hash = createHash('sha256').update(text).digest('hex');
    expect(dayHashes(sheet)).toEqual([hash]);
    expect(dayHashes(sheet, dayTexts(sheet.days))).toEqual([hash]);
  });
});
