import type { JournalHead } from '@tapclock/contracts';

/** How far the hub knows one boot of a terminal. */
export interface KnownChain {
  boot: number;
  /** Highest sequence without a hole before it. */
  through: number;
  /** Highest sequence stored. */
  lastSequence: number;
  /** Chain hash at `through`. */
  head: string;
  /** What batches said was the hash before the boot's first punch; empty while that one is missing. */
  firstPrevious: readonly string[];
}

/**
 * Where a terminal has to start sending again so that the hub has everything, or null. What has no receipt yet is on its
 * way anyway: only what the terminal thinks is delivered, and the hub has not, is lost here (R1).
 */
export function missingFrom(
  journal: { head: JournalHead | null; depth: number },
  known: readonly KnownChain[],
): JournalHead | null {
  const byAge = [...known].sort((a, b) => a.boot - b.boot);
  const hole = firstHole(byAge);
  if (hole) return hole;
  const { head, depth } = journal;
  if (!head) return null;
  const newest = byAge.at(-1);
  const through = newest?.boot === head.boot ? newest.through : 0;
  if (newest && newest.boot > head.boot) return null;
  if (head.sequence - through <= depth) return null;
  // Boots between the newest known and the head may be missing whole; a replay runs on into later boots.
  return newest ? { boot: newest.boot, sequence: newest.through + 1 } : { boot: 1, sequence: 1 };
}

/** The first hole within a boot, or between a boot and the next that is known: the chain runs on across boots (R9). */
export function firstHole(byAge: readonly KnownChain[]): JournalHead | null {
  for (const [index, chain] of byAge.entries()) {
    const next = byAge[index + 1];
    const goesOn = !next || next.firstPrevious.length === 0 || next.firstPrevious.includes(chain.head);
    if (chain.through < chain.lastSequence || !goesOn) {
      return { boot: chain.boot, sequence: chain.through + 1 };
    }
  }
  return null;
}

/** Shortest time between two requests to one terminal. */
export const REPLAY_EVERY_MS = 10_000;
/** The same request again waits twice as long each time, up to this: what a journal has pruned never comes. */
export const REPLAY_BACKOFF_MAX_MS = 3_600_000;
/** Terminals whose last request is remembered. */
const REMEMBERED_MAX = 10_000;

interface Asked extends JournalHead {
  atMs: number;
  waitMs: number;
}

/** Decides when a replay may be asked for. */
export class ReplayPacer {
  readonly #asked = new Map<string, Asked>();

  /** Whether to ask now; if so it counts as asked. */
  mayAsk(terminal: string, from: JournalHead, nowMs: number): boolean {
    const before = this.#asked.get(terminal);
    const same = before?.boot === from.boot && before.sequence === from.sequence;
    const waitMs = same ? before.waitMs : REPLAY_EVERY_MS;
    if (before && nowMs - before.atMs < waitMs) return false;
    this.#asked.delete(terminal);
    this.#asked.set(terminal, {
      ...from,
      atMs: nowMs,
      waitMs: same ? Math.min(waitMs * 2, REPLAY_BACKOFF_MAX_MS) : REPLAY_EVERY_MS,
    });
    const oldest = this.#asked.size > REMEMBERED_MAX ? this.#asked.keys().next().value : undefined;
    if (oldest !== undefined) this.#asked.delete(oldest);
    return true;
  }

  /** The terminal is new here (reconnected, filled its hole): the next request goes out at once. */
  forget(terminal: string): void {
    this.#asked.delete(terminal);
  }
}
