import type { RoundingRule } from '@tapclock/contracts';

type Rule = Pick<RoundingRule, 'unitMin' | 'mode' | 'seconds' | 'graceMin'>;

/**
 * A count of seconds (since local midnight, or a length) rounded by a rule, payroll.md 5.2. Nearest: ties up; `truncate` drops
 * seconds first, which makes the seven-minute rule of the US DOL (Fact Sheet 53) of a 15-minute unit. `up` with grace g is
 * ceil(t − g), `down` with grace g is floor(t + g). A negative length rounds like its positive, half away from zero.
 */
export function roundSeconds(seconds: number, { unitMin, mode, seconds: kind, graceMin }: Rule): number {
  if (seconds < 0) return -roundSeconds(-seconds, { unitMin, mode, seconds: kind, graceMin });
  const unit = unitMin * 60;
  const grace = graceMin * 60;
  const exact = kind === 'truncate' ? dropSeconds(seconds) : seconds;
  switch (mode) {
    case 'nearest':
      return Math.floor((2 * exact + unit) / (2 * unit)) * unit;
    case 'up':
      return Math.max(0, Math.ceil((exact - grace) / unit) * unit);
    case 'down':
      return Math.floor((exact + grace) / unit) * unit;
  }
}

/** What is left of a punch that a conditional rule does not reach: whole minutes. */
export function dropSeconds(seconds: number): number {
  return Math.floor(seconds / 60) * 60;
}
