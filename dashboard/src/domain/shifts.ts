import type { ShiftWindow } from '@tapclock/contracts';
import type { Stay } from './attendance.ts';
import type { BoardLimits } from './limits.ts';

/** A planned shift in epoch milliseconds. The end is exclusive. */
export interface Shift {
  name: string;
  startMs: number;
  endMs: number;
  graceMs: number;
}

/** A person's shifts in order of their start. */
export function shiftsOf(windows: readonly ShiftWindow[]): Shift[] {
  return windows
    .map(window => ({
      name: window.name,
      startMs: Date.parse(window.startsAt),
      endMs: Date.parse(window.endsAt),
      graceMs: window.graceSeconds * 1000,
    }))
    .sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
}

export function isActive(shift: Shift, nowMs: number): boolean {
  return shift.startMs <= nowMs && nowMs < shift.endMs;
}

/**
 * The shifts that a stay served, in order. The first is the one whose start lies nearest to the clock-in. A later one
 * counts only when it follows closely and the stay reached past its grace: whoever leaves two minutes after the change
 * of shift has not begun the next one.
 */
export function shiftsServed(
  shifts: readonly Shift[],
  stay: Stay,
  nowMs: number,
  limits: BoardLimits,
): Shift[] {
  const untilMs = stay.toMs ?? nowMs;
  const earlyMs = limits.earlyArrivalSeconds * 1000;
  const touched = shifts.filter(shift => shift.startMs - earlyMs <= untilMs && stay.fromMs < shift.endMs);
  const atStart = touched.filter(shift => shift.startMs - earlyMs <= stay.fromMs);
  const first = nearest(atStart.length > 0 ? atStart : touched.slice(0, 1), stay.fromMs);
  if (!first) return [];
  const served = [first];
  for (const shift of touched) {
    const last = served.at(-1) ?? first;
    const follows =
      shift.startMs >= last.endMs && shift.startMs - last.endMs <= limits.overstaySeconds * 1000;
    if (follows && untilMs > shift.startMs + shift.graceMs) served.push(shift);
  }
  return served;
}

function nearest(shifts: readonly Shift[], atMs: number): Shift | null {
  let best: Shift | null = null;
  for (const shift of shifts) {
    if (!best || Math.abs(atMs - shift.startMs) < Math.abs(atMs - best.startMs)) best = shift;
  }
  return best;
}
