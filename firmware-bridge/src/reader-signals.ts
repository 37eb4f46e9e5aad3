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

/** Tells each reader once how a tap at it ended: by the punch where there was one, else by what the screen says. */
export class TapSignals {
  /** Readers that have been told since the tap under way began. */
  private readonly told = new Set<string | null>();

  constructor(private readonly tell: (readerId: string | null, signal: Signal) => void) {}

  /** A punch has been handed to the journal, and this is what came of it. */
  punched(wish: PunchWish, outcome: AppendOutcome, isOnline: boolean): void {
    this.told.add(wish.identity.reader);
    this.tell(wish.identity.reader, signalOfPunch(wish, outcome, isOnline));
  }

  /** `handle` carries a tap at a reader through the clocking machine and returns the screen that follows. */
  tapped(readerId: string, isOnline: () => boolean, handle: () => KioskScreen): void {
    this.told.clear();
    const signal = signalOfScreen(handle(), isOnline());
    if (signal !== null && !this.told.has(readerId)) this.tell(readerId, signal);
  }
}
