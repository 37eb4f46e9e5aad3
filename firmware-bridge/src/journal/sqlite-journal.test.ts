import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CHAIN_START } from '@tapclock/contracts';
import { chainHash } from './chain.ts';
import { openDatabase, readPragma } from './schema.ts';
import { JOURNAL_FILE } from './sqlite-journal.ts';
import { SQL } from './statements.ts';
import { aDataDir, everything, NOW_MS, openTestJournal, record } from './testing/open-test-journal.ts';
import { aPunchDraft, punchIdOf } from './testing/punches.ts';
import { aReceipt } from './testing/receipts.ts';

const DAY_MS = 86_400_000;
let dir: ReturnType<typeof aDataDir>;

beforeEach(() => {
  dir = aDataDir();
});
afterEach(() => dir.remove());

describe('journal', () => {
  it('numbers the boot by the clock, and by the boot before when the clock ran back', () => {
    const first = openTestJournal(dir.dataDir);
    expect(first.boot).toBe(Math.floor(NOW_MS / 1000));
    first.close();
    const second = openTestJournal(dir.dataDir, { now: () => 0 });
    expect(second.boot).toBe(first.boot + 1);
    second.close();
  });

  it('chains punches across boots and numbers each boot from 1 (R9)', () => {
    const first = openTestJournal(dir.dataDir);
    const one = record(first, 1);
    const two = record(first, 2);
    first.close();
    const second = openTestJournal(dir.dataDir);
    const three = record(second, 3);
    expect([one.sequence, two.sequence, three.sequence]).toEqual([1, 2, 1]);
    expect(one.previous).toBe(CHAIN_START);
    expect(two.previous).toBe(one.chainHash);
    expect(three.previous).toBe(two.chainHash);
    for (const entry of everything(second))
      expect(entry.chainHash).toBe(chainHash(entry.previous, entry.punch));
    second.close();
  });

  it('gives back after a restart exactly what append returned', () => {
    const first = openTestJournal(dir.dataDir);
    const written = [record(first, 1), record(first, 2)];
    first.close();
    const second = openTestJournal(dir.dataDir);
    expect(everything(second)).toEqual(written);
    expect(second.stats()).toMatchObject({ depth: 2, rows: 2, head: { boot: first.boot, sequence: 2 } });
    second.close();
  });

  it('keeps fields that a newer bridge added to a punch', () => {
    const journal = openTestJournal(dir.dataDir);
    const result = journal.append({ ...aPunchDraft(1), task: 'order-7' });
    expect(result).toMatchObject({ kind: 'recorded', entry: { punch: { task: 'order-7' } } });
    expect(everything(journal)[0]?.punch.task).toBe('order-7');
    journal.close();
  });

  it('throws for a draft that no hub would accept and for an id used twice, and goes on', () => {
    const journal = openTestJournal(dir.dataDir);
    record(journal, 1);
    expect(() => journal.append(aPunchDraft(2, { occurredAt: 'yesterday' }))).toThrow();
    expect(() => journal.append({ ...aPunchDraft(2), remark: 'x'.repeat(2000) })).toThrow('too large');
    expect(() => journal.append(aPunchDraft(1))).toThrow();
    expect(record(journal, 2).sequence).toBe(2);
    journal.close();
  });

  it('lets no second bridge on the same data directory', () => {
    const journal = openTestJournal(dir.dataDir);
    record(journal, 1);
    expect(() => openTestJournal(dir.dataDir)).toThrow(
      expect.objectContaining({ code: 'journal-locked' }) as unknown as Error,
    );
    expect(record(journal, 2).sequence).toBe(2);
    journal.close();
  });

  it('refuses a file that a newer bridge wrote', () => {
    openTestJournal(dir.dataDir).close();
    const database = new DatabaseSync(join(dir.dataDir, JOURNAL_FILE));
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(() => openTestJournal(dir.dataDir)).toThrow('install the newer bridge');
  });

  it('is readable by its owner only', () => {
    const journal = openTestJournal(dir.dataDir);
    record(journal, 1);
    for (const file of [JOURNAL_FILE, `${JOURNAL_FILE}-wal`]) {
      expect(statSync(join(dir.dataDir, file)).mode & 0o077).toBe(0);
    }
    journal.close();
  });
});

describe('durability settings', () => {
  it('syncs every commit, also after a settle (R1)', () => {
    const handles: DatabaseSync[] = [];
    const open = (path: string) => {
      const database = new DatabaseSync(path);
      handles.push(database);
      return database;
    };
    const journal = openTestJournal(dir.dataDir, { open });
    const entry = record(journal, 1);
    const settings = () =>
      handles.map(handle => [readPragma(handle, 'synchronous'), readPragma(handle, 'journal_mode')]);
    expect(settings()).toEqual([[2, 'wal']]);
    journal.settle(aReceipt([entry]));
    expect(settings()).toEqual([[2, 'wal']]);
    journal.close();
  });

  it('does not open a file whose synchronous setting cannot be made FULL (R1)', () => {
    class Relaxed extends DatabaseSync {
      override exec(sql: string): void {
        super.exec(sql.replace('synchronous = FULL', 'synchronous = NORMAL'));
      }
    }
    expect(() => openDatabase(join(dir.dataDir, JOURNAL_FILE), path => new Relaxed(path))).toThrow(
      'synchronous=1',
    );
    const journal = openTestJournal(dir.dataDir, { open: path => new Relaxed(path) });
    expect(journal.stats().state).toBe('failed');
    expect(journal.append(aPunchDraft(1))).toEqual({ kind: 'refused', reason: 'journal-failed' });
    journal.close();
  });
});

describe('pending and settle', () => {
  it('gives undelivered punches after a position, of one boot, without holes', () => {
    const first = openTestJournal(dir.dataDir);
    const [one, two, three, four] = [1, 2, 3, 4].map(number => record(first, number));
    first.close();
    const journal = openTestJournal(dir.dataDir);
    const five = record(journal, 5);
    if (!one || !two || !three || !four) throw new Error('four punches were recorded');
    expect(journal.pending(null, 256)).toEqual([one, two, three, four]);
    expect(journal.pending({ boot: first.boot, sequence: 1 }, 2)).toEqual([two, three]);
    expect(journal.pending({ boot: first.boot, sequence: 4 }, 256)).toEqual([five]);
    expect(journal.settle(aReceipt([three]))).toBe(1);
    expect(journal.pending(null, 256)).toEqual([one, two]);
    expect(journal.pending({ boot: first.boot, sequence: 2 }, 256)).toEqual([four]);
    expect(journal.depth()).toBe(4);
    journal.close();
  });

  it('still gives delivered punches for a replay (R1)', () => {
    const journal = openTestJournal(dir.dataDir);
    const entries = [1, 2, 3].map(number => record(journal, number));
    journal.settle(aReceipt(entries));
    expect(journal.pending(null, 256)).toEqual([]);
    const replay = journal.from({ boot: journal.boot, sequence: 2 }, 256);
    expect(replay.map(entry => [entry.sequence, entry.delivered])).toEqual([
      [2, true],
      [3, true],
    ]);
    expect(journal.from({ boot: journal.boot, sequence: 4 }, 256)).toEqual([]);
    journal.close();
  });

  it('frees everything up to `through`, so that a lost receipt does no harm', () => {
    const journal = openTestJournal(dir.dataDir);
    const entries = [1, 2, 3, 4].map(number => record(journal, number));
    expect(journal.settle(aReceipt(entries.slice(2, 3), 2))).toBe(3);
    expect(journal.pending(null, 256).map(entry => entry.sequence)).toEqual([4]);
    journal.close();
  });

  it('counts the same receipt once and ignores ids, numbers and boots that do not fit', () => {
    const journal = openTestJournal(dir.dataDir);
    const [one, two] = [record(journal, 1), record(journal, 2)];
    expect(journal.settle(aReceipt([one]))).toBe(1);
    expect(journal.settle(aReceipt([one]))).toBe(0);
    expect(journal.settle(aReceipt([{ ...two, sequence: 9 }]))).toBe(0);
    expect(journal.settle(aReceipt([{ ...two, boot: two.boot + 1 }], 5))).toBe(0);
    expect(journal.settle(aReceipt([{ ...two, punch: { ...two.punch, punchId: punchIdOf(99) } }]))).toBe(0);
    expect(journal.depth()).toBe(1);
    journal.close();
  });
});

describe('limits', () => {
  it('drops the oldest delivered punch for a new one, and refuses when all are still owed (R1, R11)', () => {
    const journal = openTestJournal(dir.dataDir, { rowsMax: 4 });
    const entries = [1, 2, 3, 4].map(number => record(journal, number));
    expect(journal.stats()).toMatchObject({ state: 'full', rows: 4 });
    expect(journal.append(aPunchDraft(5))).toEqual({ kind: 'refused', reason: 'journal-full' });
    journal.settle(aReceipt(entries.slice(1, 2)));
    expect(journal.stats().state).toBe('ok');
    const five = record(journal, 5);
    expect(everything(journal).map(entry => entry.punch.punchId)).not.toContain(punchIdOf(2));
    expect(five.previous).toBe(entries[3]?.chainHash);
    expect(journal.append(aPunchDraft(6))).toEqual({ kind: 'refused', reason: 'journal-full' });
    expect(journal.stats()).toMatchObject({ state: 'full', rows: 4, depth: 4 });
    journal.close();
  });

  it('prunes what was delivered long ago, never what is owed nor the head of the chain', () => {
    let nowMs = NOW_MS;
    const journal = openTestJournal(dir.dataDir, { now: () => nowMs });
    const entries = [1, 2, 3].map(number => record(journal, number));
    const [, two, three] = entries;
    if (!two || !three) throw new Error('three punches were recorded');
    journal.settle(aReceipt([two, three]));
    expect(journal.prune(nowMs + 30 * DAY_MS)).toBe(0);
    expect(journal.prune(nowMs + 30 * DAY_MS + 1)).toBe(1);
    expect(journal.stats()).toMatchObject({ rows: 2, depth: 1 });
    journal.close();
    nowMs += 31 * DAY_MS;
    const later = openTestJournal(dir.dataDir, { now: () => nowMs });
    expect(later.stats()).toMatchObject({ state: 'ok', rows: 2, depth: 1 });
    expect(record(later, 4).previous).toBe(three.chainHash);
    later.close();
  });
});

describe('query plans', () => {
  it('read no table from end to end while the journal is in use', () => {
    const database = openDatabase(join(dir.dataDir, JOURNAL_FILE));
    const { countRows, countUndelivered, lastBoot, saveBoot, insert, ...inUse } = SQL;
    for (const sql of Object.values(inUse)) {
      const parameters = Array.from({ length: sql.split('?').length - 1 }, () => 1);
      const plan = database
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all(...parameters)
        .map(row => String(row.detail));
      const full = plan.filter(step => step.startsWith('SCAN') && !step.includes('INDEX'));
      const allowed = sql === SQL.head || sql === SQL.tail ? 1 : 0;
      expect({ sql, full: full.slice(allowed) }).toEqual({ sql, full: [] });
      expect({ sql, sorts: plan.filter(step => step.includes('TEMP B-TREE')) }).toEqual({ sql, sorts: [] });
    }
    database.close();
  });
});
