import type { SheetDay, SheetFinding } from '@tapclock/contracts';
import { localInstant, writtenSegment } from '../case/written-segment.ts';
import {
  computeHours,
  type DayRecord,
  formatDay,
  type HoursFinding,
  type HoursResult,
  type LocalDay,
  type PaidCode,
  paysByDay,
  type Rounding,
  type ZoneClock,
  type ZoneClocks,
} from '../domain/index.ts';
import type { Stretch } from '../facts/person-facts.ts';

/** One date as the engine derived it, what it noticed about it and what rounding did to it. */
export interface DerivedDay {
  day: SheetDay;
  findings: readonly SheetFinding[];
  roundings: readonly Rounding[];
}

const NO_PAYS: readonly PaidCode[] = [];
const NO_FINDINGS: readonly HoursFinding[] = [];
const NO_ROUNDINGS: readonly Rounding[] = [];

/** One date as the engine answered it, before anything is written down. */
export interface FoundDay {
  date: LocalDay;
  /** Null where nothing was done or planned, though something was paid or found. */
  record: DayRecord | null;
  pays: readonly PaidCode[];
  findings: readonly HoursFinding[];
}

/** Runs the engine for a stretch and keeps the dates it answers for: those on which something was done, planned, paid or found. */
export function deriveDays(stretch: Stretch, clocks: ZoneClocks): DerivedDay[] {
  return daysOf(stretch, computeHours(stretch.facts, clocks), clocks.of(stretch.facts.zone));
}

/**
 * The dates of a stretch out of what the engine answered for all of its facts; dates ascending. `also` are dates that are wanted though
 * nothing came of them.
 */
export function daysOf(
  stretch: Stretch,
  result: HoursResult,
  clock: ZoneClock,
  also: Iterable<LocalDay> = [],
): DerivedDay[] {
  return foundDays(stretch, result, also).map(found => ({
    day: sheetDay(found, result.policy, clock),
    findings: found.findings.map(finding => sheetFinding(finding, clock)),
    roundings: found.record?.roundings ?? NO_ROUNDINGS,
  }));
}

/** The dates of `daysOf` for those who read numbers and no texts. */
export function foundDays(
  { from, to }: Stretch,
  result: HoursResult,
  also: Iterable<LocalDay> = [],
): FoundDay[] {
  const records = new Map(result.days.map(day => [day.date, day]));
  const pays = paysByDay(result.weeks, result.days);
  const findings = findingsByDay(result.findings);
  const dates = new Set([...records.keys(), ...pays.keys(), ...findings.keys(), ...also]);
  return [...dates]
    .filter(date => date >= from && date <= to)
    .sort((a, b) => a - b)
    .map(date => ({
      date,
      record: records.get(date) ?? null,
      pays: pays.get(date) ?? NO_PAYS,
      findings: findings.get(date) ?? NO_FINDINGS,
    }));
}

/** A date without a record of its own pays what a week that ends on it leaves to pay. Fields in one order: its text is hashed. */
function sheetDay({ date, record, pays }: FoundDay, policy: SheetDay['policy'], clock: ZoneClock): SheetDay {
  return {
    date: formatDay(date),
    policy: { name: policy.name, version: policy.version },
    attendance: record?.attendance ?? 'absent',
    presenceSeconds: record?.presenceSeconds ?? 0,
    creditSeconds: record?.creditSeconds ?? 0,
    paidSeconds: record?.paidSeconds ?? 0,
    unpaidSeconds: record?.unpaidSeconds ?? 0,
    codes: (record?.codes ?? []).map(({ code, kind, seconds }) => ({ code, kind, seconds })),
    pays: pays.map(({ code, kind, seconds, job }) => ({ code, kind, seconds, job })),
    segments: (record?.segments ?? []).map(segment => writtenSegment(segment, clock)),
    premiums: (record?.overlays ?? []).map(({ code, startSec, endSec, seconds, rule }) => ({
      code,
      from: localInstant(startSec, clock),
      to: localInstant(endSec, clock),
      seconds,
      rule,
    })),
  };
}

/** A finding with dates and local instants as text. */
export function sheetFinding(finding: HoursFinding, clock: ZoneClock): SheetFinding {
  return {
    code: finding.code,
    date: finding.date === null ? null : formatDay(finding.date),
    at: finding.atSec === null ? null : localInstant(finding.atSec, clock),
    seconds: finding.seconds,
    limitSeconds: finding.limitSec,
    punches: [...finding.punchIds],
  };
}

/** In the engine's order. The engine dates everything that it finds. */
function findingsByDay(findings: readonly HoursFinding[]): Map<LocalDay, HoursFinding[]> {
  const byDay = new Map<LocalDay, HoursFinding[]>();
  for (const finding of findings) {
    if (finding.date === null) throw new Error(`the finding ${finding.code} has no date`);
    const day = byDay.get(finding.date);
    if (day) day.push(finding);
    else byDay.set(finding.date, [finding]);
  }
  return byDay;
}
