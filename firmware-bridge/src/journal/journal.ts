import type { Digest, JournalHead, Punch, Receipt } from '@tapclock/contracts';

/** A punch before the journal numbers it. */
export type PunchDraft = Omit<Punch, 'sequence'>;

/** A punch as it lies in the journal: numbered, chained, on disk. */
export interface JournalEntry {
  boot: number;
  sequence: number;
  previous: Digest;
  chainHash: Digest;
  punch: Punch;
  delivered: boolean;
}

export type AppendResult =
  | { kind: 'recorded'; entry: JournalEntry }
  /** Nothing was written, and the screen must say so. */
  | { kind: 'refused'; reason: 'journal-full' | 'journal-failed' };

/**
 * The terminal's durable log of punches (R1). `append` returns only after fsync. A failed write or fsync is fatal for this
 * file handle: the journal closes it, reopens, verifies the chain's tail, and refuses punches until that has worked.
 * It never drops a punch without a receipt; delivered ones stay for `keepDeliveredDays` or until `rowsMax` needs the room.
 */
export interface Journal {
  readonly boot: number;
  append(draft: PunchDraft): AppendResult;
  /** Undelivered entries after this position, oldest first, all of one boot, contiguous. */
  pending(after: JournalHead | null, limit: number): JournalEntry[];
  /** Entries from this position on, delivered or not, of one boot, contiguous: for a replay. Empty past the head. */
  from(position: JournalHead, limit: number): JournalEntry[];
  /** Marks what a receipt frees; returns how many entries changed. Unknown punch ids are ignored. */
  settle(receipt: Receipt): number;
  /** The next position after the last entry of a boot: the following boot's first entry, or null. */
  nextBoot(boot: number): number | null;
  depth(): number;
  stats(): {
    depth: number;
    rows: number;
    rowsMax: number;
    state: 'ok' | 'full' | 'failed';
    head: JournalHead | null;
  };
  /** Deletes delivered entries past their keep. Called by the owner's timer. */
  prune(nowMs: number): number;
  /** Tries to come back from `failed`: reopen, verify. True when punches can be recorded again. */
  recover(): boolean;
  close(): void;
}
