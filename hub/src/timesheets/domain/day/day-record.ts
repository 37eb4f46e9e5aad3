import type { Policy } from '@tapclock/contracts';
import { isPaid, type Segment } from '../breaks/segment.ts';
import type { HoursFacts } from '../facts/facts.ts';
import { overlaysOf } from '../premium/overlay.ts';
import { type CodeSeconds, CodeSum, type DayRecord } from '../result.ts';
import type { LocalDay } from '../time/civil.ts';
import type { ZoneClock } from '../time/zone-clock.ts';

/** Sums up one date. Paid and unpaid together are presence and credit: no second is lost or counted twice. */
export function dayRecord(
  date: LocalDay,
  segments: readonly Segment[],
  facts: HoursFacts,
  { clock, penalties }: { clock: ZoneClock; penalties: readonly CodeSeconds[] },
): DayRecord {
  const { policy, holidays } = facts;
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
    if (segment.kind === 'top-up') codes.add('TOP_UP', segment.seconds, 'extra');
    else codes.add(segment.code, segment.seconds, 'bucket');
  }
  const overlays = policy.premiums.length > 0 ? overlaysOf(segments, policy.premiums, clock, holidays) : [];
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
    attendance: attendance(paidSeconds, leave.length > 0, policy),
  };
}

/** payroll.md 5.1 rule 9: below one limit absent, below another half a day. */
function attendance(paidSeconds: number, hasLeave: boolean, policy: Policy): DayRecord['attendance'] {
  const { absentBelowMin, halfDayBelowMin } = policy.attendance;
  if (paidSeconds === 0 && hasLeave) return 'leave';
  if (paidSeconds === 0 || paidSeconds < absentBelowMin * 60) return 'absent';
  return paidSeconds < halfDayBelowMin * 60 ? 'half-day' : 'present';
}
