import type { Policy } from '@tapclock/contracts';
import type { LocalDay, ZoneClock } from '../domain/index.ts';
import type { PolicySpan } from '../policies/policy-directory.ts';
import type { FactPerson } from './fact-people.ts';
import { factsFrom, factsTo } from './load-window.ts';

/** One policy follows another without a gap. */
export interface PolicyChange {
  before: Policy;
  after: Policy;
  /** First date of the later one. */
  date: LocalDay;
}

/** What has to be read for one person: dates and instants, the last of both excluded. */
export interface FactWindow {
  of: FactPerson;
  /** Rules of the dates that were asked for. */
  spans: readonly PolicySpan[];
  /** Where rules change within the facts. */
  changes: readonly PolicyChange[];
  fromDay: LocalDay;
  beforeDay: LocalDay;
  fromMs: number;
  beforeMs: number;
}

/**
 * One window for all policies of the dates, so that a change of rules hides a fact from neither side. `spans` is not empty; `around` are
 * the spans that these are of, as far as they are known.
 */
export function factWindow(
  of: FactPerson,
  spans: readonly PolicySpan[],
  around: readonly PolicySpan[],
  clock: ZoneClock,
): FactWindow {
  const fromDay = Math.min(...spans.map(({ from, policy }) => factsFrom(from, policy)));
  const beforeDay = Math.max(...spans.map(({ to, policy }) => factsTo(to, policy))) + 1;
  return {
    of,
    spans,
    changes: changesOf(around).filter(({ date }) => date > fromDay && date < beforeDay),
    fromDay,
    beforeDay,
    fromMs: clock.startOf(fromDay) * 1000,
    beforeMs: clock.startOf(beforeDay) * 1000,
  };
}

function changesOf(spans: readonly PolicySpan[]): PolicyChange[] {
  return spans.flatMap((span, index) => {
    const before = spans[index - 1];
    if (before === undefined || before.to + 1 !== span.from) return [];
    return [{ before: before.policy, after: span.policy, date: span.from }];
  });
}

/** What of the spans lies within the dates, both included. */
export function spansWithin(spans: readonly PolicySpan[], from: LocalDay, to: LocalDay): PolicySpan[] {
  return spans
    .map(span => ({ ...span, from: Math.max(span.from, from), to: Math.min(span.to, to) }))
    .filter(span => span.from <= span.to);
}
