import type { PremiumRule } from '@tapclock/contracts';
import { isPaid, type Segment } from '../breaks/segment.ts';
import type { RuleId } from '../rules/rule-id.ts';
import { DAY_SECONDS, type LocalDay, timeOfDaySec, weekday } from '../time/civil.ts';
import type { ZoneClock } from '../time/zone-clock.ts';

/** Paid time that a premium lies over; epoch seconds. Beside the buckets, never instead of one. */
export interface Overlay {
  code: string;
  /** `premium#0`: the policy's first premium. */
  rule: RuleId;
  startSec: number;
  endSec: number;
  seconds: number;
  job: string | null;
}

export interface PremiumContext {
  clock: ZoneClock;
  /** The local date on which a shift of the case began to count, by its position. */
  begunOn: (shift: number) => LocalDay;
}

/**
 * Premium time by membership (payroll.md 4 rule d): a second counts when its local time of day is within [from, to) and its local
 * date fits. Both passes of a repeated hour count, a skipped one has nothing to count. A credit has no place and gets none.
 */
export function overlaysOf(
  day: readonly Segment[],
  windows: readonly PremiumWindow[],
  { clock, begunOn }: PremiumContext,
): Overlay[] {
  const overlays: Overlay[] = [];
  for (const window of windows) {
    const { code, rule, overSec } = window;
    const found: Overlay[] = [];
    for (const segment of day) {
      if (!isPaid(segment) || segment.startSec === segment.endSec) continue;
      for (const [startSec, endSec] of membership(segment, window, begunOn(segment.shift), clock)) {
        const seconds = endSec - startSec;
        found.push({ code, rule, startSec, endSec, seconds, job: segment.job });
      }
    }
    const total = found.reduce((sum, { seconds }) => sum + seconds, 0);
    if (total > overSec) overlays.push(...found);
  }
  return overlays;
}

/** A premium rule as it is looked up: once for all of a person's days. */
export interface PremiumWindow extends Pick<Overlay, 'code' | 'rule'> {
  /** Time up to so much on a day gets nothing. */
  overSec: number;
  /** Which days it is for, by the day on which the shift began, and which seconds of them since local midnight. */
  fits: (day: LocalDay, begunOn: LocalDay) => boolean;
  opens: readonly (readonly [number, number])[];
}

/** The parts of a segment within a window: by stretch of constant offset, then by local day, plain arithmetic. */
function membership(
  { startSec, endSec }: Segment,
  { fits, opens: windows }: PremiumWindow,
  begunOn: LocalDay,
  clock: ZoneClock,
): [number, number][] {
  const parts: [number, number][] = [];
  let fromSec = startSec;
  while (fromSec < endSec) {
    const { toSec: changeSec, offsetSec } = clock.stretchAt(fromSec);
    const toSec = Math.min(endSec, changeSec);
    const lastDay = Math.floor((toSec - 1 + offsetSec) / DAY_SECONDS);
    for (let day = Math.floor((fromSec + offsetSec) / DAY_SECONDS); day <= lastDay; day += 1) {
      if (!fits(day, begunOn)) continue;
      const midnightSec = day * DAY_SECONDS - offsetSec;
      for (const [opens, closes] of windows) {
        const from = Math.max(fromSec, midnightSec + opens);
        const to = Math.min(toSec, midnightSec + closes);
        if (to <= from) continue;
        // Midnight and a change of clocks cut the arithmetic, not the premium.
        const before = parts.at(-1);
        if (before?.[1] === from) before[1] = to;
        else parts.push([from, to]);
      }
    }
    fromSec = toSec;
  }
  return parts;
}

/** The windows of a policy's premiums, in their order. */
export function premiumWindows(
  rules: readonly PremiumRule[],
  holidays: ReadonlySet<LocalDay>,
): PremiumWindow[] {
  return rules.map((rule, index) => windowOf(rule, index, holidays));
}

/** A window over midnight is two of one day: its early hours come first. */
function windowOf(
  { code, from, to, days, holidaysOnly, begun, overMin }: PremiumRule,
  index: number,
  holidays: ReadonlySet<LocalDay>,
): PremiumWindow {
  const opens = timeOfDaySec(from);
  const closes = timeOfDaySec(to);
  return {
    code,
    rule: `premium#${index}`,
    overSec: overMin * 60,
    fits: (day, begunOn) =>
      (!holidaysOnly || holidays.has(day)) &&
      (days === null || days.includes(weekday(day))) &&
      beganInTime(begun, begunOn, day),
    opens:
      opens < closes
        ? [[opens, closes]]
        : [
            [0, closes],
            [opens, DAY_SECONDS],
          ],
  };
}

function beganInTime(begun: PremiumRule['begun'], begunOn: LocalDay, day: LocalDay): boolean {
  switch (begun) {
    case 'anyDay':
      return true;
    case 'dayBefore':
      return begunOn < day;
    case 'sameDay':
      return begunOn === day;
  }
}
