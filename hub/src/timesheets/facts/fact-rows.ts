import type { PunchAction, PunchKind } from '@tapclock/contracts';
import type { StoredCorrection } from '../../corrections/data.ts';
import type { ClockedPunch } from '../../punches/data.ts';
import type { Correction, PunchFact } from '../domain/index.ts';

/** What the engine calls it; a job change carries no job yet and changes no hours. */
const KINDS: Record<Exclude<PunchAction, 'job-change'>, PunchKind> = {
  'clock-in': 'IN',
  'clock-out': 'OUT',
  'break-start': 'BREAK_START',
  'break-end': 'BREAK_END',
  auto: 'AUTO',
};

/** A stored punch as the engine reads it: whole seconds, and what is left of them as the order within one. */
export function punchFact({ punchId, action, atMs }: ClockedPunch): PunchFact | null {
  if (action === 'job-change') return null;
  const atSec = Math.floor(atMs / 1000);
  return { id: punchId, kind: KINDS[action], atSec, sequence: atMs - atSec * 1000, job: null };
}

/** A stored correction as the engine reads it. */
export function correctionFact(stored: StoredCorrection): Correction {
  const made = {
    id: stored.id,
    by: stored.by,
    madeAtSec: Math.floor(stored.madeAtMs / 1000),
    why: stored.reason,
  };
  switch (stored.kind) {
    case 'add': {
      const { id, action, occurredAtMs, job } = stored;
      const atSec = Math.floor(occurredAtMs / 1000);
      const sequence = occurredAtMs - atSec * 1000;
      return { ...made, kind: 'add', punch: { id, kind: KINDS[action], atSec, sequence, job } };
    }
    case 'move':
      return {
        ...made,
        kind: 'move',
        punchId: stored.punch,
        toSec: Math.floor(stored.occurredAtMs / 1000),
      };
    case 'void':
      return { ...made, kind: 'void', punchId: stored.punch };
    case 'reclassify':
      return { ...made, kind: 'reclassify', punchId: stored.punch, as: KINDS[stored.action] };
  }
}

/** By time, then order within the second, then id by code unit: one order on every machine. */
export function comparePunches(a: PunchFact, b: PunchFact): number {
  return a.atSec - b.atSec || a.sequence - b.sequence || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** By when they were made, then id: the order in which they are applied. */
export function compareCorrections(a: Correction, b: Correction): number {
  return a.madeAtSec - b.madeAtSec || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
