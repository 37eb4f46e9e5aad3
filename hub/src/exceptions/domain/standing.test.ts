import { describe, expect, it } from '@jest/globals';
import type { ExceptionRow, NewException } from './exception.ts';
import { changed, firstNoticed, noMore, noticedAgain } from './standing.ts';

const NOW = Date.parse('2026-06-15T08:00:00.000Z');
const compare = (a: string, b: string) => Number(a.split('-')[1]) - Number(b.split('-')[1]);
const again = (row: ExceptionRow, noticed: NewException) =>
  noticedAgain(row, noticed, { nowMs: NOW, compare });

const LATE: NewException = {
  id: '5b0f1f5c-6d0e-5c0b-9e57-2f5a4c1c7b3a',
  site: 'werk-nord',
  source: 'day',
  code: 'LATE',
  category: 'schedule',
  consequence: 3,
  employee: null,
  terminal: null,
  area: null,
  date: '2026-06-15',
  at: '2026-06-15T04:20:00.000Z',
  facts: { seconds: 1_200, limitSeconds: 300 },
  escalatesAfter: 3_600,
  seen: '1-10',
};
const open = firstNoticed(LATE, NOW).row;
const settled = changed(open, { to: 'settled', what: 'settled', by: 'Mia', fix: 'accept', nowMs: NOW }).row;
const other = { ...LATE, facts: { seconds: 600 }, seen: '1-20' };

describe('an exception', () => {
  it('is open, and escalates after its time', () => {
    expect(open).toMatchObject({ state: 'open', version: 1, escalatesAt: '2026-06-15T09:00:00.000Z' });
  });

  it('does not change while its facts do not, in whatever order they are written', () => {
    const same = { ...LATE, facts: { limitSeconds: 300, seconds: 1_200 }, seen: '1-20' };
    expect(again(open, same)).toBeNull();
    expect(again(settled, same)).toBeNull();
  });

  it('has other facts, and stays as open as it was', () => {
    const waiting = changed(open, { to: 'waiting', what: 'asked', by: 'Mia', nowMs: NOW }).row;
    expect(again(waiting, other)).toMatchObject({
      what: 'changed',
      row: { state: 'waiting', version: 3, facts: other.facts },
    });
  });

  it('is open again when its facts are others than those that were settled', () => {
    expect(again(settled, other)).toMatchObject({
      what: 'noticed-again',
      row: {
        state: 'open',
        version: 3,
        settledBy: null,
        settledAt: null,
        settledFix: null,
        escalatedAt: null,
      },
    });
  });

  it('is gone when nobody has settled it, and stays settled when somebody has', () => {
    expect(noMore(open, '1-20', compare)).toMatchObject({
      what: 'gone',
      row: { state: 'gone', holds: false },
    });
    const kept = noMore(settled, '1-20', compare);
    expect(kept).toMatchObject({ what: null, row: { state: 'settled', holds: false, version: 2 } });
    expect(kept && again(kept.row, { ...LATE, seen: '1-30' })).toMatchObject({ what: 'noticed-again' });
    expect(kept && noMore(kept.row, '1-30', compare)).toBeNull();
  });

  it('R8: does not hear of an event twice', () => {
    const gone = noMore(open, '1-20', compare);
    if (!gone) throw new Error('it was open');
    expect(again(gone.row, LATE)).toBeNull();
    expect(again(gone.row, { ...LATE, seen: '1-20' })).toBeNull();
    expect(again(gone.row, { ...LATE, seen: '1-21' })).toMatchObject({ what: 'noticed-again' });
    expect(noMore(open, '1-10', compare)).toBeNull();
  });

  it('has an owner from when somebody takes it until it is released', () => {
    const taken = changed(open, { to: 'open', what: 'taken', by: 'Mia', owner: 'account', nowMs: NOW }).row;
    expect(taken).toMatchObject({ ownerId: 'account', ownedAt: '2026-06-15T08:00:00.000Z' });
    const released = changed(taken, { to: 'open', what: 'released', by: 'Mia', owner: null, nowMs: NOW });
    expect(released.row).toMatchObject({ ownerId: null, ownedAt: null, version: 3 });
  });

  it('that is reopened has its time to escalate before it', () => {
    const escalated = changed(open, { to: 'open', what: 'escalated', by: null, nowMs: NOW }).row;
    const done = changed(escalated, {
      to: 'settled',
      what: 'settled',
      by: 'Mia',
      fix: 'accept',
      nowMs: NOW,
    }).row;
    const later = NOW + 7_200_000;
    expect(changed(done, { to: 'open', what: 'reopened', by: 'Mia', nowMs: later }).row).toMatchObject({
      escalatedAt: null,
      escalatesAt: '2026-06-15T11:00:00.000Z',
      settledAt: null,
    });
  });

  it('that becomes graver escalates sooner, and never later than it would have', () => {
    const calm = { ...LATE, consequence: 3, escalatesAfter: 4 * 3_600 };
    const grave = { ...other, consequence: 2, escalatesAfter: 3_600 };
    const deadline = (row: ExceptionRow, noticed: NewException, minutes: number) =>
      noticedAgain(row, noticed, { nowMs: NOW + minutes * 60_000, compare })?.row.escalatesAt;
    const standing = firstNoticed(calm, NOW).row;
    expect(deadline(standing, grave, 30)).toBe('2026-06-15T09:30:00.000Z');
    expect(deadline(standing, grave, 230)).toBe('2026-06-15T12:00:00.000Z');
    const urgent = firstNoticed({ ...calm, ...grave, seen: '1-10' }, NOW).row;
    expect(deadline(urgent, { ...calm, seen: '1-20' }, 30)).toBe('2026-06-15T09:00:00.000Z');
    expect(deadline(urgent, { ...calm, escalatesAfter: null, seen: '1-20' }, 30)).toBeNull();
    const patient = firstNoticed({ ...calm, escalatesAfter: null }, NOW).row;
    expect(deadline(patient, grave, 30)).toBe('2026-06-15T09:30:00.000Z');
  });
});
