import type { Language } from '@tapclock/contracts';

/** Times and numbers as people on one site write them, in one language. Built once per language and zone. */
export type Format = {
  /** `05:58` or `5:58 AM`. */
  time: (instant: string) => string;
  /** The time, with the weekday in front when it was not today: `Thu 05:57`. */
  moment: (instant: string, nowMs: number) => string;
  /** `06:00–14:00`. */
  range: (startsAt: string, endsAt: string) => string;
  /** `Monday 23 November`. */
  date: (nowMs: number) => string;
  /** The big clock in parts, so that seconds can be drawn small. `period` is empty where the day has 24 hours. */
  clock: (nowMs: number) => { hour: string; minute: string; second: string; period: string };
  /** The hour on the site's clock, 0 to 23. */
  hour: (instant: string) => number;
  /** `3 h 34 min`, `7 min`; parts of a minute are dropped, but something is never nothing: at least `1 min`. */
  duration: (seconds: number) => string;
  /** `1,250`. */
  count: (value: number) => string;
};

/** Keeps a number and its unit on one line. */
const NO_BREAK = '\u00a0';

/** Builds the formats. `zone` is an IANA name; one that this browser does not know falls back to the device's own. */
export function createFormat(language: Language, zone: string | undefined): Format {
  const locale = localeOf(language, zone);
  const timeZone = isKnownZone(zone) ? zone : undefined;
  const time = new Intl.DateTimeFormat(locale, { hour: hourStyle(locale), minute: '2-digit', timeZone });
  const clock = new Intl.DateTimeFormat(locale, {
    hour: hourStyle(locale),
    minute: '2-digit',
    second: '2-digit',
    timeZone,
  });
  const day = new Intl.DateTimeFormat('en-CA', { timeZone });
  const hour24 = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone });
  const date = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone,
  });
  const number = new Intl.NumberFormat(locale);
  const timeOf = (instant: string) => unbroken(time.format(Date.parse(instant)));
  return {
    time: timeOf,
    moment: (instant, nowMs) =>
      day.format(Date.parse(instant)) === day.format(nowMs)
        ? timeOf(instant)
        : `${weekday.format(Date.parse(instant)).replace(/\.$/, '')}${NO_BREAK}${timeOf(instant)}`,
    range: (startsAt, endsAt) => `${timeOf(startsAt)}–${timeOf(endsAt)}`,
    date: nowMs => date.format(nowMs),
    clock: nowMs => {
      const parts = clock.formatToParts(nowMs);
      const partOf = (type: Intl.DateTimeFormatPartTypes) =>
        parts.find(part => part.type === type)?.value ?? '';
      return {
        hour: partOf('hour'),
        minute: partOf('minute'),
        second: partOf('second'),
        period: partOf('dayPeriod'),
      };
    },
    hour: instant => Number(hour24.format(Date.parse(instant))),
    duration: seconds => {
      const minutes = Math.max(seconds > 0 ? 1 : 0, Math.floor(seconds / 60));
      const hours = Math.floor(minutes / 60);
      const rest = `${number.format(minutes % 60)}${NO_BREAK}min`;
      if (hours === 0) return rest;
      const whole = `${number.format(hours)}${NO_BREAK}h`;
      return minutes % 60 === 0 ? whole : `${whole}${NO_BREAK}${rest}`;
    },
    count: value => number.format(value),
  };
}

/** English is written the American way on sites in the Americas and with a 24-hour clock everywhere else. */
function localeOf(language: Language, zone: string | undefined): string {
  if (language === 'de') return 'de-DE';
  return zone?.startsWith('America/') || zone === 'Pacific/Honolulu' ? 'en-US' : 'en-GB';
}

function hourStyle(locale: string): 'numeric' | '2-digit' {
  return locale === 'en-US' ? 'numeric' : '2-digit';
}

function isKnownZone(zone: string | undefined): zone is string {
  if (zone === undefined) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function unbroken(text: string): string {
  return text.replace(/\s/g, NO_BREAK);
}
