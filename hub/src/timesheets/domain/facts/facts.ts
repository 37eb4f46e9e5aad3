import type { ClockKind, Policy, PunchKind } from '@tapclock/contracts';
import type { LocalDay } from '../time/civil.ts';

/** A clock event as it was recorded. `atSec` is epoch seconds. Never changed: corrections change how it is read. */
export interface PunchFact {
  id: string;
  kind: PunchKind;
  atSec: number;
  /** Order among punches of the same second; from the terminal. */
  sequence: number;
  /** What the time from here on is booked on, said by a clock-in or a change of job; null: on nothing. */
  job: string | null;
}

interface Made {
  id: string;
  by: string;
  /** When the correction was made, epoch seconds; later ones win. */
  madeAtSec: number;
  why: string;
}

/** How facts are to be read instead, by whom and why. Itself a fact that is never edited. */
export type Correction =
  | (Made & { kind: 'add'; punch: PunchFact })
  | (Made & { kind: 'move'; punchId: string; toSec: number })
  | (Made & { kind: 'void'; punchId: string })
  | (Made & { kind: 'reclassify'; punchId: string; as: ClockKind });

/** Planned work. `date` is the local date of its start. */
export interface PlannedShift {
  id: string;
  date: LocalDay;
  startSec: number;
  endSec: number;
  /** Planned unpaid pause within it, seconds. */
  unpaidSec: number;
}

export interface Leave {
  date: LocalDay;
  kind: 'annual' | 'sick' | 'holiday' | 'other';
  seconds: number;
  code: string;
}

/**
 * Where rules change that date or cut work differently. What began before `atSec` is the old rules' and counts before `date`; what began
 * at it or later is the new rules' and counts from `date` on: so no hour is paid twice or never.
 */
export interface Handover {
  date: LocalDay;
  /** Epoch seconds: nobody's stay goes on then, under neither rules. */
  atSec: number;
}

/** Everything about one person that hours are derived from. */
export interface HoursFacts {
  zone: string;
  policy: Policy;
  punches: readonly PunchFact[];
  corrections: readonly Correction[];
  shifts: readonly PlannedShift[];
  holidays: ReadonlySet<LocalDay>;
  leave: readonly Leave[];
  bornOn: LocalDay | null;
  /** What is still open then is at work, not forgotten; null: everything is past. Epoch seconds. */
  asOfSec: number | null;
  /** In order of time; absent where rules never change, or change nothing about dates. */
  handovers?: readonly Handover[];
}

/** Whether a planned shift has passed as of an instant; null: everything has. */
export function isOver({ endSec }: PlannedShift, asOfSec: number | null): boolean {
  return asOfSec === null || endSec <= asOfSec;
}
