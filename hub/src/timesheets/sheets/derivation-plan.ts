import { type LocalDay, type PlannedShift, parseDay, type ZoneClock } from '../domain/index.ts';
import { firstTouched, type PersonFacts, workweekEnd } from '../facts/index.ts';
import type { PolicySpan } from '../policies/index.ts';
import type { DuePerson } from './due-queue.ts';

const WEEK_DAYS = 7;
/** Most dates of one pass; who has more goes on in another, so that years of one person keep nobody waiting (R11). */
export const PASS_DAYS_MAX = 91;
/** More than any policy makes a fact reach back. */
export const REACH_DAYS_MAX = 60 * WEEK_DAYS;

/** What one pass over one person derives. */
export interface DerivationPlan {
  claim: DuePerson;
  spans: readonly PolicySpan[];
  /** Dates to derive, both included; none when `from` is after `to`. */
  from: LocalDay;
  to: LocalDay;
  /** From here to `to` everything that is not derived is no more. */
  replaceFrom: LocalDay;
  /** Last date that is derived at all: the end of the present workweek. */
  end: LocalDay;
}

/** Whether there may be years without facts to leap over. */
export function isLong(claim: DuePerson, today: LocalDay): boolean {
  return today - parseDay(claim.fromDate) > PASS_DAYS_MAX;
}

/**
 * Plans a pass up to the end of the present workweek. `start` is the first date with other facts, or the first with any where that is
 * later; `spans` are the person's policies from REACH_DAYS_MAX before it on.
 */
export function planPass(
  claim: DuePerson,
  { spans, today, start }: { spans: readonly PolicySpan[]; today: LocalDay; start: LocalDay },
): DerivationPlan {
  const changed = parseDay(claim.fromDate);
  const current = spans.findLast(({ from }) => from <= today);
  const end = current ? workweekEnd(today, current.policy) : today + WEEK_DAYS - 1;
  const ruling = spans.findLast(({ from }) => from <= start) ?? spans[0];
  if (!ruling) return { claim, spans, from: end + 1, to: end, replaceFrom: changed, end };
  const ruled = Math.max(start, ruling.from);
  const from = firstTouched(ruled, ruling.policy);
  const to = Math.min(end, ruled + PASS_DAYS_MAX);
  return { claim, spans, from, to, replaceFrom: Math.min(from, changed), end };
}

/**
 * When a person must be looked at again though nothing happens (epoch seconds; null: at once, the pass was not all), and the first date
 * that may change by it. `openSec` is when work began that goes on now, `planned` the shift that is over next.
 */
export function nextLook(
  { to, end, spans }: DerivationPlan,
  { openSec, planned, clock }: { openSec: number | null; planned: PlannedShift | null; clock: ZoneClock },
): { fromDay: LocalDay; atSec: number | null } {
  if (to < end) return { fromDay: to + 1, atSec: null };
  // A new week brings dates on which people may be absent.
  const looks = [{ fromDay: end + 1, atSec: clock.startOf(end + 1) }];
  // Nobody is expected any more at a shift that is over.
  if (planned !== null) looks.push({ fromDay: planned.date, atSec: planned.endSec });
  const openDay = openSec === null ? null : clock.dayAt(openSec);
  const policy = openDay === null ? undefined : spans.findLast(({ from }) => from <= openDay)?.policy;
  // The engine calls it forgotten when it is older than the longest stay, not when it is as old.
  if (openSec !== null && openDay !== null && policy)
    looks.push({ fromDay: openDay, atSec: openSec + policy.maxShiftMin * 60 + 1 });
  return {
    fromDay: Math.min(...looks.map(({ fromDay }) => fromDay)),
    atSec: Math.min(...looks.map(({ atSec }) => atSec)),
  };
}

/** The planned shift that is over next after an instant, epoch seconds. */
export function nextPlanned(facts: PersonFacts | undefined, afterSec: number): PlannedShift | null {
  const ahead = (facts?.stretches ?? [])
    .flatMap(stretch => stretch.facts.shifts)
    .filter(({ endSec }) => endSec > afterSec);
  return ahead.reduce<PlannedShift | null>(
    (next, shift) => (next === null || shift.endSec < next.endSec ? shift : next),
    null,
  );
}
