import type { OnlineStatus } from '@tapclock/contracts';

/** What the board shows of a terminal's own report. */
export interface Reported {
  online: boolean;
  status: OnlineStatus | null;
}

/** Clock offsets nearer than this look the same to a person. */
const CLOCK_STEP_MS = 1_000;
/** A queue that grows or shrinks by less than this, or by less than a fifth, is no news; its beginning and its end are. */
const DEPTH_STEP = 10;

/**
 * Whether a board should hear of the difference. Statuses come every few seconds from every kiosk: without this the event log
 * would mostly hold "still there".
 */
export function isNews(before: Reported, after: Reported): boolean {
  if (before.online !== after.online) return true;
  const was = before.status;
  const is = after.status;
  if (!was || !is) return was !== is;
  return (
    was.boot !== is.boot ||
    was.versions.bridge !== is.versions.bridge ||
    was.journal.state !== is.journal.state ||
    isDepthNews(was.journal.depth, is.journal.depth) ||
    isClockNews(was.clockOffsetMs, is.clockOffsetMs) ||
    readersOf(was) !== readersOf(is)
  );
}

function isDepthNews(was: number, is: number): boolean {
  if ((was === 0) !== (is === 0)) return true;
  return Math.abs(is - was) >= Math.max(DEPTH_STEP, was / 5);
}

function isClockNews(was: number | null, is: number | null): boolean {
  if (was === null || is === null) return was !== is;
  return Math.abs(is - was) >= CLOCK_STEP_MS;
}

function readersOf(status: OnlineStatus): string {
  return status.readers.map(({ id, state, problem }) => `${id}=${state}:${problem ?? ''}`).join();
}
