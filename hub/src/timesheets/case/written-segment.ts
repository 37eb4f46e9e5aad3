import type { SheetSegment } from '@tapclock/contracts';
import { formatOffset, formatWallClock, isPaid, type Segment, type ZoneClock } from '../domain/index.ts';

/**
 * A segment as documents show it: what it is, where it lies and the rules behind it. What it does not have is undefined, and so not
 * in its JSON text; one shape for all of them, because a payroll writes half a million.
 */
export function writtenSegment(segment: Segment, clock: ZoneClock): SheetSegment {
  const { kind, startSec, endSec, seconds, code, rate, job, rules } = segment;
  const paid = isPaid(segment);
  const isPlaced = startSec !== endSec;
  return {
    from: isPlaced ? localInstant(startSec, clock) : undefined,
    to: isPlaced ? localInstant(endSec, clock) : undefined,
    seconds,
    kind,
    paid,
    code: paid ? (kind === 'top-up' ? 'TOP_UP' : code) : undefined,
    rate: paid ? rate : undefined,
    job: job ?? undefined,
    rules: [...rules],
  };
}

/** Local wall clock with offset: unambiguous in a repeated hour, and the same instant to every program. */
export function localInstant(sec: number, clock: ZoneClock): string {
  const offsetSec = clock.offsetAt(sec);
  return formatWallClock(sec + offsetSec) + formatOffset(offsetSec);
}
