import type { ClockKind, PunchAction, PunchKind } from '@tapclock/contracts';
import type { StoredCorrection } from '../../corrections/data.ts';
import type { ClockedPunches } from '../../punches/data.ts';
import type { Correction, PunchFact } from '../domain/index.ts';

/** What the engine calls it. */
const CLOCK_KINDS: Record<Exclude<PunchAction, 'job-change'>, ClockKind> = {
  'clock-in': 'IN',
  'clock-out': 'OUT',
  'break-start': 'BREAK_START',
  'break-end': 'BREAK_END',
  auto: 'AUTO',
};
const KINDS: Record<PunchAction, PunchKind> = { ...CLOCK_KINDS, 'job-change': 'JOB' };

/** Adds stored punches as the engine reads them: whole seconds, and what is left of them as the order within one. */
export function addPunchFacts(facts: PunchFact[], { punchIds, actions, atMs, jobs }: ClockedPunches): void {
  for (const [place, id] of punchIds.entries()) {
    const action = actions[place];
    const ms = atMs[place];
    const job = jobs[place];
    if (action === undefined || ms === undefined || job === undefined)
      throw new Error('columns of punches differ in length');
    const atSec = Math.floor(ms / 1000);
    facts.push({ id, kind: KINDS[action], atSec, sequence: ms - atSec * 1000, job });
  }
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
      return { ...made, kind: 'reclassify', punchId: stored.punch, as: CLOCK_KINDS[stored.action] };
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
