import type { PersonChange, SheetFinding } from '@tapclock/contracts';
import { formatDay, type HoursFinding, type LocalDay, type ZoneClock } from '../../domain/index.ts';
import { type FoundDay, sheetFinding } from '../../sheets/derived-days.ts';
import { CodeChanges } from './code-changes.ts';

/** What differs for one person; what stays the same is left out. */
export type DaysChange = Pick<PersonChange, 'codes' | 'days' | 'appear' | 'disappear'>;

type ComparedDay = Omit<FoundDay, 'record'>;

/** The days of one person under two sets of rules, dates ascending in both; `clock` is the wall clock of the person's site. */
export interface ComparedDays {
  before: readonly ComparedDay[];
  after: readonly ComparedDay[];
  clock: ZoneClock;
}

/** Null when nothing differs. Only what differs is written down: of most people that is little. */
export function compareDays({ before, after, clock }: ComparedDays): DaysChange | null {
  const sum = new CodeChanges();
  const byDate = new Map<LocalDay, CodeChanges>();
  for (const [side, derived] of [
    ['before', before],
    ['after', after],
  ] as const) {
    for (const { date, pays } of derived) {
      const ofDay = byDate.get(date) ?? new CodeChanges();
      byDate.set(date, ofDay);
      ofDay.add(side, pays);
      sum.add(side, pays);
    }
  }
  const days = [...byDate]
    .map(([date, codes]) => ({ date, codes: codes.changed() }))
    .filter(({ codes }) => codes.length > 0)
    .sort((a, b) => a.date - b.date)
    .map(({ date, codes }) => ({ date: formatDay(date), codes }));
  const appear = without(findingsOf(after), findingsOf(before), clock);
  const disappear = without(findingsOf(before), findingsOf(after), clock);
  if (days.length === 0 && appear.length === 0 && disappear.length === 0) return null;
  return { codes: sum.changed(), days, appear, disappear };
}

/** Seconds that are paid otherwise, whichever way. */
export function movedSeconds({ days }: Pick<PersonChange, 'days'>): number {
  return days
    .flatMap(({ codes }) => codes)
    .reduce((sum, { before, after }) => sum + Math.abs(after - before), 0);
}

function findingsOf(days: readonly ComparedDay[]): HoursFinding[] {
  return days.flatMap(({ findings }) => findings);
}

function without(
  findings: readonly HoursFinding[],
  others: readonly HoursFinding[],
  clock: ZoneClock,
): SheetFinding[] {
  const known = new Set(others.map(findingKey));
  return findings
    .filter(finding => !known.has(findingKey(finding)))
    .map(finding => sheetFinding(finding, clock));
}

/** The same matter with another amount is still the same finding. */
function findingKey({ code, date, atSec, punchIds }: HoursFinding): string {
  return `${code} ${date} ${atSec} ${punchIds.join(' ')}`;
}
