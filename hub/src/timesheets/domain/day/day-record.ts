import { isPaid, type Segment } from '../breaks/segment.ts';
import type { HoursFacts } from '../facts/facts.ts';
import { overlaysOf, type PremiumContext, type PremiumWindow } from '../premium/overlay.ts';
import { type CodeSeconds, CodeSum, type DayRecord } from '../result.ts';
import type { Rounding } from '../round/rounding.ts';
import type { LocalDay } from '../time/civil.ts';
import { attendanceOf } from './attendance.ts';

/** What a date has beside its segments. */
export interface DayExtras extends PremiumContext {
  /** The premiums of the policy. */
  premiums: readonly PremiumWindow[];
  penalties: readonly CodeSeconds[];
  roundings: readonly Rounding[];
  /** The person is at work as of now, on this date. */
  isAtWork: boolean;
}

/** Sums up one date. Paid and unpaid together are presence and credit: no second is lost or counted twice. */
export function dayRecord(
  date: LocalDay,
  segments: readonly Segment[],
  facts: HoursFacts,
  { premiums, penalties, roundings, isAtWork, begunOn, clock }: DayExtras,
): DayRecord {
  const codes = new CodeSum();
  let paidSeconds = 0;
  let unpaidSeconds = 0;
  let creditSeconds = 0;
  for (const segment of segments) {
    if (segment.startSec === segment.endSec) creditSeconds += segment.seconds;
    if (!isPaid(segment)) {
      unpaidSeconds += segment.seconds;
      continue;
    }
    paidSeconds += segment.seconds;
    codes.add(segment.code, segment.seconds, segment.kind === 'top-up' ? 'extra' : 'bucket');
  }
  const overlays = overlaysOf(segments, premiums, { clock, begunOn });
  for (const { code, seconds } of overlays) codes.add(code, seconds, 'overlay');
  const leave = facts.leave.filter(entry => entry.date === date);
  for (const { code, seconds } of leave) codes.add(code, seconds, 'extra');
  codes.addAll(penalties);
  return {
    date,
    segments,
    overlays,
    presenceSeconds: paidSeconds + unpaidSeconds - creditSeconds,
    creditSeconds,
    paidSeconds,
    unpaidSeconds,
    codes: codes.list(),
    roundings,
    attendance: attendanceOf(date, { paidSeconds, isAtWork }, facts),
  };
}
