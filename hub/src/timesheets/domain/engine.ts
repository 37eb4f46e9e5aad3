import type { Policy } from '@tapclock/contracts';
import { cutPauses } from './breaks/cut-pauses.ts';
import type { Segment } from './breaks/segment.ts';
import { assignDay, type RollingWorkday } from './day/assign-day.ts';
import { dayRecord } from './day/day-record.ts';
import { deductDay } from './deduct/day-deductions.ts';
import { topUpShifts } from './deduct/minimum-shift.ts';
import type { HoursFacts, PlannedShift } from './facts/facts.ts';
import { hourFindings, shiftFindings } from './findings/all-findings.ts';
import { datedShifts } from './findings/dated-shift.ts';
import type { HoursFinding } from './findings/finding.ts';
import { penaltiesOf } from './findings/penalties.ts';
import { readPunches } from './order/read-punches.ts';
import { assignBuckets, type OvertimeSpan } from './overtime/assign-buckets.ts';
import { raiseRuns } from './overtime/consecutive-hours.ts';
import { weekRecord } from './overtime/week-record.ts';
import { intoWeeks } from './overtime/workweek.ts';
import { pairImported } from './pair/import-pairing.ts';
import { pairPunches } from './pair/pair-punches.ts';
import { isClosed } from './pair/stay.ts';
import { periodsOf } from './period/period-records.ts';
import { type CodeSeconds, CodeSum, type DayRecord, type HoursResult } from './result.ts';
import { roundStay } from './round/round-stay.ts';
import { autoClose } from './shift/auto-close.ts';
import { groupShifts, type WorkShift } from './shift/group-shifts.ts';
import type { LocalDay } from './time/civil.ts';
import type { ZoneClock, ZoneClocks } from './time/zone-clock.ts';

/**
 * Explained hours of one person, a pure function of facts, corrections, policy and time zone data (R5): the same input gives the
 * same output, whatever order punches arrive in. Read it from top to bottom: order, pair, match shift, round, breaks, day,
 * deduct, overtime, premiums, findings, pay periods. `clocks` only saves asking the zone data again.
 */
export function computeHours(facts: HoursFacts, clocks: ZoneClocks): HoursResult {
  const { policy } = facts;
  const clock = clocks.of(facts.zone);
  const reading = readPunches(facts.punches, facts.corrections, policy.debounceSec);
  const pairing =
    policy.importPairing === null
      ? pairPunches(reading.punches, policy, facts.asOfSec)
      : pairImported(reading.punches, policy.importPairing, policy.maxShiftMin);
  const shifts = groupShifts(pairing.stays, facts.shifts, policy);
  const findings = withoutClosed(reading.findings, pairing.findings, autoClose(shifts, policy));
  const dated = datedSegments(shifts, policy, clock);
  const deducted = topUpShifts(
    byDate(dated).flatMap(day => deductDay(day, policy, findings)),
    policy,
  );
  const weekClock = policy.workweek.zone ? clocks.of(policy.workweek.zone) : clock;
  const weeks = intoWeeks(raiseRuns(deducted, policy.ot), policy, weekClock);
  const spans = assignBuckets(weeks, policy, scheduledSeconds(facts.shifts));
  const rawShifts = datedShifts(shifts, deducted, clock);
  findings.push(...shiftFindings(rawShifts, facts));
  const days = dayRecords(spans, facts, clock, penaltiesOf(findings, policy.penalties));
  findings.push(...hourFindings(days, rawShifts, facts, clock));
  const weekRecords = spans.map(span => weekRecord(span, days, policy));
  const codes = new CodeSum();
  for (const day of days) codes.addAll(day.codes);
  return {
    policy: { name: policy.name, version: policy.version },
    zone: facts.zone,
    stays: pairing.stays,
    days,
    weeks: weekRecords,
    periods: periodsOf(weekRecords, days, policy, facts.holidays),
    codes: codes.list(),
    findings: findings.map(found => onItsDate(found, clock)).sort(compareFindings),
  };
}

/** Round, cut out pauses, assign to days; shift by shift in order of time. */
function datedSegments(shifts: readonly WorkShift[], policy: Policy, clock: ZoneClock): Segment[] {
  const rolling: RollingWorkday = { startSec: null };
  const dated: Segment[] = [];
  let stayIndex = 0;
  let notBeforeSec = Number.NEGATIVE_INFINITY;
  for (const [shiftIndex, shift] of shifts.entries()) {
    const segments: Segment[] = [];
    const { plan, endPlan } = shift;
    for (const stay of shift.stays) {
      if (isClosed(stay)) {
        const rounded = roundStay(stay, { clock, rules: policy.rounding, plan, endPlan, notBeforeSec });
        notBeforeSec = rounded.endSec;
        for (const segment of cutPauses(rounded, policy, shiftIndex, stayIndex)) segments.push(segment);
      }
      stayIndex += 1;
    }
    for (const segment of assignDay(segments, plan, { policy, clock, rolling })) dated.push(segment);
  }
  return dated;
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
  clock: ZoneClock,
  penalties: ReadonlyMap<LocalDay, readonly CodeSeconds[]>,
): DayRecord[] {
  const byDay = new Map<LocalDay, Segment[]>();
  for (const { date } of facts.leave) byDay.set(date, []);
  for (const { date } of facts.shifts) byDay.set(date, []);
  for (const day of byDate(spans.flatMap(span => span.segments))) {
    const date = day[0]?.date;
    if (date !== undefined) byDay.set(date, day);
  }
  return [...byDay.entries()]
    .sort(([a], [b]) => a - b)
    .map(([date, segments]) =>
      dayRecord(date, segments, facts, { clock, penalties: penalties.get(date) ?? [] }),
    );
}

/** A stay that the policy ended is not missing its end as well. */
function withoutClosed(
  reading: readonly HoursFinding[],
  pairing: readonly HoursFinding[],
  closed: readonly HoursFinding[],
): HoursFinding[] {
  const ids = new Set(closed.flatMap(({ punchIds }) => punchIds));
  const open = pairing.filter(({ code, punchIds }) => code !== 'MISSING_OUT' || !ids.has(punchIds[0] ?? ''));
  return [...reading, ...open, ...closed];
}

/** What belongs to no assigned day belongs to the local date on which it happened. */
function onItsDate(found: HoursFinding, clock: ZoneClock): HoursFinding {
  return found.date === null && found.atSec !== null ? { ...found, date: clock.dayAt(found.atSec) } : found;
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
