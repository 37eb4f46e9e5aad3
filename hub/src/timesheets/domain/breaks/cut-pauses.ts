import type { Policy } from '@tapclock/contracts';
import type { Pause } from '../pair/stay.ts';
import type { RoundedStay } from '../round/round-stay.ts';
import type { RuleId } from '../rules/rule-id.ts';
import { because, part, REGULAR, type Segment } from './segment.ts';

/**
 * A rounded stay as work and pauses that cover it without gaps (payroll.md 5.1 rule 7). Short breaks are paid and short meals are
 * work where the policy says so (29 CFR 785.18 and .19); under EU policies every punched pause is unpaid.
 */
export function cutPauses(rounded: RoundedStay, policy: Policy, shift: number, stay: number): Segment[] {
  const { startSec, endSec, pauses } = rounded;
  const base: Segment = {
    kind: 'work',
    startSec,
    endSec,
    seconds: endSec - startSec,
    shift,
    stay,
    date: 0,
    workday: 0,
    job: rounded.stay.in.job,
    rules: chainOf(rounded),
    code: REGULAR,
    rate: 1,
  };
  if (pauses.length === 0) return [base];
  const segments: Segment[] = [];
  let cursor = startSec;
  for (const pause of pauses) {
    const from = Math.min(Math.max(pause.startSec, cursor), endSec);
    const to = Math.min(Math.max(pause.endSec, from), endSec);
    if (from > cursor) segments.push(part(base, cursor, from));
    if (to > from) segments.push(...pauseSegments(part(base, from, to), pause, policy));
    cursor = to;
  }
  if (endSec > cursor) segments.push(part(base, cursor, endSec));
  return segments;
}

function chainOf({ stay, rules }: RoundedStay): readonly RuleId[] {
  const corrected: readonly string[] = [
    ...stay.in.correctionIds,
    ...(stay.end.kind === 'closed' ? stay.end.out.correctionIds : []),
  ];
  const paired = stay.end.kind === 'auto-closed' ? 'pair.auto-closed' : 'pair.punches';
  return corrected.length === 0
    ? [paired, ...rules]
    : [...corrected.map((id): RuleId => `correction#${id}`), paired, ...rules];
}

function pauseSegments(segment: Segment, pause: Pause, policy: Policy): Segment[] {
  const lengthSec = pause.endSec - pause.startSec;
  if (pause.kind === 'meal') {
    return lengthSec < policy.meal.minUnpaidMin * 60
      ? [because(segment, 'pause.meal.short-is-work', { kind: 'paid-pause' })]
      : [because(segment, 'pause.meal.unpaid', { kind: 'unpaid-pause' })];
  }
  const paidSec = policy.break.paidMaxMin * 60;
  if (lengthSec <= paidSec) return [because(segment, 'pause.break.paid', { kind: 'paid-pause' })];
  const unpaid = (rest: Segment) => because(rest, 'pause.break.unpaid', { kind: 'unpaid-pause' });
  if (policy.break.beyondMax === 'allUnpaid' || paidSec === 0) return [unpaid(segment)];
  if (segment.seconds <= paidSec) return [because(segment, 'pause.break.paid', { kind: 'paid-pause' })];
  const borderSec = segment.startSec + paidSec;
  return [
    because(part(segment, segment.startSec, borderSec), 'pause.break.paid', { kind: 'paid-pause' }),
    unpaid(part(segment, borderSec, segment.endSec)),
  ];
}
