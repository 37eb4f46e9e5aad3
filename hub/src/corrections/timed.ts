import { resolveWallTime } from '../platform/time/wall-time.ts';
import type { NamedCorrection, Refusal, TimedCorrection } from './domain/index.ts';

/** The instant that a wish means by the wall clock of a zone, or why it means none. */
export function timed(wanted: NamedCorrection, zone: string): TimedCorrection | { refusal: Refusal } {
  if (wanted.kind === 'void' || wanted.kind === 'reclassify') return wanted;
  const { when, ...rest } = wanted;
  const { at, date, time, offset } = when;
  if (at !== undefined) return { ...rest, atMs: Date.parse(at) };
  if (date === undefined || time === undefined)
    throw new Error('a moment is an instant, or a date and a time');
  const resolved = resolveWallTime(zone, { date, time, offset });
  if (resolved.kind === 'instant') return { ...rest, atMs: resolved.sec * 1000 };
  return { refusal: { code: resolved.kind, path: 'when', message: resolved.message } };
}
