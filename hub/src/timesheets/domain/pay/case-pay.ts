import type { Policy } from '@tapclock/contracts';
import { isWorked, type Segment, sumSeconds } from '../breaks/segment.ts';
import { REGULAR_RATE_CODES } from '../findings/penalties.ts';
import { spanStart } from '../overtime/span-start.ts';
import { spanDays } from '../overtime/week-record.ts';
import type { DayRecord, HoursResult, WeekRecord } from '../result.ts';
import { partsOf } from '../rules/rule-id.ts';
import type { LocalDay } from '../time/civil.ts';
import { amountOf } from './amounts.ts';
import { type PayLine, type PayRates, PaySheet } from './pay-sheet.ts';
import { add, divide, multiply, parseDecimal, type Rational, whole, ZERO } from './rational.ts';
import { type WorkweekEarnings, workweekPay } from './regular-rate.ts';
import { salaryRate } from './salary.ts';
import { splitShiftPremium } from './split-shift.ts';

export interface WeekPay {
  startDay: LocalDay;
  regularRate: Rational;
  lines: readonly PayLine[];
  total: Rational;
}

/** Pay of every workweek: straight time by job, premiums, bonuses, overtime on the regular rate, penalties (payroll.md 1.3, 2). */
export function payOf(result: HoursResult, policy: Policy, rates: PayRates): WeekPay[] {
  return [...result.weeks, ...bonusWeeks(result.weeks, policy, rates)]
    .sort((a, b) => a.startDay - b.startDay)
    .map(week => weekPay(week, result, policy, rates));
}

/** Weeks that have a bonus and nothing else: it is paid all the same. */
function bonusWeeks(weeks: readonly WeekRecord[], policy: Policy, { bonuses }: PayRates): WeekRecord[] {
  const known = new Set(weeks.map(({ startDay }) => startDay));
  const starts = new Set(
    bonuses.map(({ date }) => spanStart(date, policy)).filter(start => !known.has(start)),
  );
  return [...starts].map(startDay => ({
    startDay,
    endDay: startDay + spanDays(policy),
    segments: [],
    workedSeconds: 0,
    codes: [],
  }));
}

function weekPay(week: WeekRecord, result: HoursResult, policy: Policy, rates: PayRates): WeekPay {
  const days = result.days.filter(({ date }) => date >= week.startDay && date < week.endDay);
  const sheet = new PaySheet(policy, rates);
  const straight = straightTime(week.segments);
  const salary =
    rates.salary === null || week.codes.length === 0
      ? hourlyTime(straight, sheet)
      : salaryTime(straight, rates.salary, sheet);
  const premiums = premiumPay(days, policy, sheet);
  const bonuses = bonusPay(week, rates, sheet);
  const overtime = straight
    .filter(({ percent }) => percent > 100)
    .map(({ seconds, percent, job }) => ({ seconds, percent, job }));
  const earnings: WorkweekEarnings = {
    straight: salary.straight,
    included: [premiums.included, bonuses.production].reduce(add, salary.included),
    flatSum: bonuses.flatSum,
    creditable: premiums.creditable,
    overtime,
  };
  const pay = workweekPay(earnings, policy.pay);
  sheet.overtime(overtime, pay, earnings);
  extraPay(days, result, pay.compensationRate, sheet);
  const total = sheet.lines.reduce((sum, { amount }) => add(sum, amount), ZERO);
  return { startDay: week.startDay, regularRate: pay.regularRate, lines: sheet.lines, total };
}

interface StraightTime {
  code: string;
  job: string | null;
  percent: number;
  seconds: number;
}

/** Worked seconds by bucket and job, in order of appearance. */
function straightTime(segments: readonly Segment[]): StraightTime[] {
  const sums = new Map<string, StraightTime>();
  for (const segment of segments) {
    if (!isWorked(segment)) continue;
    const { code, job, seconds, rate } = segment;
    const key = `${code} ${job ?? ''}`;
    const sum = sums.get(key);
    if (sum) sum.seconds += seconds;
    else sums.set(key, { code, job, percent: Math.round(rate * 100), seconds });
  }
  return [...sums.values()];
}

type PaidTime = Pick<WorkweekEarnings, 'straight' | 'included'>;

function hourlyTime(times: readonly StraightTime[], sheet: PaySheet): PaidTime {
  for (const { code, job, seconds } of times) sheet.time(code, job, seconds, sheet.rateOf(job));
  return {
    straight: times.map(({ seconds, job }) => ({ seconds, rate: sheet.rateOf(job) })),
    included: ZERO,
  };
}

/** The salary pays its own hours; those beyond them are paid at the rate it makes. */
function salaryTime(
  times: readonly StraightTime[],
  { weekly, forSec }: NonNullable<PayRates['salary']>,
  sheet: PaySheet,
): PaidTime {
  const workedSec = times.reduce((sum, { seconds }) => sum + seconds, 0);
  const beyondSec = forSec === null ? 0 : Math.max(0, workedSec - forSec);
  const rate = forSec === null ? ZERO : sheet.rounded(salaryRate(weekly, forSec));
  sheet.sum('SALARY', weekly);
  if (beyondSec > 0) sheet.time('BEYOND_SALARY', null, beyondSec, rate);
  const straight = [
    { seconds: workedSec - beyondSec, rate: ZERO },
    { seconds: beyondSec, rate },
  ];
  return { straight, included: weekly };
}

function premiumPay(days: readonly DayRecord[], policy: Policy, sheet: PaySheet) {
  const sums = { included: ZERO, creditable: ZERO };
  const byRule = new Map<string, { index: number; job: string | null; seconds: number }>();
  for (const { rule, job, seconds } of days.flatMap(day => day.overlays)) {
    const key = `${rule} ${job ?? ''}`;
    const sum = byRule.get(key) ?? { index: Number(partsOf(rule).detail), job, seconds: 0 };
    sum.seconds += seconds;
    byRule.set(key, sum);
  }
  for (const { index, job, seconds } of byRule.values()) {
    const rule = policy.premiums[index];
    if (!rule || (rule.percent === 0 && rule.perHour === undefined)) continue;
    const share = divide(parseDecimal(rule.percent), whole(100));
    const rate = add(multiply(sheet.rateOf(job), share), parseDecimal(rule.perHour ?? 0));
    const amount = sheet.time(rule.code, job, seconds, rate);
    if (rule.regularRate !== 'excluded') sums[rule.regularRate] = add(sums[rule.regularRate], amount);
  }
  return sums;
}

function bonusPay(week: WeekRecord, rates: PayRates, sheet: PaySheet) {
  const sums = { production: ZERO, flatSum: ZERO, discretionary: ZERO };
  for (const { date, amount, kind } of rates.bonuses) {
    if (date < week.startDay || date >= week.endDay) continue;
    sums[kind] = add(sums[kind], amount);
    sheet.sum('BONUS', amount);
  }
  return sums;
}

/** Extra pay at the regular rate (Ferra v. Loews, Cal. 2021), leave and top-ups at the hourly rate, split shifts by the day. */
function extraPay(
  days: readonly DayRecord[],
  result: HoursResult,
  compensationRate: Rational,
  sheet: PaySheet,
): void {
  const { rates } = sheet;
  // A week without work has no regular rate: who was only sent home is paid at the hourly rate.
  const owedRate = compensationRate.numerator === 0n ? rates.hourly : compensationRate;
  for (const day of days) {
    for (const { code, seconds, kind } of day.codes) {
      if (kind !== 'extra') continue;
      sheet.time(code, null, seconds, REGULAR_RATE_CODES.has(code) ? owedRate : rates.hourly);
    }
    const isSplit = result.findings.some(({ code, date }) => code === 'SPLIT_SHIFT' && date === day.date);
    if (!isSplit || rates.minimumWage === null) continue;
    const worked = day.segments.filter(isWorked);
    const pay = worked.reduce(
      (sum, { seconds, job }) => add(sum, amountOf(seconds, sheet.rateOf(job), 'exact')),
      ZERO,
    );
    sheet.sum('SPLIT_SHIFT_PREMIUM', splitShiftPremium(rates.minimumWage, sumSeconds(worked, isWorked), pay));
  }
}
