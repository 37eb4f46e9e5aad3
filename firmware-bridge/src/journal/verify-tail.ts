import { CHAIN_START } from '@tapclock/contracts';
import { chainHashOfText } from './chain.ts';
import { JournalError } from './journal-error.ts';
import { entryOf, type PunchRow } from './rows.ts';

/**
 * Checks the newest rows, oldest first: each hash fits its punch, neighbours link, numbers run on. It finds torn and altered rows
 * before new punches are chained onto them. Against someone who rewrites the whole file the hub's copy of the head stands.
 * Rows between two positions may be gone (delivered and pruned), then there is no link to check.
 */
export function verifyTail(rows: readonly PunchRow[]): void {
  let before: PunchRow | undefined;
  for (const row of rows) {
    const place = `punch ${row.sequence} of boot ${row.boot}`;
    const { punch } = entryOf(row);
    if (punch.sequence !== row.sequence) throw damaged(`${place} carries another number`);
    if (chainHashOfText(row.previous, row.body) !== row.chain_hash) throw damaged(`${place} was altered`);
    if (before?.position === row.position - 1) verifyNeighbours(before, row, place);
    if (row.position === 1 && row.previous !== CHAIN_START)
      throw damaged(`${place} does not begin the chain`);
    before = row;
  }
}

function verifyNeighbours(before: PunchRow, row: PunchRow, place: string): void {
  if (row.previous !== before.chain_hash) throw damaged(`${place} does not follow the punch before it`);
  const runsOn = row.boot === before.boot && row.sequence === before.sequence + 1;
  const begins = row.boot > before.boot && row.sequence === 1;
  if (!runsOn && !begins) throw damaged(`${place} is numbered out of order`);
}

function damaged(what: string): JournalError {
  return new JournalError(
    'journal-damaged',
    `${what}: keep a copy of the file for the records, then move it away to begin a new one`,
  );
}
