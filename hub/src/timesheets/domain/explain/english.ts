import type { OvertimeTier, PremiumRule, RoundingRule } from '@tapclock/contracts';
import { type EngineFindingCode, isEngineFinding } from '../findings/finding.ts';
import { lengthOfMinutes, type Phrasebook, type PhraseDetails } from './phrasebook.ts';

const MODES: Record<RoundingRule['mode'], string> = {
  nearest: 'to the nearest',
  up: 'up to',
  down: 'down to',
};

const BEGUN: Record<PremiumRule['begun'], string> = {
  anyDay: '',
  dayBefore: ', of work begun the day before',
  sameDay: ', of work begun that day',
};

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

function rounding({ policy, index }: PhraseDetails): string {
  const rule = policy.rounding[index];
  if (!rule) return 'rounded';
  const grace = rule.graceMin > 0 ? ` with ${rule.graceMin} min grace` : '';
  const within = rule.onlyWithin ? `, only within ${rule.onlyWithin.windowMin} min of its target` : '';
  return `rounded ${MODES[rule.mode]} ${rule.unitMin} min${grace}${within}`;
}

function over(tier: OvertimeTier | undefined, per: string): string {
  return tier ? `over ${lengthOfMinutes(tier.afterMin)} ${per}, paid ${tier.rate} times` : `overtime ${per}`;
}

/** English. */
export const ENGLISH: Phrasebook = {
  rules: {
    correction: ({ correction }) => `corrected by ${correction.by}: ${correction.why}`,
    'pair.punches': ({ clockIn, clockOut }) => `clocked in ${clockIn} and out ${clockOut}`,
    'pair.auto-closed': ({ clockIn, policy }) =>
      `clocked in ${clockIn}, never out; ended by policy at the planned hours plus ${policy.autoClose?.toleranceMin ?? 0} min`,
    'round.in': details => `clock-in ${rounding(details)}`,
    'round.out': details => `clock-out ${rounding(details)}`,
    'round.duration': details => `length ${rounding(details)}`,
    'round.mealTotal': details => `meal ${rounding(details)}`,
    'round.dayTotal': details => `the day's total ${rounding(details)}`,
    'round.no-overlap': () => 'begins where the stay before ends after rounding',
    'pause.break-is-meal': ({ policy }) =>
      `break of ${Math.max(policy.breakIsMealFromMin ?? 0, policy.meal.minUnpaidMin)} min or more, read as a meal`,
    'pause.meal.unpaid': ({ policy }) => `meal of ${policy.meal.minUnpaidMin} min or more, unpaid`,
    'pause.meal.short-is-work': ({ policy }) =>
      `meal of less than ${policy.meal.minUnpaidMin} min counts as work`,
    'pause.break.paid': ({ policy }) => `break of up to ${policy.break.paidMaxMin} min, paid`,
    'pause.break.unpaid': ({ policy }) =>
      policy.break.paidMaxMin === 0 ? 'break, unpaid' : `break beyond ${policy.break.paidMaxMin} min, unpaid`,
    'add.paidMeal': ({ policy }) => `meal paid up to ${policy.paidMeal?.maxMin ?? 0} min`,
    'add.paidBreak': ({ policy }) => `break paid up to ${policy.paidBreak?.maxMin ?? 0} min`,
    'day.shiftStart': ({ date }) => `counted on ${date}, when the shift began`,
    'day.shiftEnd': ({ date }) => `counted on ${date}, when the shift ended`,
    'day.majority': ({ date }) => `counted on ${date}, when most of the shift was worked`,
    'day.splitMidnight': ({ date }) => `counted on ${date}, cut at midnight`,
    'day.workdayStart': ({ date, policy }) => `counted on ${date}, the workday from ${policy.workdayStart}`,
    'day.rolling24': ({ date }) => `counted on ${date}, within 24 hours of that workday's first work`,
    'deduct.auto': ({ policy, index }) =>
      `deducted: ${policy.autoDeduct[index]?.deductMin ?? 0} min of a day of ${lengthOfMinutes(policy.autoDeduct[index]?.afterMin ?? 0)} or more`,
    'deduct.statutory.sliding': () =>
      'deducted: statutory break that was not taken, no more than brings the work within the limit',
    'deduct.statutory.strict': () => 'deducted: statutory break that was not taken, in full',
    'top-up.minShift': ({ policy }) =>
      `shift topped up to ${lengthOfMinutes(policy.minShift?.minMin ?? 0)}, not worked`,
    'job.changed': ({ segment }) => (segment.job === null ? 'booked on no job' : `booked on ${segment.job}`),
    'ot.daily': ({ policy, index }) => over(policy.ot.daily[index], 'in the day'),
    'ot.schedule': ({ policy }) =>
      `beyond the planned hours of the day, paid ${policy.ot.schedule?.rate ?? 1} times`,
    'ot.employerTolerance': ({ policy }) =>
      `overtime of no more than ${policy.ot.employerToleranceMin} min in the day is regular time`,
    'ot.seventhDay': ({ policy, index }) =>
      over(
        policy.ot.seventhDay?.tiers[index],
        `on day ${policy.ot.seventhDay?.nth ?? 7} in a row of the workweek`,
      ),
    'ot.consecutive': ({ policy, index }) => over(policy.ot.consecutive[index], 'in a row'),
    'ot.weekly': ({ policy, index }) => over(policy.ot.weekly[index], 'in the workweek'),
    'ot.biweekly': ({ policy, index }) => over(policy.ot.biweekly[index], 'in 14 days'),
    premium: ({ policy, index }) => {
      const rule = policy.premiums[index];
      if (!rule) return 'premium';
      const days = rule.days === null ? '' : ` on ${rule.days.map(day => WEEKDAYS[day - 1]).join(', ')}`;
      const holidays = rule.holidaysOnly ? ' on holidays' : '';
      const over = rule.overMin > 0 ? `, where that is more than ${lengthOfMinutes(rule.overMin)}` : '';
      return `premium ${rule.code} for local time from ${rule.from} to ${rule.to}${days}${holidays}${BEGUN[rule.begun]}${over}`;
    },
  },
  regular: 'regular time',
  paid: code => `paid as ${code}`,
  unpaid: 'not paid',
  findings: ({ code }, amount, limit) =>
    isEngineFinding(code) ? FINDINGS[code](amount, limit) : `${code}: ${amount} over ${limit}`,
};

const FINDINGS: Record<EngineFindingCode, (amount: string, limit: string) => string> = {
  DUPLICATE: () => 'the same tap again; the first counts',
  MISSING_OUT: () => 'no clock-out: nothing is paid for this stay until somebody says when it ended',
  MISSING_IN: () => 'does not follow a clock-in: nothing is paid for it',
  MISSING_PAUSE_START: () => 'the end of a pause that nobody began; ignored',
  MISSING_PAUSE_END: () => 'a pause whose end was not recorded',
  STILL_OPEN: () => 'still at work; counted when clocked out',
  AUTO_CLOSED: () => 'no clock-out: the policy ended this stay',
  CORRECTION_WITHOUT_PUNCH: () => 'a correction of a punch that is not there',
  LATE: amount => `${amount} late`,
  EARLY: amount => `left ${amount} early`,
  NO_SHOW: amount => `did not come to a planned shift of ${amount}`,
  BREAK_NOT_TAKEN: (amount, limit) => `${amount} of the ${limit} of break that are due were not taken`,
  BREAK_LATE: (amount, limit) => `${amount} more than ${limit} of work in a row without a break`,
  MEAL_LATE: (amount, limit) => `the meal began ${amount} after the end of ${limit}`,
  MEAL_LATE_UNSETTLED: (amount, limit) =>
    `the meal began ${amount} after ${limit} elapsed, but not after as much work: the law leaves this open`,
  MEAL_SHORT: (amount, limit) => `the meal was ${amount} shorter than ${limit}`,
  MEAL_MISSED: (_amount, limit) => `no meal; it was due by ${limit}`,
  MEAL_NEAR_EDGE: (amount, limit) =>
    `the meal was ${amount} nearer than ${limit} to the start or the end of the shift; that far where practical`,
  REST_BREAK_MISSED: (amount, limit) => `${amount} of ${limit} of rest breaks were not punched`,
  SPLIT_SHIFT: amount => `the day was split by ${amount} off`,
  SENT_HOME_EARLY: (amount, limit) =>
    `came for planned work and was sent home ${amount} short of the ${limit} that are paid at least`,
  REST_SHORT: (amount, limit) => `${amount} short of ${limit} of rest before this work`,
  WEEKLY_REST_MISSING: (_amount, limit) => `no rest of ${limit} within seven days`,
  MINOR_DAY_LIMIT: (amount, limit) => `${amount} over the ${limit} a young person may work in a day`,
  MINOR_WEEK_LIMIT: (amount, limit) => `${amount} over the ${limit} a young person may work in a week`,
  MINOR_REST_SHORT: (amount, limit) => `${amount} short of the ${limit} of rest a young person must have`,
  MINOR_HOURS: amount => `${amount} outside the hours a young person may work`,
};
