import { type CoverageSpan, EMPTY_CELL, type PlanCell, type PlanRow } from '@tapclock/contracts';
import { dateAfter } from './calendar-dates.ts';

/** Rows of one page of the week. */
export const WEEK_ROWS = 50;
const DAYS = 7;

/** The dates of a week that begins on a Monday. */
export function datesOf(monday: string): string[] {
  return Array.from({ length: DAYS }, (_, day) => dateAfter(monday, day));
}

/** A person's cell of a date; one in which there is nothing where the hub named none. */
export function cellOf(row: Pick<PlanRow, 'cells'>, date: string): PlanCell {
  return (
    row.cells.find(cell => cell.date === date) ?? {
      ...{ date, tag: EMPTY_CELL, published: [], draft: null, leave: [] },
    }
  );
}

/** How well the needs of one date are met with the drafts; null where nobody said what is needed. */
export interface DayCoverage {
  spans: number;
  /** Spans with too few people, the worst first. */
  short: CoverageSpan[];
}

export function coverageOf(spans: readonly CoverageSpan[], date: string): DayCoverage | null {
  const ofDay = spans.filter(span => span.date === date);
  if (ofDay.length === 0) return null;
  const short = ofDay
    .filter(({ required, drafted }) => drafted < required)
    .sort((a, b) => b.required - b.drafted - (a.required - a.drafted) || (a.startsAt < b.startsAt ? -1 : 1));
  return { spans: ofDay.length, short };
}

/** Where one page of a week is asked for; `page` counts from 1. */
export function weekPath(
  site: string,
  { monday, team, page }: { monday: string; team: string | null; page: number },
): { rows: string; overview: string } {
  const scope = new URLSearchParams({ from: monday, to: dateAfter(monday, DAYS - 1) });
  if (team !== null) scope.set('team', team);
  const base = `/api/v1/sites/${site}/schedule`;
  return {
    rows: `${base}?${scope}&page=${page}&per_page=${WEEK_ROWS}`,
    overview: `${base}/overview?${scope}`,
  };
}
