import { BATCH_PUNCHES_MAX, type JournalHead, type Receipt } from '@tapclock/contracts';
import type { Journal, JournalEntry } from '../journal/index.ts';
import { backoffMs } from '../platform/index.ts';

/** Batches on their way without a receipt. More would only pile up at a slow hub. */
export const IN_FLIGHT_BATCHES_MAX = 4;
/** Wait for a receipt this long before the first sending again; doubles up to the most. */
export const ACK_TIMEOUT_MS = 5000;
export const RESEND_MAX_MS = 60_000;

/** What the window reads of the journal; it never writes there. */
export type JournalView = Pick<Journal, 'pending' | 'from' | 'nextBoot'>;

interface InFlight {
  readonly boot: number;
  readonly from: number;
  readonly to: number;
  /** Sequences without a receipt. */
  readonly open: ReadonlySet<number>;
  readonly attempt: number;
  readonly resendAtMs: number;
}

export interface WindowState {
  readonly linked: boolean;
  readonly inFlight: readonly InFlight[];
  /** Last punch sent in this session; the next pending ones come after it. Null: from the oldest without receipt. */
  readonly sentThrough: JournalHead | null;
  /** Next punch of a replay the hub asked for; null when none runs. */
  readonly replayAt: JournalHead | null;
}

/** A batch to sign and publish now. */
export interface Sending {
  entries: JournalEntry[];
  attempt: number;
}

export interface Plan {
  state: WindowState;
  sendings: Sending[];
}

/** The window before the first session. */
export const CLOSED_WINDOW: WindowState = { linked: false, inFlight: [], sentThrough: null, replayAt: null };

/**
 * A session with the broker began. Nothing from the one before is known to have arrived, so sending starts again at the oldest punch
 * without a receipt; the hub counts none twice (R2).
 */
export function linkUp(state: WindowState): WindowState {
  return { ...state, linked: true, inFlight: [], sentThrough: null };
}

/** The session ended; what was in flight will be sent anew. A replay goes on where it was, less what was in flight. */
export function linkDown(state: WindowState): WindowState {
  return { linked: false, inFlight: [], sentThrough: null, replayAt: replayStart(state) };
}

/** The hub asked for everything from here on (R1). A replay that already has this punch on its way is left alone. */
export function replayFrom(state: WindowState, position: JournalHead): WindowState {
  const onItsWay =
    state.replayAt !== null &&
    isBefore(position, state.replayAt) &&
    state.inFlight.some(
      ({ boot, from, to }) => boot === position.boot && from <= position.sequence && position.sequence <= to,
    );
  if (onItsWay) return state;
  const replayAt = state.replayAt !== null && isBefore(state.replayAt, position) ? state.replayAt : position;
  return { ...state, replayAt };
}

/**
 * Takes what a receipt frees. Called after the journal has settled it. A receipt proves that the hub is alive, so batches that wait out a
 * long backoff go again at once.
 */
export function receipted(state: WindowState, receipt: Receipt, nowMs: number): WindowState {
  const freed = new Set(receipt.results.map(({ sequence }) => sequence));
  const inFlight = state.inFlight
    .map(batch => {
      const open =
        batch.boot === receipt.boot
          ? new Set([...batch.open].filter(sequence => sequence > receipt.through && !freed.has(sequence)))
          : batch.open;
      const resendAtMs = batch.attempt > 1 ? Math.min(batch.resendAtMs, nowMs) : batch.resendAtMs;
      return { ...batch, open, resendAtMs };
    })
    .filter(({ open }) => open.size > 0);
  return { ...state, inFlight };
}

/**
 * Starts over at the oldest punch without a receipt when nothing is in flight and yet some are left: a receipt that named other punch
 * ids than ours would else leave them behind until the next session. Called about every half minute, which bounds what it costs.
 */
export function recheck(state: WindowState, journal: JournalView): WindowState {
  const leftBehind =
    state.inFlight.length === 0 && state.sentThrough !== null && journal.pending(null, 1).length > 0;
  return leftBehind ? { ...state, sentThrough: null } : state;
}

/**
 * What to send now: first what waited too long for its receipt, then punches not sent in this session, then the replay. Live taps so go
 * before a long replay. Nothing is ever given up: after any number of resends the journal still holds the punch.
 */
export function plan(state: WindowState, journal: JournalView, nowMs: number, random: () => number): Plan {
  if (!state.linked) return { state, sendings: [] };
  const due = resend(state, journal, nowMs, random);
  return fill(due, journal, nowMs, random);
}

/** When `plan` has something to do without any other event; null when only an event can change anything. */
export function nextResendMs(state: WindowState): number | null {
  return state.inFlight.length === 0 ? null : Math.min(...state.inFlight.map(batch => batch.resendAtMs));
}

function resend(state: WindowState, journal: JournalView, nowMs: number, random: () => number): Plan {
  const sendings: Sending[] = [];
  const inFlight: InFlight[] = [];
  let { sentThrough } = state;
  for (const batch of state.inFlight) {
    if (batch.resendAtMs > nowMs) {
      inFlight.push(batch);
      continue;
    }
    const first = Math.min(...batch.open);
    const last = Math.max(...batch.open);
    const entries = journal.from({ boot: batch.boot, sequence: first }, last - first + 1);
    const [oldest] = entries;
    if (oldest === undefined) {
      // Only a journal that failed meanwhile has none; with its recovery the punches are pending again.
      sentThrough = null;
      continue;
    }
    const attempt = batch.attempt + 1;
    sendings.push({ entries, attempt });
    inFlight.push(flying(entries, oldest, { open: batch.open, attempt, nowMs, random }));
  }
  return { state: { ...state, inFlight, sentThrough }, sendings };
}

function fill(before: Plan, journal: JournalView, nowMs: number, random: () => number): Plan {
  let { state } = before;
  const sendings = [...before.sendings];
  while (state.inFlight.length < IN_FLIGHT_BATCHES_MAX) {
    const fresh = journal.pending(state.sentThrough, BATCH_PUNCHES_MAX);
    const replayed = fresh.length === 0 && state.replayAt !== null;
    const entries = replayed && state.replayAt ? journal.from(state.replayAt, BATCH_PUNCHES_MAX) : fresh;
    const [oldest] = entries;
    const newest = entries.at(-1);
    if (oldest === undefined || newest === undefined) {
      if (state.replayAt === null) break;
      const boot = journal.nextBoot(state.replayAt.boot);
      state = { ...state, replayAt: boot === null ? null : { boot, sequence: 1 } };
      continue;
    }
    const open = new Set(entries.map(({ sequence }) => sequence));
    const batch = flying(entries, oldest, { open, attempt: 1, nowMs, random });
    const { boot, sequence } = newest;
    state = {
      ...state,
      inFlight: [...state.inFlight, batch],
      sentThrough: replayed ? state.sentThrough : { boot, sequence },
      replayAt: replayed ? { boot, sequence: sequence + 1 } : state.replayAt,
    };
    sendings.push({ entries, attempt: 1 });
  }
  return { state, sendings };
}

function flying(
  entries: JournalEntry[],
  oldest: JournalEntry,
  {
    open,
    attempt,
    nowMs,
    random,
  }: { open: ReadonlySet<number>; attempt: number; nowMs: number; random: () => number },
): InFlight {
  const waitMs = backoffMs(attempt - 1, { baseMs: ACK_TIMEOUT_MS, maxMs: RESEND_MAX_MS }, random());
  return {
    boot: oldest.boot,
    from: oldest.sequence,
    to: oldest.sequence + entries.length - 1,
    open,
    attempt,
    resendAtMs: nowMs + waitMs,
  };
}

/** Where a replay has to start again when what is in flight is lost. */
function replayStart({ replayAt, inFlight }: WindowState): JournalHead | null {
  if (replayAt === null) return null;
  let start = replayAt;
  for (const { boot, from } of inFlight) {
    if (isBefore({ boot, sequence: from }, start)) start = { boot, sequence: from };
  }
  return start;
}

function isBefore(a: JournalHead, b: JournalHead): boolean {
  return a.boot < b.boot || (a.boot === b.boot && a.sequence < b.sequence);
}
