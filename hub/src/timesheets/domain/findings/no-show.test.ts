import { describe, expect, it } from '@jest/globals';
import type { PolicyDraft } from '@tapclock/contracts';
import {
  aPolicy,
  aShift,
  at,
  compute,
  findingCodes,
  hours,
  MONDAY,
  nextDate,
  punched,
  worked,
} from '../../../../test/kit/hours-kit.ts';
import type { HoursFacts } from '../facts/facts.ts';

const PLAN = aShift(MONDAY, '08:00-16:30', { unpaidSec: 1800 });
const LEAVE = { date: PLAN.date, kind: 'sick' as const, seconds: hours(8), code: 'SICK' };

function codes(entries: string[], more: Partial<HoursFacts> = {}): string[] {
  return findingCodes(compute(punched(MONDAY, ...entries), { shifts: [PLAN], ...more }));
}

describe('a planned shift that nobody came to', () => {
  it('is found on its date, with the paid hours that were planned', () => {
    expect(compute([], { shifts: [PLAN] }).findings).toEqual([
      expect.objectContaining({
        code: 'NO_SHOW',
        date: PLAN.date,
        atSec: PLAN.startSec,
        seconds: hours(8),
        punchIds: [],
      }),
    ]);
  });

  it.each<[string, string, string[]]>([
    ['is not over a second before its end', '16:29:59', []],
    ['is over at its end', '16:30', ['NO_SHOW']],
  ])('%s', (_name, time, expected) => {
    expect(codes([], { asOfSec: at(`${MONDAY} ${time}`) })).toEqual(expected);
  });

  it('is excused by leave of that day and no other', () => {
    expect(codes([], { leave: [LEAVE] })).toEqual([]);
    expect(codes([], { leave: [{ ...LEAVE, date: PLAN.date + 1 }] })).toEqual(['NO_SHOW']);
  });

  it.each<[string, number[], string[]]>([
    ['of half of the planned hours', [hours(4)], []],
    ['of less', [hours(4) - 60], ['NO_SHOW']],
    ['of two codes together', [hours(2), hours(2)], []],
    ['that pays nothing', [0], []],
  ])('leave %s', (_name, seconds, expected) => {
    const leave = seconds.map((each, index) => ({ ...LEAVE, seconds: each, code: `LEAVE_${index}` }));
    expect(codes([], { leave })).toEqual(expected);
  });

  it('counts leave against all that is planned on its date', () => {
    const shifts = [aShift(MONDAY, '06:00-10:00'), aShift(MONDAY, '16:00-20:00')];
    const twoHours = { ...LEAVE, seconds: hours(2) };
    expect(codes([], { shifts, leave: [twoHours] })).toEqual(['NO_SHOW', 'NO_SHOW']);
    expect(codes([], { shifts, leave: [{ ...LEAVE, seconds: hours(4) }] })).toEqual([]);
  });

  it.each<[string, string[], string[]]>([
    ['who came late', ['IN 11:00', 'OUT 16:30'], ['LATE']],
    ['who forgot to clock out', ['IN 08:00'], ['MISSING_OUT']],
    ['who forgot to clock in', ['OUT 16:30'], ['MISSING_IN']],
    ['who worked far from it', ['IN 00:00', 'OUT 03:00'], ['NO_SHOW']],
  ])('%s', (_name, entries, expected) => {
    expect(codes(entries)).toEqual(expected);
  });

  it('is not the middle one of three that were worked in one', () => {
    const shifts = ['06:00-10:00', '10:00-14:00', '14:00-18:00'].map(span => aShift(MONDAY, span));
    expect(findingCodes(compute(worked(MONDAY, '06:00-18:00'), { shifts }))).toEqual([]);
    // The same while the clock-out is missing: the stay may have gone on.
    expect(findingCodes(compute(punched(MONDAY, 'IN 06:00'), { shifts }))).toEqual(['MISSING_OUT']);
  });

  it('is the second of a day, when only the first was worked', () => {
    const shifts = [aShift(MONDAY, '06:00-10:00'), aShift(MONDAY, '16:00-20:00')];
    expect(findingCodes(compute(worked(MONDAY, '06:00-10:00'), { shifts }))).toEqual(['NO_SHOW']);
  });
});

describe('attendance as of now', () => {
  function attendance(
    entries: string[],
    time: string,
    { policy = {}, ...more }: Partial<Omit<HoursFacts, 'policy'>> & { policy?: Partial<PolicyDraft> } = {},
  ): string[] {
    const asOfSec = at(`${MONDAY} ${time}`);
    const given = { shifts: [PLAN], asOfSec, policy: aPolicy(policy), ...more };
    return compute(punched(MONDAY, ...entries), given).days.map(day => day.attendance);
  }

  it.each<[string, string[], string, string]>([
    ['before the shift', [], '07:00', 'expected'],
    ['a second before its end', [], '16:29:59', 'expected'],
    ['at its end', [], '16:30', 'absent'],
    ['while at work', ['IN 08:00'], '12:00', 'at-work'],
    ['back from a meal', ['IN 08:00', 'OUT 12:00', 'IN 13:00'], '15:00', 'at-work'],
    ['gone home early', ['IN 08:00', 'OUT 12:00'], '13:00', 'present'],
  ])('%s', (_name, entries, time, expected) => {
    expect(attendance(entries, time)).toEqual([expected]);
  });

  it('is at work without any plan', () => {
    expect(attendance(['IN 08:00'], '12:00', { shifts: [] })).toEqual(['at-work']);
  });

  it('is on leave though a shift is planned', () => {
    expect(attendance([], '07:00', { leave: [LEAVE] })).toEqual(['leave']);
  });

  it('is expected while too little was worked for anything else', () => {
    const policy = { attendance: { absentBelowMin: 60 } };
    const entries = ['IN 08:00', 'OUT 08:30'];
    expect(attendance(entries, '09:00', { policy })).toEqual(['expected']);
    expect(attendance(entries, '16:30', { policy })).toEqual(['absent']);
  });

  it('is at work on both dates of a night that goes on after a pause', () => {
    const punches = punched(MONDAY, 'IN 22:00', 'OUT 01:00+1', 'IN 01:30+1');
    const { days } = compute(punches, { asOfSec: at(`${nextDate(MONDAY)} 02:00`) });
    expect(days.map(day => day.attendance)).toEqual(['at-work', 'at-work']);
  });
});
