import { Policy, type PolicyDraft, type PunchKind } from '@tapclock/contracts';
import {
  computeHours,
  formatDay,
  type HoursFacts,
  type HoursResult,
  type PlannedShift,
  type PunchFact,
  parseDay,
  timeOfDaySec,
  ZoneClocks,
} from '../../src/timesheets/domain/index.ts';

/** Zone data is asked for once per zone and test file. */
export const clocks = new ZoneClocks();
export const UTC = 'UTC';
/** A Monday. */
export const MONDAY = '2026-06-15';

export const minutes = (count: number) => count * 60;
export const hours = (count: number) => Math.round(count * 3600);

export function aPolicy(draft: Partial<PolicyDraft> = {}): Policy {
  return Policy.parse({ name: 'test', version: 1, ...draft });
}

/** `YYYY-MM-DD HH:MM[:SS]` by the wall clock, epoch seconds; the earlier of two. */
export function at(text: string, zone = UTC): number {
  const [date = '', time = ''] = text.split(' ');
  return clocks.of(zone).plannedAt(parseDay(date), timeOfDaySec(time));
}

export function nextDate(date: string, days = 1): string {
  return formatDay(parseDay(date) + days);
}

let numbered = 0;

export function aPunch(kind: PunchKind, atSec: number, more: Partial<PunchFact> = {}): PunchFact {
  numbered += 1;
  return { id: `p${String(numbered).padStart(6, '0')}`, kind, atSec, sequence: 0, job: null, ...more };
}

/** Punches of one date by kind and wall clock: `punched('2026-06-15', 'IN 08:00', 'OUT 17:00')`. */
export function punched(date: string, ...entries: string[]): PunchFact[] {
  return punchedIn(UTC, date, ...entries);
}

export function punchedIn(zone: string, date: string, ...entries: string[]): PunchFact[] {
  return entries.map(entry => {
    const [kind = '', time = ''] = entry.split(' ');
    const [clock = '', days = '0'] = time.split('+');
    return aPunch(kind as PunchKind, at(`${nextDate(date, Number(days))} ${clock}`, zone));
  });
}

/** Clock-in and clock-out pairs: `worked('2026-06-15', '08:00-12:00', '22:00-06:00')`; an end not after its start is next day. */
export function worked(date: string, ...spans: string[]): PunchFact[] {
  return workedIn(UTC, date, ...spans);
}

export function workedIn(zone: string, date: string, ...spans: string[]): PunchFact[] {
  return spans.flatMap(span => {
    const [from = '', to = ''] = span.split('-');
    const until = timeOfDaySec(to) > timeOfDaySec(from) ? date : nextDate(date);
    return [aPunch('IN', at(`${date} ${from}`, zone)), aPunch('OUT', at(`${until} ${to}`, zone))];
  });
}

/** So many hours a day from 06:00, one day after another. */
export function week(monday: string, ...hoursPerDay: number[]): PunchFact[] {
  return hoursPerDay.flatMap((count, index) => {
    const startSec = at(`${nextDate(monday, index)} 06:00`);
    return count === 0 ? [] : [aPunch('IN', startSec), aPunch('OUT', startSec + hours(count))];
  });
}

export function aShift(
  date: string,
  span: string,
  more: Partial<PlannedShift> & { zone?: string } = {},
): PlannedShift {
  const { zone = UTC, ...rest } = more;
  const [from = '', to = ''] = span.split('-');
  const until = timeOfDaySec(to) > timeOfDaySec(from) ? date : nextDate(date);
  const startSec = at(`${date} ${from}`, zone);
  const endSec = at(`${until} ${to}`, zone);
  return { id: `${date} ${span}`, date: parseDay(date), startSec, endSec, unpaidSec: 0, ...rest };
}

export function facts(punches: readonly PunchFact[], more: Partial<HoursFacts> = {}): HoursFacts {
  return {
    zone: UTC,
    policy: aPolicy(),
    punches,
    corrections: [],
    shifts: [],
    holidays: new Set(),
    leave: [],
    bornOn: null,
    asOfSec: null,
    ...more,
  };
}

export function compute(punches: readonly PunchFact[], more: Partial<HoursFacts> = {}): HoursResult {
  return computeHours(facts(punches, more), clocks);
}

/** Hours by pay code, of a result, a day or a week. */
export function codeHours({ codes }: Pick<HoursResult, 'codes'>): Record<string, number> {
  return Object.fromEntries(codes.map(({ code, seconds }) => [code, seconds / 3600]));
}

/** Paid seconds by date. */
export function paidByDate({ days }: HoursResult): Record<string, number> {
  return Object.fromEntries(days.map(day => [formatDay(day.date), day.paidSeconds]));
}

/** Paid seconds of the whole case. */
export function paid({ days }: HoursResult): number {
  return days.reduce((sum, day) => sum + day.paidSeconds, 0);
}

export function findingCodes({ findings }: HoursResult): string[] {
  return findings.map(({ code }) => code);
}
