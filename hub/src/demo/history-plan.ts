import { DEMO_PEOPLE } from './factory.ts';
import { type DemoTap, strangerOf, tapsOfStay, worksOn } from './habits.ts';
import { localDate, stayOf } from './seed-demo.ts';

const DAY_MS = 86_400_000;
/** After a longer sleep the demo leaves the days between out; stays that were open then are still closed. */
const CAUGHT_UP_DAYS = 3;

/**
 * Every tap of the demo after `playedMs` up to `nowMs`, by time. At first (`playedMs` null) it begins with yesterday, so that the night shift
 * is there and weeks have hours. `leaveAlone` are people whom a visitor has tapped: they live their own life from then on.
 */
export function tapsBetween(
  playedMs: number | null,
  nowMs: number,
  leaveAlone: ReadonlySet<string>,
): DemoTap[] {
  const firstDay = Date.parse(`${localDate(nowMs - DAY_MS)}T00:00:00Z`) / DAY_MS;
  const since = playedMs ?? Number.NEGATIVE_INFINITY;
  const oldestMs = nowMs - CAUGHT_UP_DAYS * DAY_MS;
  return workDates(playedMs === null ? firstDay * DAY_MS : playedMs - DAY_MS, nowMs)
    .flatMap(workDate =>
      DEMO_PEOPLE.filter(person => worksOn(person, workDate) && !leaveAlone.has(person.id)).map(person =>
        stayOf(person, workDate),
      ),
    )
    .filter(stay => playedMs === null || stay.startsAtMs <= playedMs || stay.startsAtMs >= oldestMs)
    .flatMap(stay => [...tapsOfStay(stay), ...strangerOf(stay)])
    .filter(tap => tap.atMs > since && tap.atMs <= nowMs)
    .sort((a, b) => a.atMs - b.atMs || (a.badge < b.badge ? -1 : 1));
}

/** Local dates from the one that holds `fromMs` to the one of `toMs` and the next, whose first people come early. */
function workDates(fromMs: number, toMs: number): string[] {
  const dates = new Set<string>();
  for (let atMs = fromMs; atMs <= toMs + DAY_MS; atMs += DAY_MS) dates.add(localDate(atMs));
  return [...dates].sort();
}
