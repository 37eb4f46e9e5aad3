import type { PersonFacts } from './person-facts.ts';
import type { PersonStatus } from './person-status.ts';
import { isActive, type Shift } from './shifts.ts';

/** The span that every day line of the board shows, so that lines can be compared. Epoch milliseconds. */
export interface Axis {
  startMs: number;
  endMs: number;
  /** Full hours with a label. */
  ticks: number[];
}

/** A stretch of a day line in per mille of its width. `to` is null where it runs up to now. */
export interface LinePart {
  kind: 'planned' | 'in' | 'break' | 'late' | 'missing' | 'over';
  from: number;
  to: number | null;
}

const HOUR_MS = 3_600_000;
const BEFORE_MS = 2 * HOUR_MS;
const SPAN_MS = 13 * HOUR_MS;
const TICK_EVERY_MS = 4 * HOUR_MS;

/**
 * The axis around a shift: the end of the one before, this one, the beginning of the next. It stands still until another
 * shift becomes the main one. Without any shift it follows the hour.
 */
export function axisAround(main: Shift | null, nowMs: number): Axis {
  const anchorMs = main ? main.startMs : Math.floor(nowMs / HOUR_MS) * HOUR_MS - 4 * HOUR_MS;
  const startMs = anchorMs - BEFORE_MS;
  const ticks: number[] = [];
  for (let atMs = anchorMs; atMs < startMs + SPAN_MS; atMs += TICK_EVERY_MS) ticks.push(atMs);
  return { startMs, endMs: startMs + SPAN_MS, ticks };
}

/** Position on the axis in per mille, cut at its ends. */
export function positionOf(axis: Axis, atMs: number): number {
  const share = (atMs - axis.startMs) / (axis.endMs - axis.startMs);
  return Math.round(Math.min(1, Math.max(0, share)) * 1000);
}

/**
 * The shift that most people work on now; of equals the one that began first. When nobody works, the next one to begin
 * within `aheadMs`.
 */
export function mainShift(
  people: readonly PersonFacts[],
  nowMs: number,
  aheadMs = 12 * HOUR_MS,
): Shift | null {
  return activeShifts(people, nowMs)[0] ?? nextShift(people, nowMs, aheadMs);
}

/** Shifts that run now, the largest crew first. */
export function activeShifts(people: readonly PersonFacts[], nowMs: number): Shift[] {
  const crews = new Map<string, { shift: Shift; size: number }>();
  for (const person of people) {
    for (const shift of person.shifts) {
      if (!isActive(shift, nowMs)) continue;
      const key = `${shift.startMs} ${shift.endMs} ${shift.name}`;
      const crew = crews.get(key);
      if (crew) crew.size += 1;
      else crews.set(key, { shift, size: 1 });
    }
  }
  return [...crews.values()]
    .sort(
      (a, b) =>
        b.size - a.size || a.shift.startMs - b.shift.startMs || (a.shift.name < b.shift.name ? -1 : 1),
    )
    .map(crew => crew.shift);
}

function nextShift(people: readonly PersonFacts[], nowMs: number, aheadMs: number): Shift | null {
  let next: Shift | null = null;
  for (const person of people) {
    for (const shift of person.shifts) {
      const isAhead = shift.startMs > nowMs && shift.startMs <= nowMs + aheadMs;
      if (isAhead && (!next || shift.startMs < next.startMs)) next = shift;
    }
  }
  return next;
}

/** A person's line: what was planned, and over it what the taps tell. */
export function lineOf({ shifts, stays }: PersonFacts, status: PersonStatus, axis: Axis): LinePart[] {
  const parts: LinePart[] = [];
  const add = (kind: LinePart['kind'], fromMs: number, toMs: number | null) => {
    if (fromMs >= axis.endMs || (toMs !== null && (toMs <= axis.startMs || toMs <= fromMs))) return;
    parts.push({ kind, from: positionOf(axis, fromMs), to: toMs === null ? null : positionOf(axis, toMs) });
  };
  for (const shift of shifts) add('planned', shift.startMs, shift.endMs);
  for (const stay of stays) {
    for (const part of stay.parts) add(part.kind, part.fromMs, part.toMs);
  }
  if (status.kind === 'missing') add('missing', status.shift.startMs, null);
  if (status.kind === 'overstay' && status.shift) add('over', status.shift.endMs, null);
  const late = status.kind === 'late' || status.kind === 'break' ? status : null;
  if (late?.shift && late.lateSeconds > 0) {
    add('late', late.shift.startMs, late.shift.startMs + late.lateSeconds * 1000);
  }
  return parts;
}
