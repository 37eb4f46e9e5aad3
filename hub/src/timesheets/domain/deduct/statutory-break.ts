/** A break of `breakSec` is due when work exceeds `overSec`; both in seconds, strictly more. */
export interface BreakTier {
  overSec: number;
  breakSec: number;
}

/** The break that `workSec` of working time needs. ArbZG section 4: exactly 6:00 needs none, exactly 9:00 needs 30 min. */
export function requiredBreak(workSec: number, tiers: readonly BreakTier[]): number {
  let dueSec = 0;
  for (const tier of tiers) if (workSec > tier.overSec) dueSec = Math.max(dueSec, tier.breakSec);
  return dueSec;
}

/**
 * How long the break counts as at least, payroll.md 3.2: `grossSec` is presence without pauses that do not qualify, `takenSec` the
 * qualifying pauses in it; paid is gross minus the answer.
 *
 * - `strict`: the smallest statutory length that suffices for the work it leaves. More presence can mean less pay.
 * - `sliding`: the smallest length at all that suffices, so pay never falls with presence.
 */
export function breakLength(
  grossSec: number,
  takenSec: number,
  tiers: readonly BreakTier[],
  mode: 'strict' | 'sliding',
): number {
  const suffices = (lengthSec: number) => requiredBreak(grossSec - lengthSec, tiers) <= lengthSec;
  // No length is below what was taken: whoever took enough, as nearly everybody does, needs no search.
  if (suffices(takenSec)) return Math.min(grossSec, takenSec);
  const sorted = tiers.toSorted((a, b) => a.overSec - b.overSec);
  const lengths = [0, ...sorted.map(tier => tier.breakSec)];
  const candidates = lengths.flatMap((length, index) => {
    const tier = sorted[index];
    const strict = Math.max(length, takenSec);
    // Just as much as brings the work down to where the next tier does not begin.
    return mode === 'strict' || !tier ? [strict] : [Math.max(strict, grossSec - tier.overSec)];
  });
  const enough = candidates.filter(suffices);
  return Math.min(grossSec, ...(enough.length > 0 ? enough : [Math.max(takenSec, ...lengths)]));
}
