/** Every rule that can make or unmake a paid second. Each has a sentence in every language: explain/. */
export type RuleName =
  | 'correction'
  | 'pair.punches'
  | 'pair.auto-closed'
  | 'round.in'
  | 'round.out'
  | 'round.duration'
  | 'round.mealTotal'
  | 'round.dayTotal'
  | 'round.no-overlap'
  | 'pause.break-is-meal'
  | 'pause.meal.unpaid'
  | 'pause.meal.short-is-work'
  | 'pause.break.paid'
  | 'pause.break.unpaid'
  | 'add.paidMeal'
  | 'add.paidBreak'
  | 'day.shiftStart'
  | 'day.shiftEnd'
  | 'day.majority'
  | 'day.splitMidnight'
  | 'day.workdayStart'
  | 'day.rolling24'
  | 'deduct.auto'
  | 'deduct.statutory.sliding'
  | 'deduct.statutory.strict'
  | 'top-up.minShift'
  | 'job.changed'
  | 'ot.daily'
  | 'ot.schedule'
  | 'ot.employerTolerance'
  | 'ot.seventhDay'
  | 'ot.consecutive'
  | 'ot.weekly'
  | 'ot.biweekly'
  | 'premium';

/** A rule, with its place in the policy's list (`ot.daily#0`) or the correction's id where there are several. */
export type RuleId = RuleName | `${RuleName}#${string}`;

/** The two parts of a rule id. */
export function partsOf(id: RuleId): { name: RuleName; detail: string } {
  const border = id.indexOf('#');
  // The template type says that what stands before '#' is a name; only the compiler cannot split a string.
  return border < 0
    ? { name: id as RuleName, detail: '' }
    : { name: id.slice(0, border) as RuleName, detail: id.slice(border + 1) };
}

/** The field of the policy that a rule comes from, as its sources name it. */
export function policyField(name: RuleName): string | null {
  switch (name) {
    case 'correction':
    case 'pair.punches':
    case 'round.no-overlap':
    case 'job.changed':
      return null;
    case 'pair.auto-closed':
      return 'autoClose';
    case 'round.in':
    case 'round.out':
    case 'round.duration':
    case 'round.mealTotal':
    case 'round.dayTotal':
      return 'rounding';
    case 'pause.break-is-meal':
      return 'breakIsMealFromMin';
    case 'pause.meal.unpaid':
    case 'pause.meal.short-is-work':
      return 'meal';
    case 'pause.break.paid':
    case 'pause.break.unpaid':
      return 'break';
    case 'add.paidMeal':
      return 'paidMeal';
    case 'add.paidBreak':
      return 'paidBreak';
    case 'day.shiftStart':
    case 'day.shiftEnd':
    case 'day.majority':
    case 'day.splitMidnight':
    case 'day.workdayStart':
    case 'day.rolling24':
      return 'dayRule';
    case 'deduct.auto':
      return 'autoDeduct';
    case 'deduct.statutory.sliding':
    case 'deduct.statutory.strict':
      return 'statutoryBreak';
    case 'top-up.minShift':
      return 'minShift';
    case 'ot.employerTolerance':
      return 'ot.employerToleranceMin';
    case 'ot.daily':
    case 'ot.schedule':
    case 'ot.seventhDay':
    case 'ot.consecutive':
    case 'ot.weekly':
    case 'ot.biweekly':
      return name;
    case 'premium':
      return 'premiums';
  }
}
