import type { NewCorrection, StatedPunch } from '@tapclock/contracts';
import { HubError } from '../../platform/http/hub-error.ts';
import { resolveWallTime } from '../../platform/time/wall-time.ts';

/** How far the punches of a statement may be from its date, seconds: a shift over midnight on either side. */
const NEAR_SEC = 36 * 60 * 60;
const DAY_SEC = 86_400;

/** What a person said about their punches as the corrections that it would make; their words are the reason. */
export function asCorrections(
  punches: readonly StatedPunch[],
  { employee, text }: { employee: string; text: string },
): NewCorrection[] {
  return punches.map(punch =>
    punch.kind === 'add' ? { ...punch, employee, reason: text } : { ...punch, reason: text },
  );
}

/**
 * The same corrections with instants for what the wall clock of the site showed: what is decided later is what was said. Throws
 * VALIDATION_ERROR for a time that the clock did not show or showed twice, has not come yet, or is not near the date.
 */
export function withInstants<T extends NewCorrection>(
  wanted: readonly T[],
  { zone, date, nowMs }: { zone: string; date: string; nowMs: number },
): T[] {
  const noonSec = Date.parse(`${date}T12:00:00.000Z`) / 1000;
  return wanted.map((correction, index) => {
    if (!('when' in correction)) return correction;
    const path = `punches.${index}.when`;
    const sec = secondOf(correction.when, zone, path);
    if (sec * 1000 > nowMs) throw notSo(path, 'TIME_IN_FUTURE', NOT_YET);
    if (Math.abs(sec - noonSec) > NEAR_SEC) throw notSo(path, 'OTHER_DATE', otherDate(date));
    return { ...correction, when: { at: new Date(sec * 1000).toISOString() } };
  });
}

/** First date, `YYYY-MM-DD`, that is at most so many days before an instant. */
export function daysBefore(nowMs: number, days: number): string {
  return new Date(nowMs - days * DAY_SEC * 1000).toISOString().slice(0, 10);
}

type Moment = Extract<NewCorrection, { when: unknown }>['when'];

function secondOf({ at, date, time, offset }: Moment, zone: string, path: string): number {
  if (at !== undefined) return Math.floor(Date.parse(at) / 1000);
  if (date === undefined || time === undefined)
    throw new Error('a moment is an instant, or a date and a time');
  const resolved = resolveWallTime(zone, { date, time, offset });
  if (resolved.kind === 'instant') return resolved.sec;
  throw notSo(path, resolved.kind, resolved.message);
}

const NOT_YET = {
  en: 'This has not happened yet. Give a time that has passed.',
  de: 'Das ist noch nicht geschehen. Geben Sie eine vergangene Zeit an.',
};

function otherDate(date: string) {
  return {
    en: `This is not near ${date}. Make a statement for each date.`,
    de: `Das liegt nicht beim ${date}. Machen Sie für jeden Tag eine eigene Angabe.`,
  };
}

function notSo(path: string, code: string, message: { en: string; de: string }): HubError {
  return new HubError('VALIDATION_ERROR', message, { details: [{ path, code, message }] });
}
