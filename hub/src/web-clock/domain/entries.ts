import type { ReadPunch } from './active.ts';

/** Work on one task, or on none, from one punch to another. */
export interface Entry {
  start: ReadPunch;
  /** Null while it goes on, and where the clock-out was forgotten. */
  end: ReadPunch | null;
  breaks: { fromMs: number; toMs: number | null }[];
  job: string | null;
}

/** How long a break may have gone on for a clock-in to be the way back from it, as policies have it unless they say otherwise. */
const BACK_WITHIN_MS = 240 * 60_000;

/**
 * Punches of one person, oldest first, as entries, oldest first, as the hours read them (docs/hours.md): clocking in begins one, or ends a
 * break; another task begins the next. Beyond the longest stay the clock-out was forgotten. What begins or ends nothing, such as a
 * clock-out of somebody who is out, is left out: the timesheet has the finding.
 */
export function entriesOf(punches: readonly ReadPunch[], openStaySeconds: number): Entry[] {
  const entries: Entry[] = [];
  let open: Entry | null = null;
  let stayFromMs = 0;
  const begin = (start: ReadPunch, job: string | null): Entry => {
    const entry: Entry = { start, end: null, breaks: [], job };
    entries.push(entry);
    return entry;
  };
  for (const punch of punches) {
    if (punch.atMs - stayFromMs > openStaySeconds * 1000) open = null;
    switch (punch.action) {
      case 'clock-in':
        if (open !== null && isBack(open, punch.atMs)) {
          endBreak(open, punch.atMs);
          break;
        }
        open = begin(punch, punch.job ?? null);
        stayFromMs = punch.atMs;
        break;
      case 'job-change':
        if (open === null || punch.job === undefined || punch.job === open.job) break;
        close(open, punch);
        open = begin(punch, punch.job);
        break;
      case 'break-start':
        if (open !== null && !isPaused(open)) open.breaks.push({ fromMs: punch.atMs, toMs: null });
        break;
      case 'break-end':
        if (open !== null) endBreak(open, punch.atMs);
        break;
      case 'clock-out':
        if (open !== null) close(open, punch);
        open = null;
        break;
      case 'auto':
        break;
    }
  }
  return entries;
}

/** From start to end without breaks, whole seconds; null without an end. */
export function secondsOf({ start, end, breaks }: Entry): number | null {
  if (end === null) return null;
  const pausedMs = breaks.reduce((total, { fromMs, toMs }) => total + ((toMs ?? end.atMs) - fromMs), 0);
  return Math.floor((end.atMs - start.atMs - pausedMs) / 1000);
}

function isPaused({ breaks }: Entry): boolean {
  return breaks.at(-1)?.toMs === null;
}

function isBack({ breaks }: Entry, atMs: number): boolean {
  const last = breaks.at(-1);
  return last?.toMs === null && atMs - last.fromMs < BACK_WITHIN_MS;
}

function endBreak({ breaks }: Entry, atMs: number): void {
  const last = breaks.at(-1);
  if (last?.toMs === null) last.toMs = atMs;
}

function close(entry: Entry, end: ReadPunch): void {
  endBreak(entry, end.atMs);
  entry.end = end;
}
