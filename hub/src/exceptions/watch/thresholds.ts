/** From when on what does not happen is worth somebody's time. */
export const WATCH_THRESHOLDS = {
  /** A break of somebody whose shift plans none. */
  breakSeconds: 60 * 60,
  /** What a break may be longer than the planned one. */
  breakGraceSeconds: 5 * 60,
  /** So long before the policy's limit of a day is reached somebody can still send the person home. */
  limitLeadSeconds: 30 * 60,
  /** So long after its beginning a span of needed people may be short: they are at the gate. */
  coverageGraceSeconds: 10 * 60,
} as const;

/** A longer stay is a forgotten clock-out, which the day says (`OPEN_STAY_SECONDS` of the schedule). */
export const STAY_SECONDS_MAX = 16 * 3_600;
/** Most people of one kind that one look tells of: at a site where nobody taps, something else is wrong, and told. */
export const WATCH_PEOPLE_MAX = 1_000;
