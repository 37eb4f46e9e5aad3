import type { AddedAction, NewCorrection } from '@tapclock/contracts';
import type { ExceptionRow } from '../exception.ts';

const BREAKS: readonly AddedAction[] = ['break-start', 'break-end'];

/** What must have been missed for these to be noticed wrongly. */
const ADDED: Readonly<Record<string, readonly AddedAction[]>> = {
  LATE: ['clock-in'],
  EARLY: ['clock-out'],
};

/**
 * Whether what somebody said of a date, without being asked, may put right what was noticed about it: it adds what the exception misses, or is
 * about a punch of it. Of what is missing, and of breaks, any punch of the date may be the wrong one.
 */
export function mayPutRight(
  stated: readonly NewCorrection[],
  { code, category, facts }: Pick<ExceptionRow, 'code' | 'category' | 'facts'>,
): boolean {
  if (category === 'missing' || code === 'NO_SHOW' || code === 'not-here') return true;
  const added = category === 'break' ? BREAKS : (ADDED[code] ?? []);
  return stated.some(one =>
    one.kind === 'add'
      ? added.includes(one.action)
      : category === 'break' || (code in ADDED && (facts.punches ?? []).includes(one.punch)),
  );
}
