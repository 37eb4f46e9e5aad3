import type { Language } from '@tapclock/contracts';
import { dateText } from './date-text.ts';

/** Times and dates as people at the site write them; instants in epoch milliseconds, spans in seconds. */
export interface Format {
  /** `06:07`, or `6:07 AM` where a day has twelve hours. */
  time: (atMs: number) => string;
  /** The hour alone, for an axis: `06`. */
  hour: (atMs: number) => string;
  /** `Monday 23 November`. */
  date: (atMs: number) => string;
  /** `Mon 23 Nov`, where there is little room. */
  shortDate: (atMs: number) => string;
  /** `Mon`. */
  weekday: (atMs: number) => string;
  /** Time, with the weekday in front when it is not the day of `nowMs`. */
  moment: (atMs: number, nowMs: number) => string;
  /** `7 min`, `1 h 10 min`: whole minutes, never rounded up. */
  span: (seconds: number) => string;
  /** A text of the hub with its instants and dates as people at the site write them. */
  moments: (text: string) => string;
  isTwelveHours: boolean;
}

/** Countries that write 6:07 AM lie in these zones; a site's zone says more than a browser set up far away. */
const TWELVE_HOURS =
  /^(?:America|US|Canada|Australia)\/|^Pacific\/(?:Honolulu|Auckland)$|^Asia\/(?:Kolkata|Manila)$/;

const MOMENT = /\b\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z)?\b/g;

export function createFormat(language: Language, zone: string): Format {
  const isTwelveHours = language === 'en' && TWELVE_HOURS.test(zone);
  const locale = language === 'de' ? 'de-DE' : isTwelveHours ? 'en-US' : 'en-GB';
  const build = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
    return (atMs: number) => format.format(atMs);
  };
  const time = build({ hour: isTwelveHours ? 'numeric' : '2-digit', minute: '2-digit' });
  const day = build({ dateStyle: 'short' });
  const weekday = build({ weekday: 'short' });
  const hour = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    ...(isTwelveHours ? { hour: 'numeric', hourCycle: 'h12' } : { hour: '2-digit', hourCycle: 'h23' }),
  });
  const shortDate = build({ weekday: 'short', day: 'numeric', month: 'short' });
  return {
    time,
    hour: atMs => hour.formatToParts(atMs).find(part => part.type === 'hour')?.value ?? '',
    date: build({ weekday: 'long', day: 'numeric', month: 'long' }),
    shortDate,
    weekday,
    moment: (atMs, nowMs) => (day(atMs) === day(nowMs) ? time(atMs) : `${weekday(atMs)} ${time(atMs)}`),
    span: spanOf,
    moments: text =>
      text.replace(MOMENT, found =>
        found.includes('T')
          ? `${shortDate(Date.parse(found))}, ${time(Date.parse(found))}`
          : dateText(found, language),
      ),
    isTwelveHours,
  };
}

function spanOf(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}\u00a0min`;
  const rest = minutes % 60;
  return rest === 0
    ? `${Math.floor(minutes / 60)}\u00a0h`
    : `${Math.floor(minutes / 60)}\u00a0h\u00a0${rest}\u00a0min`;
}
