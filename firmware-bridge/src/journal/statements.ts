import type { DatabaseSync, StatementSync } from 'node:sqlite';

const COLUMNS = 'position, boot, sequence, previous, chain_hash, body, delivered_at';

/** Every statement of the journal, by name; a test asks SQLite for the plan of each. */
export const SQL = {
  insert: `INSERT INTO punch (position, boot, sequence, punch_id, previous, chain_hash, body) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  takeBack: `DELETE FROM punch WHERE punch_id = ? AND delivered_at IS NULL
    AND position = (SELECT max(position) FROM punch)`,
  head: `SELECT ${COLUMNS} FROM punch ORDER BY position DESC LIMIT 1`,
  tail: `SELECT ${COLUMNS} FROM punch ORDER BY position DESC LIMIT ?`,
  pendingFirst: `SELECT ${COLUMNS} FROM punch WHERE delivered_at IS NULL ORDER BY boot, sequence LIMIT ?`,
  pendingAfter: `SELECT ${COLUMNS} FROM punch WHERE delivered_at IS NULL AND (boot, sequence) > (?, ?)
    ORDER BY boot, sequence LIMIT ?`,
  from: `SELECT ${COLUMNS} FROM punch WHERE boot = ? AND sequence >= ? ORDER BY sequence LIMIT ?`,
  nextBoot: `SELECT boot FROM punch WHERE boot > ? ORDER BY boot LIMIT 1`,
  settleOne: `UPDATE punch SET delivered_at = ?, outcome = ?
    WHERE punch_id = ? AND boot = ? AND sequence = ? AND delivered_at IS NULL`,
  settleThrough: `UPDATE punch SET delivered_at = ?, outcome = 'recorded'
    WHERE delivered_at IS NULL AND boot = ? AND sequence <= ?`,
  dropOldest: `DELETE FROM punch WHERE position IN (
    SELECT position FROM punch WHERE delivered_at IS NOT NULL AND position < ? ORDER BY delivered_at LIMIT ?)`,
  prune: `DELETE FROM punch WHERE position IN (
    SELECT position FROM punch WHERE delivered_at < ? AND position < ? ORDER BY delivered_at LIMIT ?)`,
  countRows: `SELECT count(*) AS count FROM punch`,
  countUndelivered: `SELECT count(*) AS count FROM punch WHERE delivered_at IS NULL`,
  lastBoot: `SELECT value AS count FROM meta WHERE name = 'last_boot'`,
  saveBoot: `UPDATE meta SET value = ? WHERE name = 'last_boot'`,
} as const;

export type Statements = Record<keyof typeof SQL, StatementSync>;

/** Prepares each statement once per open database. */
export function prepareAll(database: DatabaseSync): Statements {
  const prepare = (name: keyof typeof SQL) => database.prepare(SQL[name]);
  return {
    insert: prepare('insert'),
    takeBack: prepare('takeBack'),
    head: prepare('head'),
    tail: prepare('tail'),
    pendingFirst: prepare('pendingFirst'),
    pendingAfter: prepare('pendingAfter'),
    from: prepare('from'),
    nextBoot: prepare('nextBoot'),
    settleOne: prepare('settleOne'),
    settleThrough: prepare('settleThrough'),
    dropOldest: prepare('dropOldest'),
    prune: prepare('prune'),
    countRows: prepare('countRows'),
    countUndelivered: prepare('countUndelivered'),
    lastBoot: prepare('lastBoot'),
    saveBoot: prepare('saveBoot'),
  };
}
