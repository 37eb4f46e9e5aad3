import type { Language } from '@tapclock/contracts';

/** `Mon 23 Nov` of a date that has no zone. */
export function dateText(date: string, language: Language): string {
  const locale = language === 'de' ? 'de-DE' : 'en-GB';
  const options = { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(locale, options).format(Date.parse(`${date}T12:00:00Z`));
}
