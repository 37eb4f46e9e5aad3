import type { ExplainedDay, NewCorrection } from '@tapclock/contracts';
import { type Axis, type LinePart, positionOf } from './day-line.ts';

const HOUR_MS = 3_600_000;
/** Room on both sides of what is known. */
const MARGIN_MS = HOUR_MS;
/** A day of which one moment is known is drawn as wide as half a shift. */
const SPAN_MIN_MS = 6 * HOUR_MS;
/** Full hours with a label: about this many. */
const TICKS_ABOUT = 6;

/** One moment on the line. `fix`: what a fix would make; `void`: a punch that it would take away. */
export interface LineMark {
  kind: 'punch' | 'fix' | 'void' | 'noticed';
  atMs: number;
  /** Per mille of the width. */
  position: number;
}

/** What one person's day looks like around an exception: plan, worked time, punches, and what a fix would do. */
export interface ExceptionLine {
  axis: Axis;
  parts: LinePart[];
  marks: LineMark[];
}

export interface ExceptionDayFacts {
  shifts: readonly { startsAt: string; endsAt: string }[];
  /** null where the day's hours are not known. */
  day: Pick<ExplainedDay, 'segments' | 'punches' | 'corrections'> | null;
  /** Of the fix that is looked at. */
  corrections: readonly NewCorrection[];
  /** When it was noticed about, epoch milliseconds. */
  atMs: number;
}

const PART_KINDS: Readonly<Record<string, LinePart['kind']>> = {
  work: 'in',
  'paid-pause': 'break',
  'unpaid-pause': 'break',
};

/** Draws a day to scale around what is known of it. */
export function exceptionLine({ shifts, day, corrections, atMs }: ExceptionDayFacts): ExceptionLine {
  const planned = shifts.map(({ startsAt, endsAt }) => spanOf('planned', startsAt, endsAt));
  const worked = (day?.segments ?? []).flatMap(({ kind, from, to }) => {
    const part = PART_KINDS[kind];
    return part === undefined || from === undefined || to === undefined ? [] : [spanOf(part, from, to)];
  });
  const spans = [...planned, ...worked];
  const moments = marksOf(day === null ? [] : countedPunches(day), corrections);
  if (moments.length === 0) moments.push({ kind: 'noticed', atMs });
  const axis = axisOver([
    ...spans.flatMap(({ fromMs, toMs }) => [fromMs, toMs]),
    ...moments.map(mark => mark.atMs),
  ]);
  return {
    axis,
    parts: spans.map(({ kind, fromMs, toMs }) => ({
      kind,
      from: positionOf(axis, fromMs),
      to: positionOf(axis, toMs),
    })),
    marks: moments.map(mark => ({ ...mark, position: positionOf(axis, mark.atMs) })),
  };
}

interface Span {
  kind: LinePart['kind'];
  fromMs: number;
  toMs: number;
}

function spanOf(kind: LinePart['kind'], from: string, to: string): Span {
  return { kind, fromMs: Date.parse(from), toMs: Date.parse(to) };
}

interface CountedPunch {
  id: string;
  at: string;
}

/** Punches as they count by now: without those that were taken away, where they were moved to, with those that were added. */
function countedPunches({
  punches,
  corrections,
}: Pick<ExplainedDay, 'punches' | 'corrections'>): CountedPunch[] {
  const counted = new Map(punches.map(({ id, at }) => [id, at]));
  for (const { kind, punch, at } of corrections) {
    if (kind === 'void') counted.delete(punch);
    else if (at !== null) counted.set(punch, at);
  }
  return [...counted].map(([id, at]) => ({ id, at }));
}

function marksOf(
  punches: readonly CountedPunch[],
  corrections: readonly NewCorrection[],
): Omit<LineMark, 'position'>[] {
  const away = new Set(
    corrections.flatMap(one => (one.kind === 'move' || one.kind === 'void' ? [one.punch] : [])),
  );
  const made = corrections.flatMap(one =>
    // Ready fixes say instants; a wall clock would need the site's zone, and is not drawn.
    (one.kind === 'add' || one.kind === 'move') && one.when.at !== undefined
      ? [{ kind: 'fix' as const, atMs: Date.parse(one.when.at) }]
      : [],
  );
  return [
    ...punches.map(({ id, at }) => ({
      kind: away.has(id) ? ('void' as const) : ('punch' as const),
      atMs: Date.parse(at),
    })),
    ...made,
  ];
}

function axisOver(moments: readonly number[]): Axis {
  const first = Math.min(...moments);
  const last = Math.max(...moments);
  const missingMs = Math.max(0, SPAN_MIN_MS - (last - first)) / 2;
  const startMs = Math.floor((first - missingMs - MARGIN_MS) / HOUR_MS) * HOUR_MS;
  const endMs = Math.ceil((last + missingMs + MARGIN_MS) / HOUR_MS) * HOUR_MS;
  const everyMs = Math.max(1, Math.round((endMs - startMs) / HOUR_MS / TICKS_ABOUT)) * HOUR_MS;
  const ticks: number[] = [];
  for (let tick = startMs + everyMs; tick < endMs; tick += everyMs) ticks.push(tick);
  return { startMs, endMs, ticks };
}
