import type { KioskScreen } from '@tapclock/contracts';
import type { AppendOutcome, PunchWish } from './clocking/index.ts';
import type { Signal } from './readers/index.ts';

/**
 * How a punch ended, as its reader shows it. Decided from the journal's own answer: the light at the reader keeps the same promise as the
 * screen (R1), with the network cable in or out.
 */
export function signalOfPunch(wish: PunchWish, outcome: AppendOutcome, isOnline: boolean): Signal {
  if (outcome.kind === 'refused') return 'refused';
  if (wish.employee === null) return 'unknown';
  return isOnline ? 'accepted' : 'offline';
}

/** What a reader shows for a tap that made no punch of its own; null while the person still chooses. */
export function signalOfScreen({ screen }: KioskScreen, isOnline: boolean): Signal | null {
  switch (screen) {
    case 'refused':
      return 'refused';
    case 'already-recorded':
      return isOnline ? 'accepted' : 'offline';
    default:
      return null;
  }
}
