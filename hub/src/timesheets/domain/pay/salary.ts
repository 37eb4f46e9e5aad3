import { divide, hoursOf, multiply, type Rational, whole } from './rational.ts';

/** A salary for a part of the year as one for a week: monthly × 12 ÷ 52 (29 CFR 778.113(b)). */
export function weeklySalary(salary: Rational, periodsPerYear: number): Rational {
  return divide(multiply(salary, whole(periodsPerYear)), whole(52));
}

/** Regular rate of a salary that is for so many hours (29 CFR 778.113(a)). */
export function salaryRate(salary: Rational, forSeconds: number): Rational {
  return divide(salary, hoursOf(forSeconds));
}
