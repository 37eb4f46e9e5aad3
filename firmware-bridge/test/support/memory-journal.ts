import type { JournalHead, Receipt } from '@tapclock/contracts';
import type { Journal, JournalEntry } from '../../src/journal/index.ts';
import { digestNumber, punchIdNumber } from './people.ts';

type Stored = JournalEntry & { delivered: boolean };

/** A journal in memory with the real one's order and contiguity, for tests of what reads it. */
export class MemoryJournal implements Pick<Journal, 'pending' | 'from' | 'nextBoot' | 'settle' | 'depth'> {
  readonly entries: Stored[] = [];
  boot = 100;
  isFailed = false;

  append(): Stored {
    const last = this.entries.at(-1);
    const sequence = last?.boot === this.boot ? last.sequence + 1 : 1;
    const number = this.entries.length + 1;
    const entry: Stored = {
      boot: this.boot,
      sequence,
      previous: digestNumber(number - 1),
      chainHash: digestNumber(number),
      delivered: false,
      punch: {
        punchId: punchIdNumber(number),
        sequence,
        action: 'auto',
        employee: null,
        credential: digestNumber(7),
        identifiedBy: 'badge',
        assurance: 'identifier-only',
        reader: 'reader-1',
        occurredAt: '2026-11-23T05:00:00.000Z',
        utcOffsetMinutes: 60,
        zone: 'Europe/Berlin',
        uptimeMs: number,
        clockOffsetMs: null,
        offline: false,
        chosenBy: 'terminal',
      },
    };
    this.entries.push(entry);
    return entry;
  }

  pending(after: JournalHead | null, limit: number): JournalEntry[] {
    return this.run(entry => !entry.delivered && (after === null || isAfter(entry, after)), limit);
  }

  from(position: JournalHead, limit: number): JournalEntry[] {
    return this.run(entry => entry.boot === position.boot && entry.sequence >= position.sequence, limit);
  }

  nextBoot(boot: number): number | null {
    return this.entries.find(entry => entry.boot > boot)?.boot ?? null;
  }

  settle(receipt: Receipt): number {
    const ids = new Set(receipt.results.map(({ punchId }) => punchId));
    let changed = 0;
    for (const entry of this.entries) {
      const isFreed =
        entry.boot === receipt.boot && (entry.sequence <= receipt.through || ids.has(entry.punch.punchId));
      if (!isFreed || entry.delivered || this.isFailed) continue;
      entry.delivered = true;
      changed += 1;
    }
    return changed;
  }

  depth(): number {
    return this.entries.filter(({ delivered }) => !delivered).length;
  }

  private run(wanted: (entry: Stored) => boolean, limit: number): JournalEntry[] {
    if (this.isFailed) return [];
    const all = this.entries.filter(wanted);
    const [first] = all;
    const contiguous = all.filter(
      (entry, index) => entry.boot === first?.boot && entry.sequence === first.sequence + index,
    );
    return contiguous.slice(0, limit);
  }
}

function isAfter(entry: JournalHead, position: JournalHead): boolean {
  return entry.boot > position.boot || (entry.boot === position.boot && entry.sequence > position.sequence);
}
