import type { ReadPunch } from './active.ts';

/** Work on one task, or on none, from one punch to another. */
export interface Entry {
  start: ReadPunch;
  /** Null while it goes on, and where the clock-out was forgotten. */
  end: ReadPunch | null;
  breaks: { fromMs: number; toMs: number | null }[];
  job: string | null;
}

/**
 * Punches of one person, oldest first, as entries, oldest first. Clocking in begins one, another task begins the next. What begins or ends
 * nothing, such as a clock-out of somebody who is out, is left out: the timesheet has the finding.
 */
export function entriesOf(punches: readonly ReadPunch[]): Entry[] {
  const entries: Entry[] = [];
  let open: Entry | null = null;
  const begin = (start: ReadPunch, job: string | null): Entry => {
    const entry: Entry = { start, end: null, breaks: [], job };
    entries.push(entry);
    return entry;
  };
  for (const punch of punches) {
    switch (punch.action) {
      case 'clock-in':
        open = begin(punch, punch.job ?? null);
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

function endBreak({ breaks }: Entry, atMs: number): void {
  const last = breaks.at(-1);
  if (last?.toMs === null) last.toMs = atMs;
}

function close(entry: Entry, end: ReadPunch): void {
  endBreak(entry, end.atMs);
  entry.end = end;
}
