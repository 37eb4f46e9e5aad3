import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod/mini';
import { syncDirectory } from './files.ts';
import { JournalError, SQLITE_BUSY, sqliteCode } from './journal-error.ts';

/** Opens the database file; tests put a failing one in its place. */
export type OpenDatabase = (path: string) => DatabaseSync;

/**
 * `position` is the place in the chain over all boots and has no holes while rows live, so two neighbours must link.
 * `body` is the canonical JSON that was hashed, byte for byte.
 */
const MIGRATIONS = [
  `CREATE TABLE punch (
     position INTEGER PRIMARY KEY,
     boot INTEGER NOT NULL,
     sequence INTEGER NOT NULL,
     punch_id TEXT NOT NULL UNIQUE,
     previous TEXT NOT NULL,
     chain_hash TEXT NOT NULL,
     body TEXT NOT NULL,
     delivered_at INTEGER,
     outcome TEXT,
     UNIQUE (boot, sequence)
   ) STRICT;
   CREATE INDEX punch_undelivered ON punch (boot, sequence) WHERE delivered_at IS NULL;
   CREATE INDEX punch_delivered ON punch (delivered_at) WHERE delivered_at IS NOT NULL;
   CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
   INSERT INTO meta VALUES ('last_boot', 0);`,
] as const;

// A backstop only: checkpoints cost two more fsyncs and belong in `prune`, off the tap's way.
const AUTOCHECKPOINT_PAGES = 4000;

/**
 * Opens, locks and migrates a journal file. FULL, not NORMAL: terminals are unplugged rather than shut down, and NORMAL may roll
 * back commits whose green screen was already shown. Each pragma is read back, since SQLite ignores what it does not like.
 */
export function openDatabase(path: string, open: OpenDatabase = defaultOpen): DatabaseSync {
  createOwnerOnly(path);
  const database = open(path);
  try {
    // Held until the process ends, however it ends: two bridges can never share a journal.
    requirePragma(database, 'locking_mode', 'exclusive', 'exclusive');
    requirePragma(database, 'journal_mode', 'wal', 'wal');
    requireFullSync(database);
    database.exec(`PRAGMA wal_autocheckpoint = ${AUTOCHECKPOINT_PAGES}; PRAGMA trusted_schema = OFF;`);
    migrate(database);
    emptyWal(database);
    syncDirectory(dirname(path));
    return database;
  } catch (error) {
    database.close();
    if (sqliteCode(error) === SQLITE_BUSY) {
      throw new JournalError('journal-locked', `another bridge is running on ${path}: stop it first`, {
        cause: error,
      });
    }
    throw error;
  }
}

const SYNCHRONOUS_FULL = 2;

/** Sets synchronous=FULL and reads it back. */
export function requireFullSync(database: DatabaseSync): void {
  requirePragma(database, 'synchronous', 'FULL', SYNCHRONOUS_FULL);
}

export function readPragma(database: DatabaseSync, name: string): unknown {
  return Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
}

function requirePragma(database: DatabaseSync, name: string, value: string, expected: string | number): void {
  database.exec(`PRAGMA ${name} = ${value}`);
  const actual = readPragma(database, name);
  if (actual !== expected) throw new Error(`SQLite kept ${name}=${String(actual)} instead of ${value}`);
}

function defaultOpen(path: string): DatabaseSync {
  return new DatabaseSync(path);
}

/** Made before SQLite opens it, since SQLite would make it, and later the WAL beside it, readable by everyone. */
function createOwnerOnly(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
}

/**
 * After a failed fsync the WAL may hold frames that are in memory but not on disk; frames behind them would be lost with them at a
 * power cut. So what it holds moves into the database file, and new punches begin a new WAL.
 */
function emptyWal(database: DatabaseSync): void {
  const result = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
  if (result?.busy !== 0) throw new Error('the journal could not be checkpointed');
}

const Version = z.int().check(z.minimum(0));

function migrate(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE');
  const version = Version.parse(readPragma(database, 'user_version'));
  if (version > MIGRATIONS.length) {
    throw new JournalError(
      'journal-too-new',
      `the journal has schema ${version}, this bridge knows ${MIGRATIONS.length}: install the newer bridge again`,
    );
  }
  for (const step of MIGRATIONS.slice(version)) database.exec(step);
  database.exec(`PRAGMA user_version = ${MIGRATIONS.length}; COMMIT`);
}
