import type { Receipt } from '@tapclock/contracts';
import type { JournalEntry } from '../journal.ts';

const AT = '2026-11-23T05:58:13.000Z';

/** A receipt that names these entries (at least one) and covers its boot up to `through`. */
export function aReceipt(entries: readonly JournalEntry[], through = 0): Receipt {
  return {
    boot: entries[0]?.boot ?? 1,
    through,
    results: entries.map(({ punch, sequence }) => ({
      punchId: punch.punchId,
      sequence,
      outcome: 'recorded',
      verdict: null,
    })),
    clock: { sentAt: AT, receivedAt: AT, answeredAt: AT },
  };
}
