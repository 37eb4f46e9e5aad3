import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import {
  BATCH_PUNCHES_MAX,
  CHAIN_START,
  type Digest,
  type JournalHead,
  Punch,
  type Receipt,
} from '@tapclock/contracts';
import type { Logger } from '../platform/index.ts';
import { canonicalText, chainHashOfText } from './chain.ts';
import type { AppendResult, Journal, JournalEntry, PunchDraft } from './journal.ts';
import { needsOperator, SQLITE_CONSTRAINT, sqliteCode } from './journal-error.ts';
import { contiguous, entryOf, parseCount, parseRow } from './rows.ts';
import { type OpenDatabase, openDatabase, requireFullSync } from './schema.ts';
import { prepareAll, type Statements } from './statements.ts';
import { verifyTail } from './verify-tail.ts';

export interface JournalOptions {
  dataDir: string;
  /** Epoch ms: numbers the boot and dates deliveries. */
  now: () => number;
  /** At this many rows the oldest delivered ones make room; if there are none, punches are refused. At least 2. */
  rowsMax: number;
  keepDeliveredDays: number;
  log: Logger;
  /** Another way to open the file, for tests of failing storage. */
  open?: OpenDatabase;
}

export const JOURNAL_FILE = 'journal.db';

/** Newest rows checked at each open: about a week of a busy gate, some tens of milliseconds. */
const TAIL_ROWS_MAX = 1000;
/** Rows that one full append drops at once, so that the next ones find room. */
const ROOM_ROWS_MAX = 64;
/** Rows that one call of `prune` deletes: bounds how long a tap may have to wait for it. */
const PRUNE_ROWS_MAX = 500;
/** A punch must fit a batch of 256 in one payload. The longest that this bridge can make is about half of it. */
const PUNCH_BYTES_MAX = 1900;

const DAY_MS = 86_400_000;

/**
 * Opens the journal in `dataDir`, or makes it. Throws JournalError `journal-locked` or `journal-too-new`; any other trouble gives a
 * journal in state `failed` that refuses punches until `recover` works, so that the kiosk can come up and say so.
 */
export function openJournal(options: JournalOptions): Journal {
  if (options.rowsMax < 2) throw new RangeError('rowsMax must be at least 2');
  return new SqliteJournal(options);
}

interface Head extends JournalHead {
  position: number;
  chainHash: Digest;
  delivered: boolean;
}

interface Open {
  database: DatabaseSync;
  run: Statements;
}

class SqliteJournal implements Journal {
  readonly #options: JournalOptions;
  #open: Open | null = null;
  #closed = false;
  #boot: number;
  #bootSaved = false;
  #head: Head | null = null;
  #rows = 0;
  #depth = 0;
  /** A punch that was refused because its write failed: it may be on disk all the same, and must not count later. */
  #doubtful: string | null = null;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#boot = Math.max(1, Math.floor(options.now() / 1000));
    try {
      this.#openFile();
    } catch (error) {
      if (needsOperator(error)) throw error;
      options.log.error({ err: error }, 'journal cannot be opened, punches are refused');
    }
  }

  get boot(): number {
    return this.#boot;
  }

  append(draft: PunchDraft): AppendResult {
    if (this.#open === null) return { kind: 'refused', reason: 'journal-failed' };
    const { run } = this.#open;
    const { entry, body } = this.#nextEntry(draft);
    const { boot, sequence, previous, chainHash, punch } = entry;
    const position = (this.#head?.position ?? 0) + 1;
    try {
      if (!this.#makeRoom(run)) return { kind: 'refused', reason: 'journal-full' };
      run.insert.run(position, boot, sequence, punch.punchId, previous, chainHash, body);
    } catch (error) {
      // A number or an id used twice is a bug of the caller, not of the disk.
      if (sqliteCode(error) === SQLITE_CONSTRAINT) throw error;
      this.#doubtful = punch.punchId;
      this.#fail(error, 'append');
      return { kind: 'refused', reason: 'journal-failed' };
    }
    this.#head = { boot, sequence, position, chainHash, delivered: false };
    this.#rows += 1;
    this.#depth += 1;
    return { kind: 'recorded', entry };
  }

  pending(after: JournalHead | null, limit: number): JournalEntry[] {
    const rowsMax = Math.min(limit, BATCH_PUNCHES_MAX);
    return this.#read(run =>
      after === null
        ? run.pendingFirst.all(rowsMax)
        : run.pendingAfter.all(after.boot, after.sequence, rowsMax),
    );
  }

  from(position: JournalHead, limit: number): JournalEntry[] {
    return this.#read(run =>
      run.from.all(position.boot, position.sequence, Math.min(limit, BATCH_PUNCHES_MAX)),
    );
  }

  nextBoot(boot: number): number | null {
    return this.#guard('nextBoot', null, ({ run }) => {
      const row = run.nextBoot.get(boot);
      return typeof row?.boot === 'number' ? row.boot : null;
    });
  }

  settle(receipt: Receipt): number {
    return this.#guard('settle', 0, ({ database, run }) => {
      const at = this.#options.now();
      let changed = 0;
      // NORMAL here: a settle that a power cut takes back costs one more delivery, which counts once (R2), while an fsync
      // now may keep the next person's tap waiting. The next append syncs these frames along with its own.
      database.exec('PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE');
      for (const { punchId, sequence, outcome } of receipt.results) {
        changed += Number(run.settleOne.run(at, outcome, punchId, receipt.boot, sequence).changes);
      }
      changed += Number(run.settleThrough.run(at, receipt.boot, receipt.through).changes);
      database.exec('COMMIT');
      requireFullSync(database);
      this.#depth -= changed;
      if (changed > 0) this.#head = readHead(run);
      return changed;
    });
  }

  depth(): number {
    return this.#depth;
  }

  stats(): ReturnType<Journal['stats']> {
    const { rowsMax } = this.#options;
    const full = this.#rows >= rowsMax && this.#droppable() === 0;
    const state = this.#open === null ? 'failed' : full ? 'full' : 'ok';
    const head = this.#head && { boot: this.#head.boot, sequence: this.#head.sequence };
    return { depth: this.#depth, rows: this.#rows, rowsMax, state, head };
  }

  prune(nowMs: number): number {
    return this.#guard('prune', 0, ({ database, run }) => {
      const deliveredBeforeMs = nowMs - this.#options.keepDeliveredDays * DAY_MS;
      const headPosition = this.#head?.position ?? 0;
      const deleted = Number(run.prune.run(deliveredBeforeMs, headPosition, PRUNE_ROWS_MAX).changes);
      this.#rows -= deleted;
      database.exec('PRAGMA wal_checkpoint(PASSIVE)');
      return deleted;
    });
  }

  recover(): boolean {
    if (this.#closed) return false;
    if (this.#open !== null) return true;
    try {
      this.#openFile();
    } catch (error) {
      this.#options.log.warn({ err: error }, 'journal still cannot be opened');
      return false;
    }
    this.#options.log.info(this.stats(), 'journal is open again');
    return true;
  }

  close(): void {
    this.#closed = true;
    const database = this.#open?.database;
    this.#open = null;
    database?.close();
  }

  /** Validates before writing: a punch that the hub would call malformed must never enter the chain. */
  #nextEntry(draft: PunchDraft): { entry: JournalEntry; body: string } {
    const sequence = this.#head?.boot === this.#boot ? this.#head.sequence + 1 : 1;
    const punch = Punch.parse({ ...draft, sequence });
    const previous = this.#head?.chainHash ?? CHAIN_START;
    const body = canonicalText(punch);
    if (Buffer.byteLength(body) > PUNCH_BYTES_MAX) throw new RangeError('punch is too large for a batch');
    const chainHash = chainHashOfText(previous, body);
    return { entry: { boot: this.#boot, sequence, previous, chainHash, punch, delivered: false }, body };
  }

  /** False when every row is still owed to the hub. The newest row stays in any case: it carries the chain's head. */
  #makeRoom(run: Statements): boolean {
    if (this.#rows < this.#options.rowsMax) return true;
    if (this.#droppable() === 0) return false;
    const rowsMax = Math.min(ROOM_ROWS_MAX, Math.ceil(this.#options.rowsMax / 10));
    this.#rows -= Number(run.dropOldest.run(this.#head?.position ?? 0, rowsMax).changes);
    return this.#rows < this.#options.rowsMax;
  }

  #droppable(): number {
    return this.#rows - this.#depth - (this.#head?.delivered ? 1 : 0);
  }

  #read(query: (run: Statements) => unknown[]): JournalEntry[] {
    return this.#guard('read', [], ({ run }) => contiguous(query(run).map(row => entryOf(parseRow(row)))));
  }

  /** Runs work on the open file; a failure closes it and gives the fallback, as does a journal that is not open. */
  #guard<T>(operation: string, fallback: T, work: (open: Open) => T): T {
    if (this.#open === null) return fallback;
    try {
      return work(this.#open);
    } catch (error) {
      this.#fail(error, operation);
      return fallback;
    }
  }

  /**
   * After a failed write or fsync the kernel may have thrown the dirty pages away and call the next fsync a success, so this
   * handle is never used again ("Can applications recover from fsync failures?", USENIX ATC 2020).
   */
  #fail(error: unknown, operation: string): void {
    this.#options.log.error({ err: error, operation }, 'journal failed, punches are refused');
    const database = this.#open?.database;
    this.#open = null;
    try {
      database?.close();
    } catch (closeError) {
      this.#options.log.warn({ err: closeError }, 'failed journal did not close cleanly');
    }
  }

  #openFile(): void {
    const { dataDir, open } = this.#options;
    const database = openDatabase(join(dataDir, JOURNAL_FILE), open);
    try {
      const run = prepareAll(database);
      if (this.#doubtful !== null) run.takeBack.run(this.#doubtful);
      const tail = run.tail.all(TAIL_ROWS_MAX).map(parseRow).reverse();
      verifyTail(tail);
      this.#saveBoot(run);
      this.#head = readHead(run);
      this.#rows = parseCount(run.countRows.get());
      this.#depth = parseCount(run.countUndelivered.get());
      this.#doubtful = null;
      this.#open = { database, run };
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** Kept apart from the punches: a boot without a punch has spent its number too. */
  #saveBoot(run: Statements): void {
    if (this.#bootSaved) return;
    const lastBoot = Math.max(parseCount(run.lastBoot.get()), readHead(run)?.boot ?? 0);
    this.#boot = Math.max(this.#boot, lastBoot + 1);
    run.saveBoot.run(this.#boot);
    this.#bootSaved = true;
  }
}

function readHead(run: Statements): Head | null {
  const row = run.head.get();
  if (row === undefined) return null;
  const { boot, sequence, position, chain_hash, delivered_at } = parseRow(row);
  return { boot, sequence, position, chainHash: chain_hash, delivered: delivered_at !== null };
}
