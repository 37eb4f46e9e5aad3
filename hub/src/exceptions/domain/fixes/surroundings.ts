import type { ExceptionCategory, NewCorrection } from '@tapclock/contracts';
import type { TeamTimes } from './team-times.ts';

/** From a clock-in to its clock-out as punches are read after corrections. Epoch seconds. */
export interface StayAround {
  in: { id: string; sec: number };
  /** Null while nobody knows when it ended; a policy that closes stays gives an end without a punch. */
  out: { id: string | null; sec: number } | null;
  pauses: readonly PauseAround[];
  /** When a pause began that nobody ended. */
  openPauseSec: number | null;
}

/** A pause within a stay. Epoch seconds. */
export interface PauseAround {
  startId: string;
  startSec: number;
  endId: string;
  endSec: number;
}

/** Planned work. Epoch seconds; `unpaidSec` is the pause that is planned within it. */
export interface ShiftAround {
  startSec: number;
  endSec: number;
  unpaidSec: number;
}

/** Everything that fixes are found by. */
export interface Surroundings {
  code: string;
  category: ExceptionCategory;
  /** Instant of the fact, epoch seconds. */
  atSec: number;
  /** Local date it counts for. */
  date: string | null;
  /** Punches it is about. */
  punches: readonly string[];
  /** Null where it is about nobody. */
  employee: string | null;
  /** IANA zone of the site: wall clocks are shown in it. */
  zone: string;
  nowSec: number;
  /** Of the date and the days beside it, in order of time. */
  stays: readonly StayAround[];
  /** The same. */
  shifts: readonly ShiftAround[];
  /** What the colleagues did at the time. */
  team: TeamTimes;
  /** Corrections that the person said were needed, and that wait for a decision. */
  stated: readonly NewCorrection[];
  /** The person has a login and can be asked. */
  canAnswer: boolean;
}
