/** What failed before, as one counter: how often in a row, and when last. */
export interface Failures {
  failures: number;
  lastAtMs: number;
}

/** The counters that a login is judged by; null where nothing failed. */
export interface LoginHistory {
  /** Of this account from this source. */
  pair: Failures | null;
  /** Of this account from all sources it never came from. */
  account: Failures | null;
  /** Of this source, whatever the account. */
  source: Failures | null;
  /** Whether this account came from this source with the right password before. */
  isKnownSource: boolean;
}

/** Failures of one account from one source before it is locked there. */
export const PAIR_FAILURES_MAX = 5;
/** How long, and after how much quiet the counters of a pair and of a source begin anew. */
export const LOCK_MS = 15 * 60_000;
/** Failures of one account from unknown sources that slow down nobody: somebody at a new desk mistypes, too. */
export const ACCOUNT_FAILURES_FREE = 10;
/** The longest that strangers slow down an account's login from a source it never came from. */
export const ACCOUNT_GAP_MS_MAX = 60_000;
export const ACCOUNT_QUIET_MS = 60 * 60_000;
/** Failures of one source before whoever is not known there waits: a whole company may share one address at six in the morning. */
export const SOURCE_FAILURES_MAX = 50;
/**
 * Failures of one source before those wait, too, who are known there: whoever tries a common password on all accounts of a place may sit in it.
 * They wait a moment for each other and are not locked: else anybody behind the same address could lock out a company.
 */
export const SOURCE_FAILURES_KNOWN_MAX = 300;
export const SOURCE_GAP_KNOWN_MS = 2_000;

const SECOND_MS = 1_000;

/** How long a counter means anything; whoever keeps it may forget it then. */
export const FAILURES_KEPT_MS = Math.max(LOCK_MS, ACCOUNT_QUIET_MS);

/**
 * Milliseconds to wait before this login may be tried; 0: now. Only the account's own source can lock it, so a stranger elsewhere locks nobody
 * out: what strangers do slows down sources the account never came from, and nothing else.
 */
export function waitBeforeLogin(history: LoginHistory, nowMs: number): number {
  const pair = waitOf(history.pair, nowMs, pairGapMs);
  if (history.isKnownSource) return Math.max(pair, waitOf(history.source, nowMs, knownSourceGapMs));
  return Math.max(
    pair,
    waitOf(history.account, nowMs, accountGapMs),
    waitOf(history.source, nowMs, failures => (failures < SOURCE_FAILURES_MAX ? 0 : LOCK_MS)),
  );
}

/** 1, 2, 4, 8 seconds, then the lock. */
function pairGapMs(failures: number): number {
  return failures < PAIR_FAILURES_MAX ? SECOND_MS * 2 ** (failures - 1) : LOCK_MS;
}

function accountGapMs(failures: number): number {
  if (failures < ACCOUNT_FAILURES_FREE) return 0;
  // The exponent has a limit of its own: an attack of years must not end in Infinity.
  const doublings = Math.min(failures - ACCOUNT_FAILURES_FREE, 10);
  return Math.min(SECOND_MS * 2 ** doublings, ACCOUNT_GAP_MS_MAX);
}

function knownSourceGapMs(failures: number): number {
  return failures < SOURCE_FAILURES_KNOWN_MAX ? 0 : SOURCE_GAP_KNOWN_MS;
}

function waitOf(counter: Failures | null, nowMs: number, gapMs: (failures: number) => number): number {
  if (counter === null || counter.failures === 0) return 0;
  return Math.max(0, counter.lastAtMs + gapMs(counter.failures) - nowMs);
}
