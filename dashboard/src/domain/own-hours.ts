import type { ExplainedDay, ExplainedTimesheet } from '@tapclock/contracts';

/** A month as first and last date, both included. */
export interface Month {
  from: string;
  to: string;
}

/** The month that lies `back` months before the one of `today` (YYYY-MM-DD). */
export function monthBefore(today: string, back: number): Month {
  const year = Number(today.slice(0, 4));
  const month = Number(today.slice(5, 7)) - 1 - back;
  // Calendar arithmetic without a zone: dates of UTC never skip or repeat.
  const dateOf = (day: number, ofMonth: number) =>
    new Date(Date.UTC(year, ofMonth, day)).toISOString().slice(0, 10);
  return { from: dateOf(1, month), to: dateOf(0, month + 1) };
}

/** One date as its owner reads it at a glance. */
export interface DayLine {
  date: string;
  /** First and last moment that counts, local with offset; null on a day without any. */
  from: string | null;
  to: string | null;
  isOpen: boolean;
  pauseSeconds: number;
  paidSeconds: number;
  day: ExplainedDay;
}

const PAUSES: ReadonlySet<string> = new Set(['paid-pause', 'unpaid-pause', 'deducted']);

/** Days on which something was, newest first. */
export function dayLines({ days }: ExplainedTimesheet): DayLine[] {
  return days
    .filter(
      day =>
        day.segments.length > 0 || day.punches.length > 0 || day.findings.length > 0 || day.paidSeconds > 0,
    )
    .map(lineOf)
    .reverse();
}

function lineOf(day: ExplainedDay): DayLine {
  const { segments } = day;
  const isOpen = day.attendance === 'at-work';
  const first = segments.find(segment => segment.from !== undefined)?.from;
  return {
    date: day.date,
    // A stay that is still open has no segments yet.
    from: first ?? (isOpen ? day.punches[0]?.at : undefined) ?? null,
    to: isOpen ? null : (segments.findLast(segment => segment.to !== undefined)?.to ?? null),
    isOpen,
    pauseSeconds: segments
      .filter(({ kind }) => PAUSES.has(kind))
      .reduce((sum, { seconds }) => sum + seconds, 0),
    paidSeconds: day.paidSeconds,
    day,
  };
}

/** Paid seconds of all days. */
export function paidSeconds({ days }: ExplainedTimesheet): number {
  return days.reduce((sum, day) => sum + day.paidSeconds, 0);
}
