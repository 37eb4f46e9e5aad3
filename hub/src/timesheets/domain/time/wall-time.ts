import { formatDay, type LocalDay } from './civil.ts';
import type { ZoneClock } from './zone-clock.ts';

/** A wall-clock time that somebody typed, as an instant; or why it is none. */
export type ResolvedTime =
  | { kind: 'instant'; sec: number }
  | { kind: 'LOCAL_TIME_GAP'; message: string }
  | { kind: 'LOCAL_TIME_AMBIGUOUS'; message: string };

/**
 * Resolves a typed local time. A skipped time is refused, a repeated one needs `offset`: `+02:00`, `earlier` or `later`
 * (payroll.md 4 rules b and c). An offset that the zone does not have then is refused as well.
 */
export function resolveWallTime(
  clock: ZoneClock,
  day: LocalDay,
  timeSec: number,
  offset: string | undefined,
): ResolvedTime {
  const found = clock.instantsOf(day, timeSec);
  const shown = `${formatDay(day)} ${formatTimeOfDay(timeSec)} in ${clock.zone}`;
  const [first, second] = found;
  if (first === undefined) {
    return { kind: 'LOCAL_TIME_GAP', message: `${shown} does not exist: the clocks skip it` };
  }
  if (offset !== undefined) {
    const chosen = choose(clock, found, offset);
    if (chosen !== undefined) return { kind: 'instant', sec: chosen };
    return {
      kind: 'LOCAL_TIME_AMBIGUOUS',
      message: `${shown} does not have offset ${offset}: ${offsets(clock, found)}`,
    };
  }
  if (second !== undefined) {
    return {
      kind: 'LOCAL_TIME_AMBIGUOUS',
      message: `${shown} happens twice, say which with "offset": ${offsets(clock, found)}`,
    };
  }
  return { kind: 'instant', sec: first };
}

function choose(clock: ZoneClock, found: readonly number[], offset: string): number | undefined {
  if (offset === 'earlier') return found[0];
  if (offset === 'later') return found.at(-1);
  return found.find(sec => formatOffset(clock.offsetAt(sec)) === offset);
}

function offsets(clock: ZoneClock, found: readonly number[]): string {
  return found.map(sec => formatOffset(clock.offsetAt(sec))).join(' or ');
}

/** `+02:00`. */
export function formatOffset(offsetSec: number): string {
  const minutes = Math.round(Math.abs(offsetSec) / 60);
  return `${offsetSec < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** `07:58`, or `07:58:30` where there are seconds. */
export function formatTimeOfDay(timeSec: number): string {
  const text = `${two(Math.floor(timeSec / 3600))}:${two(Math.floor(timeSec / 60) % 60)}`;
  return timeSec % 60 === 0 ? text : `${text}:${two(timeSec % 60)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
