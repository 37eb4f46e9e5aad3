import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '../../platform/index.ts';
import type { Journal, JournalEntry } from '../journal.ts';
import { type JournalOptions, openJournal } from '../sqlite-journal.ts';
import { aPunchDraft } from './punches.ts';

export const NOW_MS = Date.parse('2026-11-23T05:58:12.345Z');

/** A fresh data directory and what it takes to remove it again. */
export function aDataDir(): { dataDir: string; remove: () => void } {
  const dataDir = mkdtempSync(join(tmpdir(), 'tapclock-journal-'));
  return { dataDir, remove: () => rmSync(dataDir, { recursive: true, force: true }) };
}

export function openTestJournal(dataDir: string, changes: Partial<JournalOptions> = {}): Journal {
  return openJournal({
    dataDir,
    now: () => NOW_MS,
    rowsMax: 1000,
    keepDeliveredDays: 30,
    log: silentLogger(),
    ...changes,
  });
}

/** Appends a punch that must be recorded. */
export function record(journal: Journal, number: number): JournalEntry {
  const result = journal.append(aPunchDraft(number));
  if (result.kind !== 'recorded') throw new Error(`punch ${number} was refused: ${result.reason}`);
  return result.entry;
}

/** Everything the journal still holds, over all boots, as replay reads it. */
export function everything(journal: Journal): JournalEntry[] {
  const entries: JournalEntry[] = [];
  for (let boot = journal.nextBoot(0); boot !== null; boot = journal.nextBoot(boot)) {
    let sequence = 1;
    for (let part = journal.from({ boot, sequence }, 256); part.length > 0; ) {
      entries.push(...part);
      sequence = (part.at(-1)?.sequence ?? 0) + 1;
      part = journal.from({ boot, sequence }, 256);
    }
  }
  return entries;
}
