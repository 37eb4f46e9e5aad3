import { add, atLeastZero, hoursOf, multiply, type Rational, subtract, whole } from './rational.ts';

/**
 * Split-shift premium of a day: what is missing to the minimum wage for one hour more than was worked, by the Labor Commissioner's own
 * example (IWC Wage Orders section 4(C)). Use the higher of state and local minimum wage.
 */
export function splitShiftPremium(minimumWage: Rational, workedSec: number, pay: Rational): Rational {
  return atLeastZero(subtract(multiply(minimumWage, add(hoursOf(workedSec), whole(1))), pay));
}
