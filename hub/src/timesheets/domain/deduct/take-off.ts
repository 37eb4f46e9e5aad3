import { because, isPaid, part, type Segment, splitAfter, TOP_UP } from '../breaks/segment.ts';
import type { RuleId } from '../rules/rule-id.ts';

/**
 * Makes `seconds` of a day's work unpaid, spread over its stretches of work in proportion to their length (payroll.md 5.5: 3 h and
 * 7 h less 60 min are 1,080 s and 2,520 s less). Each stretch loses its end; what does not divide evenly goes to the largest
 * remainders. Never takes more than there is.
 */
export function takeOff(segments: readonly Segment[], seconds: number, rule: RuleId): Segment[] {
  const works = segments.filter(segment => segment.kind === 'work' && segment.seconds > 0);
  const total = works.reduce((sum, work) => sum + work.seconds, 0);
  const wanted = Math.min(seconds, total);
  if (wanted <= 0) return [...segments];
  const shares = works.map(work => {
    const exact = wanted * work.seconds;
    return { work, share: Math.floor(exact / total), remainder: exact % total };
  });
  let left = wanted - shares.reduce((sum, { share }) => sum + share, 0);
  for (const entry of shares.toSorted((a, b) => b.remainder - a.remainder)) {
    if (left === 0) break;
    if (entry.share < entry.work.seconds) {
      entry.share += 1;
      left -= 1;
    }
  }
  const shareOf = new Map(shares.map(({ work, share }) => [work, share]));
  return segments.flatMap(segment => cutEnd(segment, shareOf.get(segment) ?? 0, rule));
}

/** Makes the day's last `seconds` of paid time unpaid. */
export function takeOffEnd(segments: readonly Segment[], seconds: number, rule: RuleId): Segment[] {
  let left = seconds;
  const kept: Segment[] = [];
  for (const segment of segments.toReversed()) {
    const share = isPaid(segment) ? Math.min(left, segment.seconds) : 0;
    left -= share;
    kept.push(...cutEnd(segment, share, rule).toReversed());
  }
  return kept.toReversed();
}

function cutEnd(segment: Segment, seconds: number, rule: RuleId): Segment[] {
  if (seconds === 0) return [segment];
  const change = { kind: 'deducted' } as const;
  if (seconds >= segment.seconds) return [because(segment, rule, change)];
  const [paid, unpaid] = splitAfter(segment, segment.seconds - seconds);
  return [paid, because(unpaid, rule, change)];
}

/** Adds paid time that has no place, at the end of a day. */
export function addCredit(
  segments: readonly Segment[],
  seconds: number,
  rule: RuleId,
  kind: 'credit' | 'top-up' = 'credit',
): Segment[] {
  const last = segments.at(-1);
  if (!last || seconds <= 0) return [...segments];
  const placeless = part(last, last.endSec, last.endSec);
  const code = kind === 'top-up' ? TOP_UP : last.code;
  return [...segments, { ...placeless, kind, seconds, code, rules: [...chainToDay(last), rule] }];
}

/** What a credit shares with the segment it follows: which day it is on, not how it was paired. */
function chainToDay(segment: Segment): RuleId[] {
  return segment.rules.filter(rule => rule.startsWith('day.'));
}
