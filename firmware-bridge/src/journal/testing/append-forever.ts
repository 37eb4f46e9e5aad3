// Run as its own process and killed: appends punches and prints each number only after `append` returned.
import { writeSync } from 'node:fs';
import { silentLogger } from '../../platform/index.ts';
import { openJournal } from '../sqlite-journal.ts';
import { aPunchDraft } from './punches.ts';

const [dataDir, first] = process.argv.slice(2);
if (dataDir === undefined || first === undefined) throw new Error('usage: append-forever.ts DATA_DIR FIRST');
const journal = openJournal({
  dataDir,
  now: () => Date.now(),
  rowsMax: 1_000_000,
  keepDeliveredDays: 30,
  log: silentLogger(),
});
for (let number = Number(first); ; number += 1) {
  const result = journal.append(aPunchDraft(number));
  // Straight to the descriptor: a buffered stream could still hold a line when the kill comes.
  if (result.kind === 'recorded') writeSync(1, `${number}\n`);
}
