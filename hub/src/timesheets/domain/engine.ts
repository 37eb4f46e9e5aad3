import type { Segment } from './breaks/segment.ts';
import { datesAtWork } from './day/attendance.ts';
import { beginnings, datedSegments } from './day/dated-segments.ts';
import { type DayExtras, dayRecord } from './day/day-record.ts';
import { keptDate } from './day/handover.ts';
import { deductDay } from './deduct/day-deductions.ts';
import { topUpShifts } from './deduct/minimum-shift.ts';
import type { Handover, HoursFacts, PlannedShift } from './facts/facts.ts';
import { hourFindings, shiftFindings } from './findings/all-findings.ts';
import { datedShifts } from './findings/dated-shift.ts';
import type { HoursFinding } from './findings/finding.ts';
import { penaltiesOf } from './findings/penalties.ts';
import { assignJobs } from './job/assign-jobs.ts';
import { bookJobs } from './job/book-jobs.ts';
import { assignBuckets, type OvertimeSpan } from './overtime/assign-buckets.ts';
import { raiseRuns } from './overtime/consecutive-hours.ts';
import { weekRecord, withIdleWeeks } from './overtime/week-record.ts';
import { intoWeeks } from './overtime/workweek.ts';
import { type ReadStays, readStays } from './pair/read-stays.ts';
import { periodsOf } from './period/period-records.ts';
import { premiumWindows } from './premium/overlay.ts';
import { CodeSum, type DayRecord, type HoursResult } from './result.ts';
import { DayRoundings } from './round/rounding.ts';
import { autoClose } from './shift/auto-close.ts';
import { groupShifts } from './shift/group-shifts.ts';
import type { LocalDay } from './time/civil.ts';
import type { ZoneClock, ZoneClocks } from './time/zone-clock.ts';

const NO_HANDOVERS: readonly Handover[] = [];

/**
 * Explained hours of one person, a pure function of facts, corrections, policy and time zone data (R5): the same input gives the
 * same output, whatever order punches arrive in. Read it from top to bottom: order, pair, match shift, round, breaks, day,
 * deduct, overtime, jobs, premiums, findings, pay periods. `clocks` only saves asking the zone data again.
 */
export function computeHours(facts: HoursFacts, clocks: ZoneClocks): HoursResult {
  const { policy } = facts;
  const clock = clocks.of(facts.zone);
  const handovers = facts.handovers ?? NO_HANDOVERS;
  const read = readStays(facts);
  const shifts = groupShifts(read.stays, facts.shifts, policy);
  const findings = withoutClosed(read.findings, autoClose(shifts, policy));
  assignJobs(read.stays, read.jobs);
  const roundings = new DayRoundings();
  const dated = datedSegments(shifts, policy, clock, roundings, handovers);
  const deducted = topUpShifts(
    byDate(dated).flatMap(day => deductDay(day, policy, { findings, roundings })),
    policy,
  );
  const weekClock = policy.workweek.zone ? clocks.of(policy.workweek.zone) : clock;
  const weeks = intoWeeks(raiseRuns(deducted, policy.ot), policy, weekClock, handovers);
  const spans = onTheirJobs(assignBuckets(weeks, policy, scheduledSeconds(facts.shifts)), read);
  const rawShifts = datedShifts(shifts, deducted, clock, handovers);
  findings.push(...shiftFindings(rawShifts, read.findings.pairing, facts, clock));
  const begunOn = beginnings(deducted, policy, clock);
  const penalties = penaltiesOf(findings, policy.penalties);
  const atWork = datesAtWork(rawShifts, clock);
  const premiums = premiumWindows(policy.premiums, facts.holidays);
  const days = dayRecords(spans, facts, atWork, date => ({
    clock,
    premiums,
    begunOn,
    penalties: penalties.get(date) ?? [],
    roundings: roundings.of(date),
    isAtWork: atWork.has(date),
  }));
  findings.push(...hourFindings(days, rawShifts, facts, clock));
  const weekRecords = withIdleWeeks(spans, days, policy).map(span => weekRecord(span, days, policy));
  const codes = new CodeSum();
  for (const day of days) codes.addAll(day.codes);
  return {
    policy: { name: policy.name, version: policy.version },
    zone: facts.zone,
    stays: read.stays,
    days,
    weeks: weekRecords,
    periods: periodsOf(weekRecords, days, policy, facts.holidays),
    codes: codes.list(),
    findings: findings.map(found => onItsDate(found, clock, handovers)).sort(compareFindings),
  };
}

/** Segments by assigned date, dates ascending. */
function byDate(segments: readonly Segment[]): Segment[][] {
  const days = new Map<LocalDay, Segment[]>();
  for (const segment of segments) {
    const day = days.get(segment.date);
    if (day) day.push(segment);
    else days.set(segment.date, [segment]);
  }
  return [...days.entries()].sort(([a], [b]) => a - b).map(([, day]) => day);
}

function onTheirJobs(spans: readonly OvertimeSpan[], { stays, jobs }: ReadStays): readonly OvertimeSpan[] {
  if (jobs.length === 0) return spans;
  return spans.map(span => ({ ...span, segments: bookJobs(span.segments, stays) }));
}

/** Planned paid time by date. */
function scheduledSeconds(shifts: readonly PlannedShift[]): Map<LocalDay, number> {
  const byDay = new Map<LocalDay, number>();
  for (const { date, startSec, endSec, unpaidSec } of shifts)
    byDay.set(date, (byDay.get(date) ?? 0) + endSec - startSec - unpaidSec);
  return byDay;
}

function dayRecords(
  spans: readonly OvertimeSpan[],
  facts: HoursFacts,
  atWork: ReadonlySet<LocalDay>,
  extrasOf: (date: LocalDay) => DayExtras,
): DayRecord[] {
  const byDay = new Map<LocalDay, Segment[]>();
  for (const { date } of facts.leave) byDay.set(date, []);
  for (const { date } of facts.shifts) byDay.set(date, []);
  for (const date of atWork) byDay.set(date, []);
  for (const day of byDate(spans.flatMap(span => span.segments))) {
    const date = day[0]?.date;
    if (date !== undefined) byDay.set(date, day);
  }
  return [...byDay.entries()]
    .sort(([a], [b]) => a - b)
    .map(([date, segments]) => dayRecord(date, segments, facts, extrasOf(date)));
}

/** A stay that the policy ended is not missing its end as well. */
function withoutClosed(
  { reading, pairing }: ReadStays['findings'],
  closed: readonly HoursFinding[],
): HoursFinding[] {
  const ids = new Set(closed.flatMap(({ punchIds }) => punchIds));
  const open = pairing.filter(({ code, punchIds }) => code !== 'MISSING_OUT' || !ids.has(punchIds[0] ?? ''));
  return [...reading, ...open, ...closed];
}

/** What belongs to no assigned day belongs to the local date on which it happened. */
function onItsDate(found: HoursFinding, clock: ZoneClock, handovers: readonly Handover[]): HoursFinding {
  if (found.date !== null || found.atSec === null) return found;
  return { ...found, date: keptDate(clock.dayAt(found.atSec), found.atSec, handovers) };
}

/** By date, then time; what is about the whole day comes last. */
function compareFindings(a: HoursFinding, b: HoursFinding): number {
  const [late, never] = [Number.MAX_SAFE_INTEGER, 0];
  return (
    (a.date ?? never) - (b.date ?? never) ||
    (a.atSec ?? late) - (b.atSec ?? late) ||
    (a.code < b.code ? -1 : a.code > b.code ? 1 : 0)
  );
}
