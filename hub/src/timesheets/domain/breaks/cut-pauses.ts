import type { Policy } from '@tapclock/contracts';
import type { Pause } from '../pair/stay.ts';
import type { RoundedStay } from '../round/round-stay.ts';
import type { RuleId } from '../rules/rule-id.ts';
import { because, part, REGULAR, type Segment, splitAfter } from './segment.ts';
import { paidLength, walkStay } from './walk-stay.ts';

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
  if (pauses.length === 0 || startSec === endSec) return [base];
  const segments: Segment[] = [];
  walkStay(startSec, endSec, pauses, (fromSec, toSec, pause) => {
    const piece = part(base, fromSec, toSec);
    if (pause === null) segments.push(piece);
    else segments.push(...pauseSegments(piece, pause, policy));
  });
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

const RULES = {
  meal: { paid: 'pause.meal.short-is-work', unpaid: 'pause.meal.unpaid' },
  break: { paid: 'pause.break.paid', unpaid: 'pause.break.unpaid' },
} as const;

function pauseSegments(piece: Segment, pause: Pause, policy: Policy): Segment[] {
  const rules = RULES[pause.kind];
  const segment = pause.fromBreak ? because(piece, 'pause.break-is-meal') : piece;
  const paid = (some: Segment) => because(some, rules.paid, { kind: 'paid-pause' });
  const unpaid = (some: Segment) => because(some, rules.unpaid, { kind: 'unpaid-pause' });
  const paidSec = paidLength(pause, policy);
  if (paidSec >= segment.seconds) return [paid(segment)];
  if (paidSec === 0) return [unpaid(segment)];
  const [first, rest] = splitAfter(segment, paidSec);
  return [paid(first), unpaid(rest)];
}
