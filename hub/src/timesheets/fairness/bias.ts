import type { BiasAlarm, RoundingBias } from '@tapclock/contracts';

/** Sums over the applications of rounding rules, in seconds; positive where they were given to the person. */
export interface RoundingSums {
  applications: number;
  /** Applications that took something, and that gave something. */
  losses: number;
  gains: number;
  takenSeconds: number;
  givenSeconds: number;
  sumOfSquares: number;
}

/** Fewer applications say nothing yet, however far they lean. */
const APPLICATIONS_MIN = 30;
/** By chance alone a fair rule leans further than this about three times in a thousand. */
const Z_MAX = 3;
/** A rule that took this often and never gave needs no statistics. */
const ONE_SIDED_MIN = 10;

/**
 * What rounding did, and whether it leans. Rounding is lawful while it is neutral over time: "it will not result, over a period of
 * time, in failure to compensate the employees properly for all the time they have actually worked" (29 CFR 785.48(b)). Neutral
 * means that each amount could as well have had the other sign. Were the signs of n amounts thrown by a coin, their sum would have
 * mean 0 and variance Σx², whatever the amounts are; so z = Σx / √Σx² (the sign-flip test) asks exactly that. It needs no
 * assumption of how large roundings are, needs no unit, and, unlike counting minutes, does not call a large site unfair for a few
 * seconds that even out. Of a thousand fair rules or people, about three alarm nevertheless: an alarm is a reason to look at the sums.
 */
export function biasOf(sums: RoundingSums): RoundingBias {
  const { applications, takenSeconds, givenSeconds, sumOfSquares } = sums;
  const sumSeconds = givenSeconds - takenSeconds;
  const z = sumOfSquares === 0 ? null : sumSeconds / Math.sqrt(sumOfSquares);
  return {
    applications,
    givenSeconds,
    takenSeconds,
    sumSeconds,
    meanSeconds: applications === 0 ? 0 : sumSeconds / applications,
    sumOfSquares,
    z,
    alarm: alarmOf(sums, z),
  };
}

function alarmOf({ applications, losses, gains }: RoundingSums, z: number | null): BiasAlarm | null {
  if (gains === 0 && losses >= ONE_SIDED_MIN) return 'only-takes';
  if (z === null || applications < APPLICATIONS_MIN || Math.abs(z) <= Z_MAX) return null;
  return z < 0 ? 'takes' : 'gives';
}
