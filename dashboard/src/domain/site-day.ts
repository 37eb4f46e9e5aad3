/** One calendar day of a site as two instants in epoch milliseconds; 23 or 25 hours long when the clocks change. */
export interface SiteDay {
  startMs: number;
  endMs: number;
}

const HOUR_MS = 3_600_000;

/** The calendar day of `zone` (IANA name) that holds `nowMs`. */
export function siteDay(nowMs: number, zone: string): SiteDay {
  const dateOf = calendarDate(zone);
  const today = dateOf(nowMs);
  return {
    startMs: border(nowMs - 26 * HOUR_MS, nowMs, atMs => dateOf(atMs) === today),
    endMs: border(nowMs, nowMs + 26 * HOUR_MS, atMs => dateOf(atMs) !== today),
  };
}

/**
 * Searched for instead of computed from an offset: the day's border is where the calendar says it is, also where clocks
 * change at midnight.
 */
function border(fromMs: number, toMs: number, isBeyond: (atMs: number) => boolean): number {
  let before = fromMs;
  let beyond = toMs;
  while (beyond - before > 1) {
    const middle = Math.floor((before + beyond) / 2);
    if (isBeyond(middle)) beyond = middle;
    else before = middle;
  }
  return beyond;
}

function calendarDate(zone: string): (atMs: number) => string {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'short' });
  return atMs => format.format(atMs);
}
