/** What somebody may take of a kind of leave in a year, in minutes. */
export interface Entitlement {
  grantedMinutes: number;
  carriedMinutes: number;
  /** Last date on which what was carried over can be taken; null: it stays. */
  carriedUntil: string | null;
}

/** Leave of that kind and year on one date. */
export interface LeaveUse {
  date: string;
  minutes: number;
  /** false: it is asked for and not decided. */
  isGranted: boolean;
}

/** How much of it is where, in minutes. */
export interface BalanceMinutes {
  taken: number;
  planned: number;
  asked: number;
  lapsed: number;
  left: number;
}

export const NO_ENTITLEMENT: Entitlement = { grantedMinutes: 0, carriedMinutes: 0, carriedUntil: null };

/**
 * Where the leave of a year stands on a date. What was carried over is taken first, while it can be: by leave on dates up to its end, however
 * late it was asked for. `left` is what nobody has asked for yet; below zero where more was given than there is.
 */
export function balanceOn(
  today: string,
  entitlement: Entitlement,
  uses: readonly LeaveUse[],
): BalanceMinutes {
  const granted = uses.filter(({ isGranted }) => isGranted);
  const { carriedUntil, carriedMinutes, grantedMinutes } = entitlement;
  const carriedUsed = Math.min(carriedMinutes, sum(uses.filter(use => isInTime(use, carriedUntil))));
  const lapsed = carriedUntil !== null && carriedUntil < today ? carriedMinutes - carriedUsed : 0;
  return {
    taken: sum(granted.filter(({ date }) => date <= today)),
    planned: sum(granted.filter(({ date }) => date > today)),
    asked: sum(uses.filter(({ isGranted }) => !isGranted)),
    lapsed,
    left: grantedMinutes + carriedMinutes - lapsed - sum(uses),
  };
}

/**
 * Minutes by which leave goes beyond what there is, whatever the date of today: what is carried over serves dates up to its end alone,
 * so leave in summer cannot use what lapses in spring.
 */
export function minutesBeyond(entitlement: Entitlement, uses: readonly LeaveUse[]): number {
  const { carriedUntil, carriedMinutes, grantedMinutes } = entitlement;
  const inTime = sum(uses.filter(use => isInTime(use, carriedUntil)));
  const ofGranted = sum(uses) - Math.min(carriedMinutes, inTime);
  return Math.max(0, ofGranted - grantedMinutes);
}

/** Minutes as days of a length, to hundredths, for reading. */
export function inDays(minutes: number, dayMinutes: number): number {
  return Math.round((minutes / dayMinutes) * 100) / 100;
}

function isInTime({ date }: LeaveUse, until: string | null): boolean {
  return until === null || date <= until;
}

function sum(uses: readonly LeaveUse[]): number {
  return uses.reduce((minutes, use) => minutes + use.minutes, 0);
}
