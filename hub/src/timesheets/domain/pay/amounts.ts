import { hundredthHours } from '../time/decimal-hours.ts';
import { hoursOf, multiply, type Rational, roundTo } from './rational.ts';

/**
 * What seconds cost. `exact`: rational hours times rate, to be rounded once per line. `decimal`: hours rounded to 0.01 first, then
 * the product to cents, which is how a payroll system that only gets decimal hours will reckon.
 */
export function amountOf(seconds: number, rate: Rational, mode: 'exact' | 'decimal'): Rational {
  if (mode === 'exact') return multiply(hoursOf(seconds), rate);
  return roundTo(multiply({ numerator: BigInt(hundredthHours(seconds)), denominator: 100n }, rate), 2);
}
