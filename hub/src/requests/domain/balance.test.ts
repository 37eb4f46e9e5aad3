import { describe, expect, it } from '@jest/globals';
import { balanceOn, type Entitlement, inDays, type LeaveUse, minutesBeyond } from './balance.ts';

const DAY = 480;
const of = (grantedDays: number, carriedDays = 0, carriedUntil: string | null = null): Entitlement => ({
  grantedMinutes: grantedDays * DAY,
  carriedMinutes: carriedDays * DAY,
  carriedUntil,
});
const use = (date: string, days = 1, isGranted = true): LeaveUse => ({
  date,
  minutes: days * DAY,
  isGranted,
});
const inWholeDays = (minutes: object) =>
  Object.fromEntries(Object.entries(minutes).map(([name, value]) => [name, Number(value) / DAY]));

describe('a balance', () => {
  it('tells what was taken up to today from what is to come and what is asked for', () => {
    const uses = [use('2026-06-15'), use('2026-06-16'), use('2026-06-17', 0.5), use('2026-08-03', 5, false)];
    expect(inWholeDays(balanceOn('2026-06-16', of(30), uses))).toEqual({
      ...{ taken: 2, planned: 0.5, asked: 5 },
      ...{ lapsed: 0, left: 22.5 },
    });
  });

  it('takes what was carried over first, and lets go of the rest after its last date', () => {
    const entitlement = of(30, 5, '2026-03-31');
    const uses = [use('2026-03-30', 2), use('2026-03-31'), use('2026-04-01', 4)];
    expect(inWholeDays(balanceOn('2026-03-31', entitlement, uses))).toMatchObject({ lapsed: 0, left: 28 });
    expect(inWholeDays(balanceOn('2026-04-01', entitlement, uses))).toMatchObject({ lapsed: 2, left: 26 });
  });

  it('keeps what was carried over without an end', () => {
    expect(inWholeDays(balanceOn('2026-12-31', of(30, 5), [use('2026-12-31', 34)]))).toMatchObject({
      ...{ lapsed: 0, left: 1 },
    });
  });

  it('goes below zero where more was given than there is', () => {
    expect(inWholeDays(balanceOn('2026-12-31', of(1), [use('2026-12-30', 3)])).left).toBe(-2);
  });

  it('is the same whichever part of what was carried over lapses later: nothing is counted twice', () => {
    // 5 carried until March, 3 of them taken; of 30 granted 30 are planned in summer.
    const uses = [use('2026-02-02', 3), use('2026-07-01', 30)];
    expect(inWholeDays(balanceOn('2026-02-03', of(30, 5, '2026-03-31'), uses)).left).toBe(2);
    expect(inWholeDays(balanceOn('2026-04-01', of(30, 5, '2026-03-31'), uses)).left).toBe(0);
  });
});

describe('leave goes beyond what there is', () => {
  it.each([
    ['by nothing at the last minute that there is', of(2), [use('2026-06-01', 2)], 0],
    ['by the one minute more', of(2), [use('2026-06-01', 2), { ...use('2026-06-03'), minutes: 1 }], 1],
    [
      'in summer, which what lapses in spring does not serve',
      of(1, 5, '2026-03-31'),
      [use('2026-07-01', 3)],
      2 * DAY,
    ],
    ['not on the last date of what was carried over', of(0, 1, '2026-03-31'), [use('2026-03-31')], 0],
    ['on the date after', of(0, 1, '2026-03-31'), [use('2026-04-01')], DAY],
    ['with what is only asked for', of(1), [use('2026-06-01', 1, false), use('2026-06-02')], DAY],
  ])('%s', (_, entitlement, uses, minutes) => {
    expect(minutesBeyond(entitlement, uses)).toBe(minutes);
  });
});

it('minutes are read as days to hundredths', () => {
  expect([inDays(240, 480), inDays(160, 480), inDays(-480, 480), inDays(0, 450)]).toEqual([0.5, 0.33, -1, 0]);
});
