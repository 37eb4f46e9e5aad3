import { datesBetween, type HeadcountSpan, type Zone } from '@tapclock/contracts';
import { weekdayOf } from './dates.ts';
import { ShiftTimes } from './shift-times.ts';

/** So many people are planned in an area for this time. */
export interface PlannedPeople {
  area: string;
  startsAt: string;
  endsAt: string;
  people: number;
}

/** So many people are needed in an area for this time. */
export interface RequiredPeople extends PlannedPeople {
  /** Local date on which it begins. */
  date: string;
}

/** What areas need on dates, both included, by start. Zone arithmetic as for shifts. */
export function requiredPeople(
  areas: readonly { area: string; spans: readonly HeadcountSpan[] }[],
  dates: { from: string; to: string },
  zone: Zone,
): RequiredPeople[] {
  const times = new ShiftTimes(zone);
  return datesBetween(dates.from, dates.to).flatMap(date =>
    areas
      .flatMap(({ area, spans }) =>
        spans
          .filter(({ weekdays }) => weekdays.includes(weekdayOf(date)))
          .map(({ starts, ends, people }) => ({
            ...{ area, date, people },
            ...times.of({ id: `${starts}-${ends}`, startsLocal: starts, endsLocal: ends }, date),
          })),
      )
      .sort((a, b) => compare(a.startsAt, b.startsAt) || compare(a.area, b.area)),
  );
}

/** A span of time, epoch milliseconds, and how many people are planned for it. */
export interface TimedPeople {
  startMs: number;
  endMs: number;
  people: number;
}

/** Parses the instants once: many spans are held against them. */
export function timedPeople({ startsAt, endsAt, people }: Omit<PlannedPeople, 'area'>): TimedPeople {
  return { startMs: Date.parse(startsAt), endMs: Date.parse(endsAt), people };
}

/** The fewest people who are planned at any moment of a span. */
export function fewestPlanned(
  { startMs, endMs }: Pick<TimedPeople, 'startMs' | 'endMs'>,
  planned: readonly TimedPeople[],
): number {
  const changes = new Map<number, number>([[startMs, 0]]);
  const add = (atMs: number, people: number) => changes.set(atMs, (changes.get(atMs) ?? 0) + people);
  for (const one of planned) {
    if (one.startMs >= endMs || one.endMs <= startMs) continue;
    add(Math.max(one.startMs, startMs), one.people);
    if (one.endMs < endMs) add(one.endMs, -one.people);
  }
  let here = 0;
  let fewest = Number.POSITIVE_INFINITY;
  for (const [, people] of [...changes].sort(([a], [b]) => a - b)) {
    here += people;
    fewest = Math.min(fewest, here);
  }
  return fewest;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
