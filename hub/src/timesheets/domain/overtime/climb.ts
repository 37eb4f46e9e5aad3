import type { OvertimeTier } from '@tapclock/contracts';
import { because, REGULAR, type Segment, splitAfter } from '../breaks/segment.ts';
import type { RuleName } from '../rules/rule-id.ts';

/** The bucket of a multiple of base pay: REG, OT (1.5), DT (2), else by percent, such as OT125. */
export function bucketCode(rate: number): string {
  if (rate === 1) return REGULAR;
  if (rate === 1.5) return 'OT';
  if (rate === 2) return 'DT';
  return `OT${Math.round(rate * 100)}`;
}

/** Thresholds in seconds, ascending, each with where it stands in the policy. */
export interface Step {
  afterSec: number;
  rate: number;
  index: number;
}

export function stepsOf(tiers: readonly OvertimeTier[]): Step[] {
  return tiers
    .map(({ afterMin, rate }, index) => ({ afterSec: afterMin * 60, rate, index }))
    .sort((a, b) => a.afterSec - b.afterSec);
}

/**
 * Walks through segments in order of time, counts those that count, and puts each second above a threshold into the bucket of the
 * highest tier reached (payroll.md 5.6). A second that already has a higher rate keeps it.
 */
export function climb(
  segments: readonly Segment[],
  steps: readonly Step[],
  rule: RuleName,
  counts: (segment: Segment) => boolean,
): Segment[] {
  if (steps.length === 0) return [...segments];
  const climbed: Segment[] = [];
  let reachedSec = 0;
  for (const segment of segments) {
    if (!counts(segment)) {
      climbed.push(segment);
      continue;
    }
    let rest = segment;
    for (;;) {
      const border = steps.find(step => step.afterSec > reachedSec)?.afterSec;
      const step = steps.findLast(({ afterSec }) => afterSec <= reachedSec);
      const roomSec = border === undefined ? rest.seconds : border - reachedSec;
      if (rest.seconds <= roomSec) {
        reachedSec += rest.seconds;
        climbed.push(raise(rest, step, rule));
        break;
      }
      const [here, beyond] = splitAfter(rest, roomSec);
      reachedSec += roomSec;
      climbed.push(raise(here, step, rule));
      rest = beyond;
    }
  }
  return climbed;
}

function raise(segment: Segment, step: Step | undefined, rule: RuleName): Segment {
  if (!step || step.rate <= segment.rate) return segment;
  return because(segment, `${rule}#${step.index}`, { rate: step.rate, code: bucketCode(step.rate) });
}
