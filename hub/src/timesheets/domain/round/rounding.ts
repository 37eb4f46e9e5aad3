import type { RuleId } from '../rules/rule-id.ts';
import type { LocalDay } from '../time/civil.ts';

/**
 * What one application of a rounding rule gave the person (positive) or took (negative): paid seconds of the stay, or of the day for
 * a day's total, after it less those before it. An application that changed nothing is listed with 0, because whether rounding is
 * neutral is judged over all of them (29 CFR 785.48(b)).
 */
export interface Rounding {
  rule: RuleId;
  seconds: number;
}

const NONE: readonly Rounding[] = [];

/** Roundings by assigned date, in the order they were applied. */
export class DayRoundings {
  readonly #byDay = new Map<LocalDay, Rounding[]>();

  add(date: LocalDay, rounding: Rounding): void {
    const day = this.#byDay.get(date);
    if (day) day.push(rounding);
    else this.#byDay.set(date, [rounding]);
  }

  of(date: LocalDay): readonly Rounding[] {
    return this.#byDay.get(date) ?? NONE;
  }
}
