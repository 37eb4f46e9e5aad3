import { Boot, Digest, Punch, Sequence } from '@tapclock/contracts';
import * as z from 'zod/mini';
import type { JournalEntry } from './journal.ts';
import { JournalError } from './journal-error.ts';

const Row = z.object({
  position: Sequence,
  boot: Boot,
  sequence: Sequence,
  previous: Digest,
  chain_hash: Digest,
  body: z.string(),
  delivered_at: z.nullable(z.int()),
});

/** A row as it lies in the file, before its punch is parsed. */
export type PunchRow = z.infer<typeof Row>;

/** Reads a row at the door; throws `journal-damaged` when the file holds something else. */
export function parseRow(row: unknown): PunchRow {
  const parsed = Row.safeParse(row);
  if (!parsed.success) throw new JournalError('journal-damaged', 'a row of the journal is unreadable');
  return parsed.data;
}

/** A row with its punch. Same errors as `parseRow`. */
export function entryOf(row: PunchRow): JournalEntry {
  return {
    boot: row.boot,
    sequence: row.sequence,
    previous: row.previous,
    chainHash: row.chain_hash,
    punch: parseBody(row.body),
    delivered: row.delivered_at !== null,
  };
}

function parseBody(body: string): Punch {
  try {
    return Punch.parse(JSON.parse(body));
  } catch (cause) {
    throw new JournalError('journal-damaged', 'a punch in the journal is unreadable', { cause });
  }
}

const CountRow = z.object({ count: z.int().check(z.minimum(0)) });

/** Reads the one number of a counting statement. */
export function parseCount(row: unknown): number {
  return CountRow.parse(row).count;
}

/** The leading entries that are of one boot and numbered without holes: what one batch can carry. */
export function contiguous(entries: readonly JournalEntry[]): JournalEntry[] {
  const end = entries.findIndex((entry, index) => {
    const before = entries[index - 1];
    return before !== undefined && (entry.boot !== before.boot || entry.sequence !== before.sequence + 1);
  });
  return end === -1 ? [...entries] : entries.slice(0, end);
}
