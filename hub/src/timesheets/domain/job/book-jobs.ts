import { because, isPaid, part, type Segment } from '../breaks/segment.ts';
import type { JobChange } from '../order/read-punches.ts';
import type { Stay } from '../pair/stay.ts';
import type { RuleId } from '../rules/rule-id.ts';

/**
 * Books each segment on the job of its time: what is paid is cut where the job changes. It comes last, so that no second, pause, rounding or
 * finding can depend on it; sums by pay code are the same as without. Instants are the clock's own: where rounding moved the start of a stay
 * past a change, the stay begins with the later job.
 */
export function bookJobs(segments: readonly Segment[], stays: readonly Stay[]): Segment[] {
  return segments.flatMap(segment => {
    const changes = stays[segment.stay]?.jobs ?? [];
    return changes.length === 0 ? [segment] : booked(segment, changes);
  });
}

function booked(segment: Segment, changes: readonly JobChange[]): Segment[] {
  const first = under(segment, changes, segment.startSec);
  // Nothing is booked on an unpaid pause, and what has no place cannot be cut: each says the job that it begins with.
  if (!isPaid(segment)) return [first];
  const pieces: Segment[] = [];
  let rest = first;
  for (const { atSec } of changes) {
    if (atSec <= rest.startSec || atSec >= rest.endSec) continue;
    const next = under(segment, changes, atSec);
    if (next.job === rest.job) continue;
    pieces.push(part(rest, rest.startSec, atSec));
    rest = part(next, atSec, rest.endSec);
  }
  return [...pieces, rest];
}

/** The segment on the job that is in effect at an instant, with the reason where that is not what the clock-in said. */
function under(segment: Segment, changes: readonly JobChange[], sec: number): Segment {
  const change = changes.findLast(({ atSec }) => atSec <= sec);
  if (change === undefined || change.job === segment.job) return segment;
  const corrected = change.correctionIds.map((id): RuleId => `correction#${id}`);
  const rules = [...segment.rules, ...corrected];
  return because({ ...segment, rules }, 'job.changed', { job: change.job });
}
