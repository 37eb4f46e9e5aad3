import type { JobChange, ReadPunch } from '../order/read-punches.ts';

export type PauseKind = 'meal' | 'break';

/** A pause within a stay, epoch seconds. */
export interface Pause {
  kind: PauseKind;
  startSec: number;
  endSec: number;
  startId: string;
  endId: string;
  /** A meal by its length that was punched as a break. */
  fromBreak: boolean;
}

/** How a stay ended. Only the first two are paid; the others wait for a correction. */
export type StayEnd =
  | { kind: 'closed'; out: ReadPunch }
  /** By policy: a planned end, not a punch. */
  | { kind: 'auto-closed'; atSec: number }
  | { kind: 'missing' }
  | { kind: 'open' };

/** From a clock-in to its clock-out. */
export interface Stay {
  in: ReadPunch;
  end: StayEnd;
  pauses: Pause[];
  /** A pause that nobody ended; only in a stay that is open or was never closed. */
  openPause: { kind: PauseKind; startSec: number } | null;
  /** Changes of job after the clock-in, in order of time; of a stay that counts. */
  jobs: readonly JobChange[];
}

/** A stay that counts. */
export interface ClosedStay extends Stay {
  end: Extract<StayEnd, { kind: 'closed' | 'auto-closed' }>;
}

/** Of most stays. */
export const NO_JOBS: readonly JobChange[] = [];

export function isClosed(stay: Stay): stay is ClosedStay {
  return stay.end.kind === 'closed' || stay.end.kind === 'auto-closed';
}

/** When a counting stay ended, epoch seconds. */
export function outSec(stay: ClosedStay): number {
  return stay.end.kind === 'closed' ? stay.end.out.atSec : stay.end.atSec;
}

/** Every punch a stay stands on. */
export function punchIds(stay: Stay): string[] {
  const pauses = stay.pauses.flatMap(pause => [pause.startId, pause.endId]);
  const jobs = stay.jobs.map(({ punchId }) => punchId);
  const ids = [stay.in.id, ...pauses, ...jobs, ...(stay.end.kind === 'closed' ? [stay.end.out.id] : [])];
  return [...new Set(ids)];
}
