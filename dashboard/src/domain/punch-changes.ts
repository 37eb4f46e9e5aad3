import type { CorrectedAction, NewCorrection, StatedPunch } from '@tapclock/contracts';

/** One change of a day's punches while somebody fills it in. */
export interface PunchChange {
  kind: 'add' | 'move' | 'void';
  /** For `add`. */
  action: CorrectedAction;
  /** For `move` and `void`: id of the punch; empty until one is chosen. */
  punch: string;
  date: string;
  /** `HH:MM` of the site's wall clock; empty until it is filled in. */
  time: string;
}

/** A change to begin with: a punch that was not made. */
export function missedPunch(date: string, action: CorrectedAction = 'clock-out'): PunchChange {
  return { kind: 'add', action, punch: '', date, time: '' };
}

/** What is filled in as a statement says it; null while something is missing. */
export function statedPunch({ kind, action, punch, date, time }: PunchChange): StatedPunch | null {
  const when = { date, time };
  const hasWhen = date !== '' && time !== '';
  if (kind === 'add') return hasWhen ? { kind, action, when } : null;
  if (punch === '') return null;
  if (kind === 'void') return { kind, punch };
  return hasWhen ? { kind, punch, when } : null;
}

/** The same as a correction of somebody's punches. */
export function correctionOf(stated: StatedPunch, employee: string, reason: string): NewCorrection {
  return stated.kind === 'add' ? { ...stated, employee, reason } : { ...stated, reason };
}
