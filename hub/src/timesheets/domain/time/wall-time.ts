import { DAY_SECONDS, formatDay } from './civil.ts';
import { twoDigits } from './two-digits.ts';

/** `+02:00`. Instants are written one after another in one zone, so the text is nearly always the one before. */
export function formatOffset(offsetSec: number): string {
  if (offsetSec !== latest.offsetSec) latest = { offsetSec, text: offsetText(offsetSec) };
  return latest.text;
}

let latest = { offsetSec: Number.NaN, text: '' };

function offsetText(offsetSec: number): string {
  const minutes = Math.round(Math.abs(offsetSec) / 60);
  return `${offsetSec < 0 ? '-' : '+'}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

/** `07:58`, or `07:58:30` where there are seconds. */
export function formatTimeOfDay(timeSec: number): string {
  const text = `${twoDigits(Math.floor(timeSec / 3600))}:${twoDigits(Math.floor(timeSec / 60) % 60)}`;
  return timeSec % 60 === 0 ? text : `${text}:${twoDigits(timeSec % 60)}`;
}

/** `2026-06-01T07:58:00`: what a clock shows that is `wallSec` seconds after it showed 1970-01-01T00:00:00. */
export function formatWallClock(wallSec: number): string {
  const day = Math.floor(wallSec / DAY_SECONDS);
  const timeSec = wallSec - day * DAY_SECONDS;
  const text = formatTimeOfDay(timeSec);
  return `${formatDay(day)}T${timeSec % 60 === 0 ? `${text}:00` : text}`;
}
