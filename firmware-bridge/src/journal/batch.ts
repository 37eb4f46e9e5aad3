import { type PunchBatch, signedText } from '@tapclock/contracts';
import type { DeviceKey } from './device-key.ts';
import type { JournalEntry } from './journal.ts';

export interface BatchParts {
  terminal: string;
  /** What `pending` or `from` gave: at least one entry, all of one boot, numbered without holes. */
  entries: readonly JournalEntry[];
  sent: PunchBatch['sent'];
  key: DeviceKey;
}

/** Binds entries into one signed message; one signature covers them all through the head of their chain (R9). */
export function signBatch({ terminal, entries, sent, key }: BatchParts): PunchBatch {
  const first = entries[0];
  const last = entries[entries.length - 1];
  if (first === undefined || last === undefined) throw new RangeError('a batch needs at least one punch');
  const parts = {
    terminal,
    boot: first.boot,
    from: first.sequence,
    punches: entries.map(entry => entry.punch),
    head: last.chainHash,
    sent,
  };
  return { ...parts, previous: first.previous, sig: key.sign(signedText(parts)) };
}
