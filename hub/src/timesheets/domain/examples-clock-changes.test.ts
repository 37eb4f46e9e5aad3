import { describe, expect, it } from '@jest/globals';
import { Policy } from '@tapclock/contracts';
import {
  aPolicy,
  aPunch,
  at,
  codeHours,
  compute,
  hours,
  MONDAY,
  minutes,
  nextDate,
  paid,
  paidByDate,
  punchedIn,
  worked,
  workedIn,
} from '../../../test/kit/hours-kit.ts';
import { PRESETS } from './presets/index.ts';

const _preset = (name: string) => Policy.parse(PRESETS.get(name));
const OVER_40 = { weekly: [{ afterMin: 2400, rate: 1.5 }] };

describe('R6: nights over the change of clocks, payroll.md section 4', () => {
  it.each([
    ['America/New_York', '2026-03-07', 7],
    ['America/New_York', '2026-10-31', 9],
    ['America/New_York', '2027-03-13', 7],
    ['America/New_York', '2027-11-06', 9],
    ['Europe/Berlin', '2026-03-28', 7],
    ['Europe/Berlin', '2026-10-24', 9],
    ['Europe/Berlin', '2027-03-27', 7],
    ['Europe/Berlin', '2027-10-30', 9],
    ['Australia/Lord_Howe', '2026-10-03', 7.5],
    ['Australia/Lord_Howe', '2026-04-04', 8.5],
    ['Europe/London', '2026-03-28', 7],
    ['Asia/Kolkata', '2026-03-28', 8],
    ['America/Phoenix', '2026-03-07', 8],
  ])('%s, 22:00 to 06:00 from %s: %d hours', (zone, date, expected) => {
    const premiums = [{ code: 'NIGHT', from: '22:00', to: '06:00' }];
    const split = aPolicy({ dayRule: 'splitMidnight', premiums });
    const result = compute(workedIn(zone, date, '22:00-06:00'), { zone, policy: split });
    expect(paidByDate(result)).toEqual({ [date]: hours(2), [nextDate(date)]: hours(expected - 2) });
    expect(codeHours(result).NIGHT).toBe(expected);
  });

  it.each([
    ['2026-03-28', 6],
    ['2026-10-24', 8],
  ])('Berlin, window 23 to 06 on %s: %d hours', (date, expected) => {
    const policy = aPolicy({ premiums: [{ code: 'NIGHT', from: '23:00', to: '06:00' }] });
    const zone = 'Europe/Berlin';
    expect(codeHours(compute(workedIn(zone, date, '22:00-06:00'), { zone, policy })).NIGHT).toBe(expected);
  });

  it('DOL: 23:00 to 07:30 with a lunch of 30 minutes is 7 and 9 hours', () => {
    const zone = 'America/New_York';
    const night = (date: string) =>
      paid(
        compute(punchedIn(zone, date, 'IN 23:00', 'MEAL_START 04:00+1', 'MEAL_END 04:30+1', 'OUT 07:30+1'), {
          zone,
        }),
      );
    expect([night('2026-03-07'), night('2026-10-31')]).toEqual([hours(7), hours(9)]);
  });

  it('pays an hour between two equal wall clocks, and half an hour over the gap', () => {
    const zone = 'America/New_York';
    const repeated = [
      aPunch('IN', Date.parse('2026-11-01T05:30Z') / 1000),
      aPunch('OUT', Date.parse('2026-11-01T06:30Z') / 1000),
    ];
    expect(paid(compute(repeated, { zone }))).toBe(hours(1));
    const gap = punchedIn(zone, '2026-03-08', 'IN 01:45', 'OUT 03:15');
    expect(paid(compute(gap, { zone }))).toBe(minutes(30));
  });

  it('rounds a repeated hour by its wall clock and keeps its pass', () => {
    const zone = 'Europe/Berlin';
    const policy = aPolicy({ rounding: [{ unitMin: 15, mode: 'nearest', scope: 'both' }] });
    const secondPass = Date.parse('2026-10-25T01:37Z') / 1000;
    const result = compute([aPunch('IN', secondPass), aPunch('OUT', secondPass + hours(4))], {
      zone,
      policy,
    });
    expect(result.days[0]?.segments[0]?.startSec).toBe(Date.parse('2026-10-25T01:30Z') / 1000);
  });

  it('rounds by the wall clock where the zone is off by half an hour', () => {
    const zone = 'Asia/Kolkata';
    const policy = aPolicy({ rounding: [{ unitMin: 60, mode: 'nearest', scope: 'both' }] });
    const result = compute(punchedIn(zone, MONDAY, 'IN 08:20', 'OUT 16:40'), { zone, policy });
    expect(paid(result)).toBe(hours(9));
    expect(result.days[0]?.segments[0]?.startSec).toBe(at(`${MONDAY} 08:00`, zone));
  });

  it('makes workweeks of 167 and 169 hours, and counts elapsed time toward forty', () => {
    const zone = 'America/New_York';
    const policy = aPolicy({ ot: OVER_40, workweek: { startDow: 7 } });
    const days = [0, 1, 2, 3, 4].flatMap(day => workedIn(zone, nextDate('2026-11-01', day), '00:00-08:00'));
    expect(codeHours(compute(days, { zone, policy }))).toEqual({ REG: 40, OT: 1 });
  });
});
describe('premiums', () => {
  it.each([
    ['22:00-01:00', 0],
    ['22:00:00-01:00:01', 7201 / 3600],
  ])('that need more than two hours: %s', (span, expected) => {
    const policy = aPolicy({ premiums: [{ code: 'NIGHT', from: '23:00', to: '06:00', overMin: 120 }] });
    expect(codeHours(compute(worked(MONDAY, span), { policy })).NIGHT ?? 0).toBe(expected);
  });

  it.each([
    ['begun before midnight', '20:00-06:00', { NIGHT_25: 6, NIGHT_40: 4 }],
    ['begun at midnight', '00:00-06:00', { NIGHT_25: 6 }],
    ['begun a second before', '23:59:59-06:00:00', { NIGHT_25: 2 + 1 / 3600, NIGHT_40: 4 }],
    ['by day', '08:00-16:00', {}],
  ])('EStG 3b: 25 % from 20 to 06, 40 % from 00 to 04 of night work %s', (_name, span, expected) => {
    const policy = aPolicy({
      premiums: [
        { code: 'NIGHT_25', from: '20:00', to: '24:00', percent: 25 },
        { code: 'NIGHT_25', from: '00:00', to: '04:00', percent: 25, begun: 'sameDay' },
        { code: 'NIGHT_25', from: '04:00', to: '06:00', percent: 25 },
        { code: 'NIGHT_40', from: '00:00', to: '04:00', percent: 40, begun: 'dayBefore' },
      ],
    });
    for (const dayRule of ['shiftStart', 'splitMidnight'] as const) {
      const { REG, ...premiums } = codeHours(
        compute(worked(MONDAY, span), { policy: { ...policy, dayRule } }),
      );
      expect(REG).toBeGreaterThan(0);
      expect(premiums).toEqual(expected);
    }
  });

  it('goes by when the shift began, over an absence within it', () => {
    const policy = aPolicy({
      premiums: [{ code: 'NIGHT_40', from: '00:00', to: '04:00', begun: 'dayBefore' }],
    });
    const punches = [...worked(MONDAY, '20:00-23:00'), ...worked(nextDate(MONDAY), '01:00-05:00')];
    expect(codeHours(compute(punches, { policy })).NIGHT_40).toBe(3);
    expect(
      codeHours(compute(punches, { policy: { ...policy, newShiftGapMin: 60 } })).NIGHT_40,
    ).toBeUndefined();
  });

  it('are for Sundays and holidays by local date', () => {
    const policy = aPolicy({
      premiums: [
        { code: 'SUNDAY', days: [7] },
        { code: 'HOLIDAY', holidaysOnly: true },
      ],
    });
    const saturday = nextDate(MONDAY, 5);
    const holidays = new Set([Math.floor(at(`${nextDate(MONDAY, 7)} 00:00`) / 86_400)]);
    const punches = [...worked(saturday, '20:00-04:00'), ...worked(nextDate(MONDAY, 6), '20:00-04:00')];
    expect(codeHours(compute(punches, { policy, holidays }))).toEqual({ REG: 16, SUNDAY: 8, HOLIDAY: 4 });
  });
});
