import { MAILS_PER_DAY_MAX, MAILS_RESERVED } from '@tapclock/contracts';
import { Temporal } from 'temporal-polyfill';

/** When somebody does not want mail: local times, `HH:MM`, which may span midnight. */
export interface QuietHours {
  from: string;
  to: string;
  exceptUrgent: boolean;
}

export interface MailQuestion {
  nowMs: number;
  /** IANA zone of whoever gets it. */
  zone: string;
  quiet: QuietHours | null;
  urgent: boolean;
  /** What it is about can be brought about by any colleague, again and again. */
  fromColleagues: boolean;
  /** Mails to them since their midnight. */
  mailsToday: number;
}

/** What came too much for one day goes out on the next, not at midnight. */
const MORNING = '07:00';

/** Epoch milliseconds at which a mail may go: now, at the end of quiet hours, or on the next morning when the day has had enough. */
export function mailTime({ nowMs, zone, quiet, urgent, fromColleagues, mailsToday }: MailQuestion): number {
  const mailsMax = fromColleagues ? MAILS_PER_DAY_MAX - MAILS_RESERVED : MAILS_PER_DAY_MAX;
  let at = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(zone);
  if (mailsToday >= mailsMax) at = onDate(at.toPlainDate().add({ days: 1 }), MORNING, zone);
  if (quiet !== null && !(urgent && quiet.exceptUrgent)) at = afterQuiet(at, quiet);
  return at.epochMilliseconds;
}

function afterQuiet(at: Temporal.ZonedDateTime, { from, to }: QuietHours): Temporal.ZonedDateTime {
  const time = at.toPlainTime();
  const isFrom = Temporal.PlainTime.compare(time, from) >= 0;
  const isBefore = Temporal.PlainTime.compare(time, to) < 0;
  const spansMidnight = from > to;
  if (!(spansMidnight ? isFrom || isBefore : isFrom && isBefore)) return at;
  const date = at.toPlainDate();
  return onDate(spansMidnight && isFrom ? date.add({ days: 1 }) : date, to, at.timeZoneId);
}

/** A time that the clocks show twice is the second one, a skipped one is after the gap: quiet hours are never shorter than they say. */
function onDate(date: Temporal.PlainDate, time: string, zone: string): Temporal.ZonedDateTime {
  return date.toPlainDateTime(time).toZonedDateTime(zone, { disambiguation: 'later' });
}
