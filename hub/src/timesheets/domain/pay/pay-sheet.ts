import type { Policy } from '@tapclock/contracts';
import type { LocalDay } from '../time/civil.ts';
import { amountOf } from './amounts.ts';
import { add, type Rational, roundTo, subtract, ZERO } from './rational.ts';
import { extraRate, type WorkweekEarnings, type WorkweekPay } from './regular-rate.ts';

/** What a person is paid per hour, exact money. */
export interface PayRates {
  hourly: Rational;
  /** Weekly; `forSec` null: straight pay for however many hours are worked. */
  salary: { weekly: Rational; forSec: number | null } | null;
  jobs: ReadonlyMap<string, Rational>;
  minimumWage: Rational | null;
  bonuses: readonly { date: LocalDay; amount: Rational; kind: 'production' | 'flatSum' | 'discretionary' }[];
}

/** One line of pay; the amount is rounded to cents, once. */
export interface PayLine {
  code: string;
  job: string | null;
  seconds: number | null;
  /** Per hour; null for a sum. */
  rate: Rational | null;
  amount: Rational;
}

/** Collects lines, each rounded to cents once. */
export class PaySheet {
  readonly lines: PayLine[] = [];
  readonly #policy: Policy;
  readonly rates: PayRates;

  constructor(policy: Policy, rates: PayRates) {
    this.#policy = policy;
    this.rates = rates;
  }

  rateOf(job: string | null): Rational {
    return (job === null ? undefined : this.rates.jobs.get(job)) ?? this.rates.hourly;
  }

  /** To cents where rates are rounded before anything is multiplied. */
  rounded(rate: Rational): Rational {
    return this.#policy.pay.roundRateFirst ? roundTo(rate, 2) : rate;
  }

  /** Adds a line; answers its exact amount for sums that are not rounded yet. */
  time(code: string, job: string | null, seconds: number, rate: Rational): Rational {
    const amount = amountOf(seconds, rate, this.#policy.pay.amounts);
    this.lines.push({ code, job, seconds, rate, amount: roundTo(amount, 2) });
    return amount;
  }

  sum(code: string, amount: Rational): void {
    if (amount.numerator === 0n) return;
    this.lines.push({ code, job: null, seconds: null, rate: null, amount: roundTo(amount, 2) });
  }

  /** Overtime beyond straight pay: on the regular rate, less what premiums already credit; or on the rate of the job done then. */
  overtime(
    overtime: readonly { seconds: number; percent: number; job: string | null }[],
    pay: WorkweekPay,
    { creditable }: WorkweekEarnings,
  ): void {
    const { overtimeBasis, roundRateFirst } = this.#policy.pay;
    if (overtimeBasis === 'regularRate') {
      this.sum('OVERTIME_EXTRA', pay.overtimePay);
      return;
    }
    const due = overtime.reduce((sum, { seconds, percent, job }) => {
      const rate = extraRate(this.rateOf(job), percent, { roundRateFirst });
      return add(sum, amountOf(seconds, rate, 'exact'));
    }, ZERO);
    const rest = subtract(due, creditable);
    if (rest.numerator > 0n) this.sum('OVERTIME_EXTRA', rest);
  }
}
