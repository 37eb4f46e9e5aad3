import {
  add,
  atLeastZero,
  divide,
  hoursOf,
  multiply,
  type Rational,
  roundTo,
  subtract,
  whole,
  ZERO,
} from './rational.ts';

/** One workweek's earnings. Seconds and exact money. */
export interface WorkweekEarnings {
  /** Every hour worked at its straight rate; 0 where a piece rate or salary pays it. */
  straight: readonly { seconds: number; rate: Rational }[];
  /** Includable pay beside it: production bonuses, piece rates, commissions, shift differentials. */
  included: Rational;
  /** Bonuses of a fixed sum however much is worked, such as for attendance. */
  flatSum: Rational;
  /** Premiums that 29 USC 207(e)(5) to (7) excludes and credits against overtime due. */
  creditable: Rational;
  /** Hours among the above that are overtime; `percent` is 150 for time and a half. */
  overtime: readonly { seconds: number; percent: number }[];
}

export interface RegularRateOptions {
  /** `regularHours`: a flat sum is spread over regular hours only and multiplied in full (Alvarado v. Dart, Cal. 2018). */
  flatSumBonus: 'allHours' | 'regularHours';
  /** Regulations round the rate to cents before they multiply; exact otherwise. */
  roundRateFirst: boolean;
}

export interface WorkweekPay {
  /** Includable pay per hour worked (29 CFR 778.109); nothing when nothing was worked. */
  regularRate: Rational;
  /** The same with flat sums where they are spread over regular hours: what a meal premium is paid at (Ferra v. Loews). */
  compensationRate: Rational;
  straightPay: Rational;
  /** Beyond straight pay, after the credit. */
  overtimePay: Rational;
  total: Rational;
}

/** Straight pay, regular rate and overtime pay of one workweek (29 CFR 778.107 to .115). */
export function workweekPay(earnings: WorkweekEarnings, options: RegularRateOptions): WorkweekPay {
  const { straight, included, flatSum, creditable, overtime } = earnings;
  const straightPay = straight.reduce(
    (sum, { seconds, rate }) => add(sum, multiply(hoursOf(seconds), rate)),
    ZERO,
  );
  const totalSec = straight.reduce((sum, { seconds }) => sum + seconds, 0);
  const overtimeSec = overtime.reduce((sum, { seconds }) => sum + seconds, 0);
  const spread = options.flatSumBonus === 'allHours';
  const includable = add(add(straightPay, included), spread ? flatSum : ZERO);
  const exact = totalSec === 0 ? ZERO : divide(includable, hoursOf(totalSec));
  const regularRate = options.roundRateFirst ? roundTo(exact, 2) : exact;
  let due = overtime.reduce(
    (sum, { seconds, percent }) =>
      add(sum, multiply(hoursOf(seconds), extraRate(regularRate, percent, options))),
    ZERO,
  );
  const regularSec = totalSec - overtimeSec;
  let compensationRate = regularRate;
  if (!spread && regularSec > 0) {
    const perHour = divide(flatSum, hoursOf(regularSec));
    compensationRate = add(regularRate, perHour);
    for (const { seconds, percent } of overtime)
      due = add(due, multiply(multiply(perHour, percentOf(percent)), hoursOf(seconds)));
  }
  const overtimePay = atLeastZero(subtract(due, creditable));
  const total = [included, flatSum, creditable, overtimePay].reduce(add, straightPay);
  return { regularRate, compensationRate, straightPay, overtimePay, total };
}

/** What an overtime hour pays beyond its straight hour. */
export function extraRate(
  regularRate: Rational,
  percent: number,
  { roundRateFirst }: Pick<RegularRateOptions, 'roundRateFirst'>,
): Rational {
  if (!roundRateFirst) return multiply(regularRate, percentOf(percent - 100));
  return subtract(roundTo(multiply(regularRate, percentOf(percent)), 2), regularRate);
}

function percentOf(percent: number): Rational {
  return divide(whole(percent), whole(100));
}
