import type { Policy } from '@tapclock/contracts';
import { because, isPaid, type Segment, splitAfter, sumSeconds } from '../breaks/segment.ts';
import type { RuleId } from '../rules/rule-id.ts';
import { addCredit } from './take-off.ts';

/**
 * Pays pauses that a policy pays up to a length (payroll.md 5.5). With `includePunched` the punched pause is paid up to the maximum;
 * without, the maximum is added whatever was punched. Breaks: the first only, unless `multiple`.
 */
export function payPauses(day: readonly Segment[], policy: Policy): Segment[] {
  let segments = [...day];
  const { paidMeal, paidBreak } = policy;
  if (paidMeal !== null) {
    const maxSec = paidMeal.maxMin * 60;
    segments = paidMeal.includePunched
      ? payPunched(segments, 'pause.meal.unpaid', 'add.paidMeal', { maxSec, each: false, multiple: true })
      : addFull(segments, maxSec, 'add.paidMeal');
  }
  if (paidBreak !== null) {
    const maxSec = paidBreak.maxMin * 60;
    const { multiple } = paidBreak;
    segments = paidBreak.includePunched
      ? payPunched(segments, 'pause.break.unpaid', 'add.paidBreak', { maxSec, each: true, multiple })
      : addFull(segments, maxSec, 'add.paidBreak');
  }
  return segments;
}

interface Limit {
  maxSec: number;
  /** The maximum is per pause, not per day. */
  each: boolean;
  multiple: boolean;
}

function payPunched(segments: readonly Segment[], unpaid: RuleId, rule: RuleId, limit: Limit): Segment[] {
  let left = limit.maxSec;
  let seen = 0;
  return segments.flatMap(segment => {
    if (segment.kind !== 'unpaid-pause' || !segment.rules.includes(unpaid)) return [segment];
    seen += 1;
    if (seen > 1 && !limit.multiple) return [segment];
    const seconds = Math.min(segment.seconds, limit.each ? limit.maxSec : left);
    left -= seconds;
    if (seconds === 0) return [segment];
    if (seconds === segment.seconds) return [because(segment, rule, { kind: 'paid-pause' })];
    const [paid, rest] = splitAfter(segment, seconds);
    return [because(paid, rule, { kind: 'paid-pause' }), rest];
  });
}

function addFull(segments: readonly Segment[], seconds: number, rule: RuleId): Segment[] {
  return sumSeconds(segments, isPaid) > 0 ? addCredit(segments, seconds, rule) : [...segments];
}
