import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { JOURNAL_FILE } from './sqlite-journal.ts';
import { SQL } from './statements.ts';
import { aDataDir, everything, openTestJournal, record } from './testing/open-test-journal.ts';
import { aPunchDraft, punchIdOf } from './testing/punches.ts';
import { aReceipt } from './testing/receipts.ts';

let dir: ReturnType<typeof aDataDir>;
beforeEach(() => {
  dir = aDataDir();
});
afterEach(() => dir.remove());

/** A disk whose next inserts report a failure, though the row is written: what a failed fsync looks like. */
function failingAfterWrite(failures: { left: number }) {
  return class extends DatabaseSync {
    override prepare(sql: string): StatementSync {
      const statement = super.prepare(sql);
      if (sql !== SQL.insert) return statement;
      const run = statement.run.bind(statement);
      statement.run = (...values: unknown[]) => {
        const result = run(...(values as Parameters<typeof run>));
        if (failures.left > 0) {
          failures.left -= 1;
          throw Object.assign(new Error('disk I/O error'), { errcode: 10 });
        }
        return result;
      };
      return statement;
    }
  };
}

describe('a failed write', () => {
  it('refuses this punch and the next, and never counts the refused one after recovery (R1)', () => {
    const failures = { left: 0 };
    const Failing = failingAfterWrite(failures);
    const journal = openTestJournal(dir.dataDir, { open: path => new Failing(path) });
    const one = record(journal, 1);
    failures.left = 1;
    expect(journal.append(aPunchDraft(2))).toEqual({ kind: 'refused', reason: 'journal-failed' });
    expect(journal.stats()).toMatchObject({ state: 'failed', depth: 1 });
    expect(journal.append(aPunchDraft(3))).toEqual({ kind: 'refused', reason: 'journal-failed' });
    expect([journal.pending(null, 9), journal.settle(aReceipt([one])), journal.prune(0)]).toEqual([[], 0, 0]);

    expect(journal.recover()).toBe(true);
    expect(everything(journal).map(entry => entry.punch.punchId)).toEqual([punchIdOf(1)]);
    const four = record(journal, 4);
    expect([four.sequence, four.previous]).toEqual([2, one.chainHash]);
    expect(four.boot).toBe(one.boot);
    journal.close();
  });

  it('stays refused while the file cannot be opened again', () => {
    const failures = { left: 1 };
    const Failing = failingAfterWrite(failures);
    let broken = false;
    const open = (path: string) => {
      if (broken) throw new Error('no such device');
      return new Failing(path);
    };
    const journal = openTestJournal(dir.dataDir, { open });
    expect(journal.append(aPunchDraft(1)).kind).toBe('refused');
    broken = true;
    expect(journal.recover()).toBe(false);
    expect(journal.append(aPunchDraft(1)).kind).toBe('refused');
    broken = false;
    expect(journal.recover()).toBe(true);
    expect(record(journal, 1).sequence).toBe(1);
    journal.close();
    expect(journal.recover()).toBe(false);
  });

  it('keeps its own number for the boot when the file opens late', () => {
    const before = openTestJournal(dir.dataDir);
    before.close();
    let broken = true;
    const open = (path: string) => {
      if (broken) throw new Error('no such device');
      return new DatabaseSync(path);
    };
    const journal = openTestJournal(dir.dataDir, { open });
    expect(journal.stats().state).toBe('failed');
    broken = false;
    expect(journal.recover()).toBe(true);
    expect(journal.boot).toBe(before.boot + 1);
    journal.close();
  });
});

describe('a full disk', () => {
  const mounted = (path: string) =>
    process.getuid?.() === 0 &&
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path]).status === 0;

  it('refuses when the disk is full and records again when there is room (R1)', () => {
    const small = join(dir.dataDir, 'small');
    mkdirSync(small);
    // Without the right to mount, the page limit of SQLite gives the same error code from the same place.
    const isMounted = mounted(small);
    const limit = { pages: 40 };
    const open = (path: string) => {
      const database = new DatabaseSync(path);
      if (!isMounted) database.exec(`PRAGMA max_page_count = ${limit.pages}`);
      return database;
    };
    try {
      const ballast = join(small, 'ballast');
      writeFileSync(ballast, Buffer.alloc(isMounted ? 600 * 1024 : 0));
      const journal = openTestJournal(small, { open, rowsMax: 100_000 });
      let recorded = 0;
      while (journal.append(aPunchDraft(recorded + 1)).kind === 'recorded') recorded += 1;
      expect(recorded).toBeGreaterThan(5);
      expect(journal.stats().state).toBe('failed');
      rmSync(ballast);
      limit.pages = 4000;
      expect(journal.recover()).toBe(true);
      expect(everything(journal).map(entry => entry.punch.punchId)).toEqual(
        Array.from({ length: recorded }, (_, index) => punchIdOf(index + 1)),
      );
      expect(record(journal, recorded + 1).sequence).toBe(recorded + 1);
      journal.close();
    } finally {
      if (isMounted) spawnSync('umount', ['-l', small]);
    }
  });
});

describe('a damaged file', () => {
  const tamper = (sql: string) => {
    const database = new DatabaseSync(join(dir.dataDir, JOURNAL_FILE));
    database.exec(sql);
    database.close();
  };

  it.each([
    ['an altered punch', `UPDATE punch SET body = replace(body, '05:58', '05:28') WHERE sequence = 2`],
    ['an altered number inside', `UPDATE punch SET sequence = 7 WHERE sequence = 3`],
    ['a swapped hash', `UPDATE punch SET chain_hash = '${'ab'.repeat(32)}' WHERE sequence = 1`],
    ['a swapped start', `UPDATE punch SET previous = '${'ab'.repeat(32)}' WHERE sequence = 1`],
    ['a torn punch', `UPDATE punch SET body = substr(body, 1, 40) WHERE sequence = 3`],
    ['a row of another kind', `UPDATE punch SET chain_hash = 'x' WHERE sequence = 3`],
  ])('is found at the next start: %s (R9)', (_what, sql) => {
    const journal = openTestJournal(dir.dataDir);
    for (const number of [1, 2, 3]) record(journal, number);
    journal.close();
    tamper(sql);
    const damaged = openTestJournal(dir.dataDir);
    expect(damaged.stats().state).toBe('failed');
    expect(damaged.append(aPunchDraft(4))).toEqual({ kind: 'refused', reason: 'journal-failed' });
    expect(damaged.recover()).toBe(false);
    damaged.close();
  });

  it('is not seen in a row taken from between: it may have been delivered and pruned', () => {
    const journal = openTestJournal(dir.dataDir);
    for (const number of [1, 2, 3]) record(journal, number);
    journal.close();
    tamper('DELETE FROM punch WHERE sequence = 2');
    const opened = openTestJournal(dir.dataDir);
    expect(opened.stats()).toMatchObject({ state: 'ok', rows: 2 });
    opened.close();
  });

  it('is found when it is no database at all', () => {
    writeFileSync(
      join(dir.dataDir, JOURNAL_FILE),
      'not a database, but long enough to be looked at'.repeat(20),
    );
    const journal = openTestJournal(dir.dataDir);
    expect(journal.stats().state).toBe('failed');
    journal.close();
  });
});
