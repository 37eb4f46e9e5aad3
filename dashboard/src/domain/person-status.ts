import type { Stay } from './attendance.ts';
import type { BoardLimits } from './limits.ts';
import type { PersonFacts } from './person-facts.ts';
import { isActive, type Shift, shiftsServed } from './shifts.ts';
import type { SiteDay } from './site-day.ts';

/** What a supervisor wants to know about one person now. Seconds are whole and positive, instants epoch milliseconds. */
export type PersonStatus =
  /** At work on a planned shift, in time; `isPastEnd` for a while after its end. */
  | { kind: 'in'; cameAtMs: number; shift: Shift; isPastEnd: boolean }
  /** At work, but came after start plus grace; counted from the shift's start. */
  | { kind: 'late'; cameAtMs: number; lateSeconds: number; shift: Shift }
  | {
      kind: 'break';
      sinceMs: number;
      seconds: number;
      isLong: boolean;
      lateSeconds: number;
      shift: Shift | null;
    }
  /** At work without a planned shift. */
  | { kind: 'unplanned'; cameAtMs: number }
  /** Still clocked in long after the shift's end, or for longer than anyone works. */
  | { kind: 'overstay'; cameAtMs: number; overSeconds: number; shift: Shift | null }
  /** The shift began, grace is over, and no tap yet. */
  | { kind: 'missing'; shift: Shift; seconds: number }
  /** Comes later today; `isDue` while the shift has begun and grace still runs. */
  | { kind: 'expected'; shift: Shift; isDue: boolean }
  | { kind: 'gone'; leftAtMs: number; earlySeconds: number; shift: Shift | null; next: Shift | null }
  | { kind: 'off'; next: Shift | null };

export type StatusKind = PersonStatus['kind'];

interface Facts extends PersonFacts {
  nowMs: number;
  day: SiteDay;
  limits: BoardLimits;
}

/** Status of a person at the hub's time `nowMs`; `day` is the site's calendar day that holds it. */
export function statusOf(known: PersonFacts, nowMs: number, day: SiteDay, limits: BoardLimits): PersonStatus {
  const facts = { ...known, nowMs, day, limits };
  const stay = facts.stays.at(-1);
  if (known.person.state !== 'out' && stay) return statusWhileHere(facts, stay);
  return statusWhileAway(facts);
}

function statusWhileHere(facts: Facts, stay: Stay): PersonStatus {
  const { shifts, nowMs, limits } = facts;
  const shift = shiftsServed(shifts, stay, nowMs, limits).at(-1) ?? null;
  const cameAtMs = shift ? firstArrival(facts, shift, stay) : stay.fromMs;
  const overSeconds = shift
    ? wholeSeconds(nowMs - shift.endMs)
    : wholeSeconds(nowMs - stay.fromMs) - limits.stayMaxSeconds;
  if (overSeconds > (shift ? limits.overstaySeconds : 0))
    return { kind: 'overstay', cameAtMs, overSeconds, shift };

  const lateSeconds =
    shift && cameAtMs > shift.startMs + shift.graceMs ? wholeSeconds(cameAtMs - shift.startMs) : 0;
  const last = stay.parts.at(-1);
  if (last?.kind === 'break') {
    const seconds = wholeSeconds(nowMs - last.fromMs);
    return {
      kind: 'break',
      sinceMs: last.fromMs,
      seconds,
      isLong: seconds > limits.longBreakSeconds,
      lateSeconds,
      shift,
    };
  }
  if (!shift) return { kind: 'unplanned', cameAtMs };
  return lateSeconds > 0
    ? { kind: 'late', cameAtMs, lateSeconds, shift }
    : { kind: 'in', cameAtMs, shift, isPastEnd: nowMs >= shift.endMs };
}

/** Whoever clocked out for lunch and back in came with the first tap, not with the last. */
function firstArrival(facts: Facts, shift: Shift, stay: Stay): number {
  const first = facts.stays.find(candidate => serves(facts, candidate, shift));
  return Math.min(first?.fromMs ?? stay.fromMs, stay.fromMs);
}

function serves({ shifts, nowMs, limits }: Facts, stay: Stay, shift: Shift): boolean {
  return shiftsServed(shifts, stay, nowMs, limits).includes(shift);
}

function statusWhileAway(facts: Facts): PersonStatus {
  const { shifts, stays, nowMs } = facts;
  const active = shifts.filter(shift => isActive(shift, nowMs));
  const wasHere = active.find(shift => stays.some(stay => serves(facts, stay, shift)));
  const awaited = active[0];
  if (!wasHere && awaited) {
    return nowMs > awaited.startMs + awaited.graceMs
      ? { kind: 'missing', shift: awaited, seconds: wholeSeconds(nowMs - awaited.startMs) }
      : { kind: 'expected', shift: awaited, isDue: true };
  }
  const next = shifts.find(shift => shift.startMs > nowMs) ?? null;
  const gone = goneStatus(facts, next);
  const comesToday = next !== null && isToday(facts, next.startMs);
  if (gone && (wasHere || !comesToday || nowMs - gone.leftAtMs <= next.startMs - nowMs)) return gone;
  if (comesToday) return { kind: 'expected', shift: next, isDue: false };
  return { kind: 'off', next };
}

function goneStatus(facts: Facts, next: Shift | null): Extract<PersonStatus, { kind: 'gone' }> | null {
  const { shifts, stays, nowMs, limits } = facts;
  const stay = stays.at(-1);
  const leftAtMs = stay?.toMs ?? null;
  if (!stay || leftAtMs === null || !isToday(facts, leftAtMs)) return null;
  const shift = shiftsServed(shifts, stay, nowMs, limits).at(-1) ?? null;
  const isEarly = shift !== null && leftAtMs < shift.endMs - shift.graceMs;
  return {
    kind: 'gone',
    leftAtMs,
    earlySeconds: isEarly ? wholeSeconds(shift.endMs - leftAtMs) : 0,
    shift,
    next,
  };
}

/** On the site's calendar day, or so near to now that midnight between them means nothing. */
function isToday({ nowMs, day, limits }: Facts, atMs: number): boolean {
  return (day.startMs <= atMs && atMs < day.endMs) || Math.abs(atMs - nowMs) <= limits.nearSeconds * 1000;
}

function wholeSeconds(spanMs: number): number {
  return Math.max(0, Math.floor(spanMs / 1000));
}
