import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Journal, JournalEntry } from './journal.ts';
import { aDataDir, everything, NOW_MS, openTestJournal } from './testing/open-test-journal.ts';
import { aPunchDraft } from './testing/punches.ts';
import { aReceipt } from './testing/receipts.ts';

const ROWS_MAX = 8;

interface World {
  journal: Journal;
  /** What was recorded and never receipted: the promise. */
  owed: JournalEntry[];
  recorded: JournalEntry[];
  next: number;
}

type Step =
  | { kind: 'append' }
  | { kind: 'settle'; picks: number[] }
  | { kind: 'through'; pick: number }
  | { kind: 'prune'; days: number }
  | { kind: 'restart' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Step>({ kind: 'append' }) },
  {
    weight: 3,
    arbitrary: fc
      .array(fc.nat(20), { minLength: 1, maxLength: 4 })
      .map((picks): Step => ({ kind: 'settle', picks })),
  },
  { weight: 1, arbitrary: fc.nat(20).map((pick): Step => ({ kind: 'through', pick })) },
  { weight: 1, arbitrary: fc.nat(40).map((days): Step => ({ kind: 'prune', days })) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'restart' }) },
);

function settle(world: World, entries: JournalEntry[], through: number): void {
  const boot = entries[0]?.boot;
  const isFreed = (entry: JournalEntry) =>
    entry.boot === boot && (entry.sequence <= through || entries.includes(entry));
  const freed = world.owed.filter(isFreed).length;
  expect(world.journal.settle(aReceipt(entries, through))).toBe(freed);
  world.owed = world.owed.filter(entry => !isFreed(entry));
}

function take(world: World, action: Step, reopen: () => Journal): void {
  const pick = (index: number) => world.recorded[index % Math.max(1, world.recorded.length)];
  switch (action.kind) {
    case 'append': {
      const result = world.journal.append(aPunchDraft(world.next));
      world.next += 1;
      if (result.kind === 'recorded') {
        world.owed.push(result.entry);
        world.recorded.push(result.entry);
      } else {
        expect(result.reason).toBe('journal-full');
        // The newest row may be delivered and is kept all the same: it carries the chain.
        expect(world.owed.length).toBeGreaterThanOrEqual(ROWS_MAX - 1);
      }
      return;
    }
    case 'settle': {
      const picked = [...new Set(action.picks.map(pick))].filter(entry => entry !== undefined);
      const sameBoot = picked.filter(entry => entry.boot === picked[0]?.boot);
      if (sameBoot.length > 0) settle(world, sameBoot, 0);
      return;
    }
    case 'through': {
      const entry = pick(action.pick);
      if (entry !== undefined) settle(world, [entry], entry.sequence);
      return;
    }
    case 'prune':
      world.journal.prune(NOW_MS + action.days * 86_400_000);
      return;
    case 'restart':
      world.journal.close();
      world.journal = reopen();
  }
}

/** Reads everything owed as the uplink does: batch by batch, each after the one before. */
function allPending(journal: Journal): JournalEntry[] {
  const entries: JournalEntry[] = [];
  for (let part = journal.pending(null, 3); part.length > 0; ) {
    entries.push(...part);
    const last = part.at(-1);
    part = last === undefined ? [] : journal.pending(last, 3);
  }
  return entries;
}

it('owes exactly what was recorded and not receipted, whatever happens in whatever order (R1, R2)', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), actions => {
      const { dataDir, remove } = aDataDir();
      const reopen = () => openTestJournal(dataDir, { rowsMax: ROWS_MAX });
      const world: World = { journal: reopen(), owed: [], recorded: [], next: 1 };
      try {
        for (const action of actions) {
          take(world, action, reopen);
          expect(allPending(world.journal)).toEqual(world.owed);
          const kept = everything(world.journal);
          expect(world.journal.stats()).toMatchObject({ depth: world.owed.length, rows: kept.length });
          expect(kept.length).toBeLessThanOrEqual(ROWS_MAX);
        }
      } finally {
        world.journal.close();
        remove();
      }
    }),
    { numRuns: 60 },
  );
});
