import { describe, expect, it } from '@jest/globals';
import type { RoundingRule } from '@tapclock/contracts';
import {
  aPolicy,
  aPunch,
  aShift,
  at,
  clocks,
  codeHours,
  compute,
  findingCodes,
  hours,
  MONDAY,
  minutes,
  nextDate,
  paid,
  paidByDate,
  punched,
  punchedIn,
  week,
  worked,
  workedIn,
} from '../../../test/kit/hours-kit.ts';
import { amountOf } from './pay/amounts.ts';
import { parseDecimal, toDecimal } from './pay/rational.ts';
import { payPeriodOf } from './period/pay-period.ts';
import { roundSeconds } from './round/round-seconds.ts';
import { ownerOf, ownership } from './shift/own-instant.ts';
import { formatDay, parseDay, timeOfDaySec } from './time/civil.ts';
import { parseDecimalHours } from './time/decimal-hours.ts';
import { formatTimeOfDay } from './time/wall-time.ts';

const D1 = '2026-06-16';
const D2 = '2026-06-17';
const VANCOUVER = 'America/Vancouver';

type Draft = Partial<RoundingRule> & Pick<RoundingRule, 'unitMin' | 'mode' | 'scope'>;
const rounding = (...rules: Draft[]) => aPolicy({ rounding: rules, roundingReviewed: true });
const unit = (unitMin: number, mode: RoundingRule['mode'], graceMin = 0) => ({
  unitMin,
  mode,
  seconds: 'exact' as const,
  graceMin,
});
/** Wall clock of the first and last paid second, and the sum. */
function span(spans: string[], policy = aPolicy()) {
  const result = compute(worked(MONDAY, ...spans), { policy });
  const segments = result.days.flatMap(day => day.segments);
  const wall = (sec: number | undefined) => formatTimeOfDay(clocks.of('UTC').timeOfDayAt(sec ?? 0));
  return [wall(segments[0]?.startSec), wall(segments.at(-1)?.endSec), paid(result)];
}
const rounded = (times: string[], rule: ReturnType<typeof unit>) =>
  times.map(time => formatTimeOfDay(roundSeconds(timeOfDaySec(time), rule)));
const overtimeOf = (result: ReturnType<typeof compute>) =>
  result.days.map(day =>
    day.codes.filter(({ code }) => code !== 'REG').map(({ code, seconds }) => [code, seconds / 3600]),
  );
const meal = (start: string, end: string) => [`MEAL_START ${start}`, `MEAL_END ${end}`];
const pause = (start: string, end: string) => [`BREAK_START ${start}`, `BREAK_END ${end}`];
const OT_AFTER_8 = [{ afterMin: 480, rate: 1.5 }];

/** Group A of payroll.md section 8: one entry per vector, by its id. */
const VECTORS: Record<string, () => void> = {
  'A01 in down 15, out up 15': () => {
    const policy = rounding({ ...unit(15, 'down'), scope: 'in' }, { ...unit(15, 'up'), scope: 'out' });
    expect(span(['12:17:35-13:32:52'], policy)).toEqual(['12:15', '13:45', 5400]);
  },
  'A02 in down 1, out up 1': () => {
    const policy = rounding({ ...unit(1, 'down'), scope: 'in' }, { ...unit(1, 'up'), scope: 'out' });
    expect(span(['12:17:35-13:32:52'], policy)).toEqual(['12:17', '13:33', 4560]);
  },
  'A03 duration up 30': () => {
    expect(span(['12:10:51-14:40:52'], rounding({ ...unit(30, 'up'), scope: 'duration' }))[2]).toBe(10_800);
  },
  'A04 nearest 15 both': () => {
    const policy = rounding({ ...unit(15, 'nearest'), scope: 'both' });
    expect(span(['12:17:35-13:32:52'], policy)).toEqual(['12:15', '13:30', 4500]);
  },
  'A05 nearest 1 both': () => {
    const policy = rounding({ ...unit(1, 'nearest'), scope: 'both' });
    expect(span(['12:17:35-13:32:52'], policy)).toEqual(['12:18', '13:33', 4500]);
  },
  'A06 duration nearest 30': () => {
    expect([9001, 7525].map(seconds => roundSeconds(seconds, unit(30, 'nearest')))).toEqual([9000, 7200]);
  },
  'A07 no length, no rounding': () => {
    const policy = rounding(
      { ...unit(1, 'up'), scope: 'duration' },
      { ...unit(15, 'nearest'), scope: 'both' },
    );
    const result = compute(
      [aPunch('IN', at(`${MONDAY} 12:27:35`)), aPunch('OUT', at(`${MONDAY} 12:27:35`))],
      { policy },
    );
    expect(result.days[0]?.segments.map(({ startSec, endSec }) => [startSec, endSec])).toEqual([
      [at(`${MONDAY} 12:27:35`), at(`${MONDAY} 12:27:35`)],
    ]);
    expect(paid(result)).toBe(0);
  },
  'A08 nearest 15 exact': () => {
    expect(rounded(['08:06', '08:07:29', '08:07:30', '08:08'], unit(15, 'nearest'))).toEqual([
      '08:00',
      '08:00',
      '08:15',
      '08:15',
    ]);
  },
  'A09 nearest 5 exact': () => {
    expect(rounded(['08:07:29', '08:07:30', '08:05'], unit(5, 'nearest'))).toEqual([
      '08:05',
      '08:10',
      '08:05',
    ]);
  },
  'A10 nearest 1 exact': () => {
    expect(rounded(['08:00:29', '08:00:30', '08:00:59'], unit(1, 'nearest'))).toEqual([
      '08:00',
      '08:01',
      '08:01',
    ]);
  },
  'A11 down 15 grace 3': () => {
    expect(rounded(['16:58', '16:56', '17:11'], unit(15, 'down', 3))).toEqual(['17:00', '16:45', '17:00']);
  },
  'A12 negative lengths, half away from zero': () => {
    const lengths = [-(3600 + 7 * 60 + 29), -(3600 + 7 * 60 + 30)];
    expect(lengths.map(length => roundSeconds(length, unit(15, 'nearest')))).toEqual([-3600, -4500]);
  },
  'A13 in up 5 grace 3, out down 5 grace 3': () => {
    const policy = rounding({ ...unit(5, 'up', 3), scope: 'in' }, { ...unit(5, 'down', 3), scope: 'out' });
    expect(span(['08:03-16:46'], policy)).toEqual(['08:00', '16:45', hours(8.75)]);
  },
  'A14 day total down 15 grace 3': () => {
    expect(span(['08:03-17:12'], rounding({ ...unit(15, 'down', 3), scope: 'dayTotal' }))[2]).toBe(hours(9));
  },
  'A15 down 5 within 15 minutes of 08:00 and 17:00': () => {
    const onlyWithin = { windowMin: 15, in: '08:00', out: '17:00' };
    const policy = rounding({ ...unit(5, 'down'), scope: 'both', onlyWithin });
    expect(span(['08:12-17:12'], policy)).toEqual(['08:10', '17:10', hours(9)]);
    // At the edge of the window and beyond it.
    expect(span(['08:15:59-17:12'], policy).slice(0, 1)).toEqual(['08:15']);
    expect(span(['07:45-17:12'], policy).slice(0, 1)).toEqual(['07:45']);
    expect(span(['08:16:30-17:12'], policy).slice(0, 1)).toEqual(['08:16']);
  },
  'A16 a gap of 3 h is one shift': () => {
    const result = compute(worked(MONDAY, '07:00-11:00', '14:00-18:00'));
    expect(new Set(result.days[0]?.segments.map(({ shift }) => shift)).size).toBe(1);
    expect(paidByDate(result)).toEqual({ [MONDAY]: hours(8) });
  },
  'A17 a gap of 5 h is two shifts of one date': () => {
    const result = compute(worked(MONDAY, '07:00-11:00', '16:00-20:00'));
    expect(new Set(result.days[0]?.segments.map(({ shift }) => shift)).size).toBe(2);
    expect(paidByDate(result)).toEqual({ [MONDAY]: hours(8) });
  },
  'A18 shiftStart': () => {
    expect(paidByDate(compute(worked(D1, '23:00-06:00')))).toEqual({ [D1]: hours(7) });
  },
  'A19 shiftEnd': () => {
    const policy = aPolicy({ dayRule: 'shiftEnd' });
    expect(paidByDate(compute(worked(D1, '23:00-06:00'), { policy }))).toEqual({ [D2]: hours(7) });
  },
  'A20 majority': () => {
    const policy = aPolicy({ dayRule: 'majority' });
    expect(paidByDate(compute(worked(D1, '18:00-01:00'), { policy }))).toEqual({ [D1]: hours(7) });
    expect(paidByDate(compute(worked(D1, '23:00-06:00'), { policy }))).toEqual({ [D2]: hours(7) });
  },
  'A21 splitMidnight': () => {
    const policy = aPolicy({ dayRule: 'splitMidnight' });
    const result = compute(worked(D1, '18:00-02:00'), { policy });
    expect(paidByDate(result)).toEqual({ [D1]: hours(6), [D2]: hours(2) });
  },
  'A22 splitMidnight with an end at 24:00': () => {
    const policy = aPolicy({ dayRule: 'splitMidnight' });
    expect(paidByDate(compute(worked(D1, '16:00-00:00'), { policy }))).toEqual({ [D1]: hours(8) });
  },
  'A23 split over three dates': () => {
    const policy = aPolicy({ dayRule: 'splitMidnight', maxShiftMin: 3000 });
    const punches = [aPunch('IN', at(`${D1} 13:53`)), aPunch('OUT', at(`${nextDate(D1, 2)} 06:12`))];
    expect(Object.values(paidByDate(compute(punches, { policy })))).toEqual([36_420, 86_400, 22_320]);
  },
  'A24 nights over the change of clocks': () => {
    for (const [date, expected] of [
      ['2013-11-02', 9],
      ['2013-03-09', 7],
    ] as const) {
      const result = compute(workedIn(VANCOUVER, date, '22:00-06:00'), { zone: VANCOUVER });
      expect(paidByDate(result)).toEqual({ [date]: hours(expected) });
    }
  },
  'A25 the same with a pause at 01:00': () => {
    // The first 01:30: the pause is half an hour, and the elapsed rest of the night counts.
    for (const [date, expected] of [
      ['2013-11-02', 9],
      ['2013-03-09', 7],
    ] as const) {
      const punches = punchedIn(VANCOUVER, date, 'IN 22:00', 'OUT 01:00+1', 'IN 01:30+1', 'OUT 06:30+1');
      expect(paidByDate(compute(punches, { zone: VANCOUVER }))).toEqual({ [date]: hours(expected) });
    }
  },
  'A26 alternating taps': () => {
    const base = at(`${MONDAY} 12:00`);
    const taps = [-390, -300, -270, -90, 0].map(minute => aPunch('AUTO', base + minutes(minute)));
    const result = compute(taps);
    expect(result.days[0]?.segments.map(({ seconds }) => seconds)).toEqual([minutes(90), minutes(180)]);
    expect(paid(result)).toBe(hours(4.5));
    expect(findingCodes(result)).toEqual(['MISSING_OUT']);
    const imported = (hoursOf: 'firstInLastOut' | 'everyPair') =>
      paid(compute(taps, { policy: aPolicy({ importPairing: { kinds: 'alternating', hours: hoursOf } }) }));
    expect([imported('firstInLastOut'), imported('everyPair')]).toEqual([hours(6.5), hours(4.5)]);
  },
  'A27 margins of a shift': () => {
    const owned = ownership([aShift(MONDAY, '08:00-12:00')], { beforeMin: 60, afterMin: 60 });
    const owner = (time: string) => ownerOf(at(`${MONDAY} ${time}`), owned)?.id ?? null;
    expect([owner('07:00'), owner('13:00'), owner('13:01')]).toEqual([
      `${MONDAY} 08:00-12:00`,
      `${MONDAY} 08:00-12:00`,
      null,
    ]);
  },
  'A28 margins over midnight': () => {
    const [owned] = ownership([aShift(D1, '23:00-01:00')], { beforeMin: 60, afterMin: 60 });
    expect([owned?.fromSec, owned?.toSec]).toEqual([at(`${D1} 22:00`), at(`${D2} 02:00`)]);
    const policy = aPolicy({ shiftMatch: { beforeMin: 60, afterMin: 60 } });
    const punches = [aPunch('IN', at(`${D1} 23:00`)), aPunch('OUT', at(`${D2} 01:30`))];
    const result = compute(punches, { policy, shifts: [aShift(D1, '23:00-01:00')] });
    expect(paidByDate(result)).toEqual({ [D1]: hours(2.5) });
  },
  'A29 overlapping margins have one owner': () => {
    const shifts = [aShift(MONDAY, '08:00-12:00'), aShift(MONDAY, '12:30-16:30')];
    const owned = ownership(shifts, { beforeMin: 60, afterMin: 60 });
    const owner = (time: string) => ownerOf(at(`${MONDAY} ${time}`), owned)?.id;
    expect(['12:00', '12:01', '12:30'].map(owner)).toEqual([shifts[0]?.id, shifts[1]?.id, shifts[1]?.id]);
  },
  'A30 late and early beyond grace': () => {
    const policy = aPolicy({ attendance: { lateGraceMin: 60, earlyGraceMin: 60 } });
    const shifts = [aShift(MONDAY, '08:00-12:00')];
    const result = compute(worked(MONDAY, '09:30-10:30'), { policy, shifts });
    expect(findingCodes(result)).toEqual(['LATE', 'EARLY']);
    expect(findingCodes(compute(worked(MONDAY, '09:00-11:00'), { policy, shifts }))).toEqual([]);
  },
  'A31 automatic deduction after 6 h': () => {
    const policy = aPolicy({ autoDeduct: [{ afterMin: 360, deductMin: 60 }] });
    expect(paid(compute(worked(MONDAY, '08:00-17:00'), { policy }))).toBe(hours(8));
    expect(paid(compute(worked(MONDAY, '08:00-13:00'), { policy }))).toBe(hours(5));
  },
  'A32 a paid meal of up to 60 minutes': () => {
    const policy = aPolicy({ paidMeal: { maxMin: 60 } });
    const day = (start: string, end: string) =>
      paid(compute(punched(MONDAY, 'IN 08:00', ...meal(start, end), 'OUT 17:00'), { policy }));
    expect([day('12:00', '13:00'), day('12:00', '12:30'), day('12:00', '13:30')]).toEqual([
      hours(9),
      hours(9),
      hours(8.5),
    ]);
  },
  'A33 the first break is paid': () => {
    const punches = punched(
      MONDAY,
      'IN 08:00',
      ...pause('10:00', '10:15'),
      ...meal('12:00', '13:00'),
      ...pause('15:00', '15:15'),
      'OUT 17:30',
    );
    const unpaid = { break: { paidMaxMin: 0 } };
    expect(paid(compute(punches, { policy: aPolicy(unpaid) }))).toBe(hours(8));
    const policy = aPolicy({ ...unpaid, paidBreak: { maxMin: 15 } });
    expect(paid(compute(punches, { policy }))).toBe(hours(8.25));
  },
  'A34 daily tiers': () => {
    const daily = [8, 9, 10].map((after, index) => ({ afterMin: after * 60, rate: 1.5 + index / 2 }));
    const result = compute(worked(MONDAY, '08:00-20:00'), { policy: aPolicy({ ot: { daily } }) });
    expect(codeHours(result)).toEqual({ REG: 8, OT: 1, DT: 1, OT250: 2 });
  },
  'A35 daily overtime is at the end of the day': () => {
    const policy = aPolicy({ ot: { daily: OT_AFTER_8 } });
    const result = compute(worked(MONDAY, '08:00-12:00', '12:30-17:00'), { policy });
    expect(codeHours(result)).toEqual({ REG: 8, OT: 0.5 });
    const overtime = result.days[0]?.segments.find(({ code }) => code === 'OT');
    expect([overtime?.startSec, overtime?.endSec]).toEqual([at(`${MONDAY} 16:30`), at(`${MONDAY} 17:00`)]);
  },
  'A36 weekly tiers': () => {
    const weekly = [47, 59, 71].map((after, index) => ({ afterMin: after * 60, rate: 1.5 + index / 2 }));
    const result = compute(week(MONDAY, 12, 12, 12, 12, 12, 12), { policy: aPolicy({ ot: { weekly } }) });
    expect(result.days.map(codeHours)).toEqual([
      { REG: 12 },
      { REG: 12 },
      { REG: 12 },
      { REG: 11, OT: 1 },
      { OT: 11, DT: 1 },
      { DT: 11, OT250: 1 },
    ]);
  },
  'A37 daily and weekly without pyramiding': () => {
    const policy = aPolicy({ ot: { daily: OT_AFTER_8, weekly: [{ afterMin: 31 * 60, rate: 1.5 }] } });
    const result = compute(week(MONDAY, 12, 12, 12, 12), { policy });
    expect(result.days.map(codeHours)).toEqual([
      { REG: 8, OT: 4 },
      { REG: 8, OT: 4 },
      { REG: 8, OT: 4 },
      { REG: 7, OT: 5 },
    ]);
    const rules = result.days[3]?.segments.map(({ seconds, rules: chain }) => [seconds / 3600, chain.at(-1)]);
    expect(rules).toEqual([
      [7, 'day.shiftStart'],
      [1, 'ot.weekly#0'],
      [4, 'ot.daily#0'],
    ]);
  },
  'A38 seventh day in the week': () => {
    const policy = aPolicy({ ot: { seventhDay: { tiers: [{ afterMin: 0, rate: 1.5 }] } } });
    const result = compute(week(MONDAY, 12, 12, 12, 12, 12, 12, 12, 12), { policy });
    expect(result.days.map(codeHours).slice(5)).toEqual([{ REG: 12 }, { OT: 12 }, { REG: 12 }]);
  },
  'A39 premium windows': () => {
    const premium = (from: string, to: string) => aPolicy({ premiums: [{ code: 'NIGHT', from, to }] });
    const night = compute(worked(MONDAY, '14:00-17:30', '18:30-01:30'), {
      policy: premium('18:00', '03:00'),
    });
    expect(codeHours(night).NIGHT).toBe(7);
    const evening = compute(worked(MONDAY, '15:00-22:00'), { policy: premium('19:00', '24:00') });
    expect(codeHours(evening).NIGHT).toBe(3);
  },
  'A40 premium near the change of clocks': () => {
    const policy = aPolicy({ premiums: [{ code: 'NIGHT', from: '22:00', to: '24:00' }] });
    for (const [date, total] of [
      ['2013-03-10', 7],
      ['2013-11-02', 8],
    ] as const) {
      const result = compute(workedIn(VANCOUVER, date, '23:00-06:00'), { policy, zone: VANCOUVER });
      expect(codeHours(result)).toEqual({ REG: total, NIGHT: 1 });
    }
  },
  'A41 beyond the schedule': () => {
    const policy = aPolicy({ ot: { schedule: { rate: 1.5 } } });
    const shifts = [aShift(MONDAY, '08:00-17:00', { unpaidSec: 3600 })];
    const saturday = nextDate(MONDAY, 5);
    const punches = [...worked(MONDAY, '08:00-12:00', '13:00-18:00'), ...worked(saturday, '08:00-11:00')];
    expect(overtimeOf(compute(punches, { policy, shifts }))).toEqual([[['OT', 1]], [['OT', 3]]]);
  },
  "A42 the employer's tolerance": () => {
    const overtime = (employerToleranceMin: number) => {
      const policy = aPolicy({ ot: { schedule: { rate: 1.5 }, employerToleranceMin } });
      const shifts = [aShift(MONDAY, '08:00-17:00', { unpaidSec: 3600 })];
      return compute(worked(MONDAY, '07:55-12:00', '13:00-17:05'), { policy, shifts });
    };
    expect(codeHours(overtime(10))).toEqual({ REG: 490 / 60 });
    expect(codeHours(overtime(4)).OT).toBeCloseTo(10 / 60, 10);
  },
  'A43 far time zones': () => {
    const zone = 'Asia/Tokyo';
    const policy = aPolicy({ ot: { daily: OT_AFTER_8 }, autoDeduct: [{ afterMin: 360, deductMin: 60 }] });
    const punches = [aPunch('IN', at('2021-01-04 01:00')), aPunch('OUT', at('2021-01-04 12:00'))];
    const result = compute(punches, { policy, zone });
    expect(result.days.map(day => [formatDay(day.date), codeHours(day)])).toEqual([
      ['2021-01-04', { REG: 8, OT: 2 }],
    ]);
  },
  'A44 closing a forgotten stay by policy': () => {
    const policy = aPolicy({ autoClose: { toleranceMin: 60 } });
    const shifts = [aShift(MONDAY, '08:00-17:00', { unpaidSec: 3600 })];
    const punches = punched(MONDAY, 'IN 08:00', 'OUT 12:00', 'IN 13:00');
    const result = compute(punches, { policy, shifts });
    expect(result.days[0]?.segments.at(-1)?.endSec).toBe(at(`${MONDAY} 18:00`));
    expect([paid(result), findingCodes(result)]).toEqual([hours(9), ['AUTO_CLOSED']]);
    // Without the policy nothing is invented.
    const open = compute(punches, { shifts });
    expect([paid(open), findingCodes(open)]).toEqual([hours(4), ['MISSING_OUT']]);
  },
  'A45 biweekly periods': () => {
    const rule = { kind: 'biweekly', anchor: '2004-11-29', payLagDays: 0 } as const;
    const period = (date: string) => {
      const { startDay, endDay } = payPeriodOf(parseDay(date), rule, 'asIs', new Set());
      return `${formatDay(startDay)}..${formatDay(endDay - 1)}`;
    };
    expect(['2004-11-29', '2004-12-13', '2005-01-09', '2004-11-28'].map(period)).toEqual([
      '2004-11-29..2004-12-12',
      '2004-12-13..2004-12-26',
      '2004-12-27..2005-01-09',
      '2004-11-15..2004-11-28',
    ]);
  },
  'A46 semimonthly periods and paydays': () => {
    const rule = { kind: 'semimonthly', startDays: [1, 15], payDays: [25, 10] } as const;
    const period = (date: string) => {
      const found = payPeriodOf(
        parseDay(date),
        { ...rule, startDays: [1, 15], payDays: [25, 10] },
        'previousBusinessDay',
        new Set(),
      );
      return [formatDay(found.startDay), formatDay(found.endDay - 1), formatDay(found.payday)];
    };
    expect(['2004-02-03', '2004-02-29', '2004-03-15'].map(period)).toEqual([
      ['2004-02-01', '2004-02-14', '2004-02-25'],
      ['2004-02-15', '2004-02-29', '2004-03-10'],
      ['2004-03-15', '2004-03-31', '2004-04-09'],
    ]);
  },
  'A47 decimal hours as text': () => {
    expect(['8.20', '2.05', '1,5', '-8.20'].map(parseDecimalHours)).toEqual([29_520, 7380, 5400, -29_520]);
  },
  'A48 amounts to four places': () => {
    const amount = (rate: string, seconds: number) =>
      toDecimal(amountOf(seconds, parseDecimal(rate), 'exact'), 4);
    expect([amount('7360.34', 1234), amount('123.4567', 60)]).toEqual(['2522.9610', '2.0576']);
  },
  'A49 counting, not a union of intervals': () => {
    // Odoo marks the hours above 9 of a day and those above 40 of the week as intervals and takes their union: 5.0 h, because
    // Monday's tenth hour counts toward the 40 as well. FLSA and California count each hour once: 4 h.
    const policy = aPolicy({
      ot: { daily: [{ afterMin: 540, rate: 1.5 }], weekly: [{ afterMin: 2400, rate: 1.5 }] },
    });
    expect(codeHours(compute(week(MONDAY, 10, 8, 8, 8, 10), { policy }))).toEqual({ REG: 40, OT: 4 });
  },
};

describe('group A of payroll.md section 8', () => {
  it.each(Object.entries(VECTORS))('%s', (_name, check) => {
    check();
  });

  it('has every vector, A01 to A49, once', () => {
    const ids = Object.keys(VECTORS).map(name => name.slice(0, 3));
    expect(ids).toEqual(Array.from({ length: 49 }, (_, index) => `A${String(index + 1).padStart(2, '0')}`));
  });
});
