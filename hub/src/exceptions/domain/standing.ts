import type { Cursor, ExceptionEntry } from '@tapclock/contracts';
import type { ExceptionChange, ExceptionRow, NewException } from './exception.ts';

/** What becomes of an exception, and what its history says of it; `what` is null where that is nothing new to a person. */
export interface Step {
  row: ExceptionRow;
  what: ExceptionEntry['what'] | null;
}

/** Compares places of the event log; negative when `a` is before `b`. */
export type CompareCursors = (a: Cursor, b: Cursor) => number;

/** An exception that was never noticed before. */
export function firstNoticed(noticed: NewException, nowMs: number): Step {
  const row: ExceptionRow = {
    ...noticed,
    holds: true,
    state: 'open',
    version: 1,
    noticedAt: instant(nowMs),
    ownerId: null,
    ownedAt: null,
    escalatesAt: escalatesAt(noticed, nowMs),
    escalatedAt: null,
    ...UNSETTLED,
  };
  return { row, what: 'noticed' };
}

/**
 * The same thing noticed again. What a person settled stays settled while the facts are the same and were so all along; other facts, or the
 * same after they had been gone, are a new matter. Null: nothing changes.
 */
export function noticedAgain(
  before: ExceptionRow,
  noticed: NewException,
  { nowMs, compare }: { nowMs: number; compare: CompareCursors },
): Step | null {
  if (isOld(before, noticed.seen, compare)) return null;
  const isSame = sameFacts(before, noticed);
  if (before.holds && isSame) return null;
  const known = { ...before, ...noticed, area: noticed.area ?? before.area, holds: true };
  if (before.state === 'open' || before.state === 'waiting') {
    const escalatesAt = deadlineAfter(before, noticed, nowMs);
    return { row: { ...known, escalatesAt, version: before.version + 1 }, what: 'changed' };
  }
  const row = { ...known, version: before.version + 1, noticedAt: instant(nowMs) };
  return { row: reopened(row, nowMs), what: 'noticed-again' };
}

/** What was noticed is no more. A settled one stays settled. Null: nothing changes. */
export function noMore(before: ExceptionRow, seen: Cursor | null, compare: CompareCursors): Step | null {
  if (!before.holds || isOld(before, seen, compare)) return null;
  const row = { ...before, holds: false, seen: seen ?? before.seen };
  if (before.state === 'settled') return { row, what: null };
  return { row: { ...row, state: 'gone', version: before.version + 1 }, what: 'gone' };
}

/** What a person, or the clock, does to it. */
export function changed(before: ExceptionRow, change: ExceptionChange): Step {
  const { to, what, owner, nowMs } = change;
  const row: ExceptionRow = {
    ...before,
    state: to,
    version: before.version + 1,
    ...(owner === undefined ? {} : { ownerId: owner, ownedAt: owner === null ? null : instant(nowMs) }),
    ...(what === 'escalated' ? { escalatedAt: instant(nowMs) } : {}),
  };
  if (to === 'settled') {
    if (before.state === 'settled') return { row, what };
    return {
      row: {
        ...row,
        settledBy: change.by,
        settledAt: instant(nowMs),
        settledFix: change.fix ?? null,
        settledReason: change.reason ?? null,
      },
      what,
    };
  }
  return { row: before.state === 'settled' ? reopened(row, nowMs) : row, what };
}

const UNSETTLED = { settledBy: null, settledAt: null, settledFix: null, settledReason: null };

function reopened(row: ExceptionRow, nowMs: number): ExceptionRow {
  return {
    ...row,
    ...UNSETTLED,
    state: 'open',
    holds: true,
    escalatesAt: escalatesAt(row, nowMs),
    escalatedAt: null,
  };
}

/** Another time to escalate counts from now, and never puts off what there was: going to and fro wins nobody time. */
function deadlineAfter(before: ExceptionRow, noticed: NewException, nowMs: number): string | null {
  if (noticed.escalatesAfter === before.escalatesAfter) return before.escalatesAt;
  const anew = escalatesAt(noticed, nowMs);
  if (anew === null || before.escalatesAt === null) return anew;
  return Date.parse(anew) < Date.parse(before.escalatesAt) ? anew : before.escalatesAt;
}

function escalatesAt({ escalatesAfter }: NewException, nowMs: number): string | null {
  return escalatesAfter === null ? null : instant(nowMs + escalatesAfter * 1_000);
}

function isOld(before: ExceptionRow, seen: Cursor | null, compare: CompareCursors): boolean {
  return seen !== null && before.seen !== null && compare(seen, before.seen) <= 0;
}

function sameFacts(before: ExceptionRow, noticed: NewException): boolean {
  const told = ({ consequence, at, date, facts }: NewException) =>
    canonical({ consequence, at, date, facts });
  return told(before) === told(noticed);
}

/** One text for one value, whatever the order of its fields: the database keeps an order of its own. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function instant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
