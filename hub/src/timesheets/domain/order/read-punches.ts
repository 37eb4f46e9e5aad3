import type { ClockKind, PunchKind } from '@tapclock/contracts';
import type { Correction, PunchFact } from '../facts/facts.ts';
import { finding, type HoursFinding } from '../findings/finding.ts';

/** A punch as it is read after corrections. `rawSec` stays what the clock said; null for one that a correction added. */
export interface ReadPunch {
  id: string;
  kind: ClockKind;
  atSec: number;
  rawSec: number | null;
  sequence: number;
  job: string | null;
  /** Corrections that made it read so, oldest first. */
  correctionIds: readonly string[];
}

/** From here on time is booked on another job; null: on none. */
export interface JobChange {
  punchId: string;
  atSec: number;
  job: string | null;
  correctionIds: readonly string[];
}

export interface Reading {
  /** In order of time, without duplicates. */
  punches: readonly ReadPunch[];
  /** In order of time; the last of one second counts. */
  jobs: readonly JobChange[];
  findings: readonly HoursFinding[];
}

type AnyPunch = Omit<ReadPunch, 'kind'> & { kind: PunchKind };

const NONE: readonly string[] = [];

/**
 * Facts and corrections to one ordered list (payroll.md 5.1 rules 1 and 2). A punch that was delivered twice is one punch.
 * The same kind again within `debounceSec` of the last kept punch is dropped with a finding: the first wins. Changes of job stand
 * apart, so that they come between no two punches.
 */
export function readPunches(
  facts: readonly PunchFact[],
  corrections: readonly Correction[],
  debounceSec: number,
): Reading {
  const findings: HoursFinding[] = [];
  const read = applyCorrections(uniquePunches(facts), corrections, findings);
  read.sort(comparePunches);
  const punches: ReadPunch[] = [];
  const changes: AnyPunch[] = [];
  for (const punch of read) {
    if (!isOfTheClock(punch)) {
      changes.push(punch);
      continue;
    }
    const kept = punches.at(-1);
    if (kept && kept.kind === punch.kind && punch.atSec - kept.atSec <= debounceSec) {
      findings.push(finding('DUPLICATE', { atSec: punch.atSec, punchIds: [punch.id, kept.id] }));
    } else {
      punches.push(punch);
    }
  }
  return { punches, jobs: inEffect(changes), findings };
}

function isOfTheClock(punch: AnyPunch): punch is ReadPunch {
  return punch.kind !== 'JOB';
}

/** What a correction adds counts over what a terminal recorded in the same second: it was added because of it. */
function inEffect(changes: readonly AnyPunch[]): JobChange[] {
  return changes
    .toSorted((a, b) => a.atSec - b.atSec || Number(a.rawSec === null) - Number(b.rawSec === null))
    .map(({ id, atSec, job, correctionIds }) => ({ punchId: id, atSec, job, correctionIds }));
}

/** By id; of two different facts with one id the earlier counts, so that the order of arrival never matters. */
function uniquePunches(facts: readonly PunchFact[]): Map<string, AnyPunch> {
  const byId = new Map<string, AnyPunch>();
  for (const { id, kind, atSec, sequence, job } of facts) {
    const read = { id, kind, atSec, rawSec: atSec, sequence, job, correctionIds: NONE };
    const twin = byId.get(id);
    if (!twin || compareContent(read, twin) < 0) byId.set(id, read);
  }
  return byId;
}

function applyCorrections(
  byId: Map<string, AnyPunch>,
  corrections: readonly Correction[],
  findings: HoursFinding[],
): AnyPunch[] {
  if (corrections.length === 0) return [...byId.values()];
  const inOrder = corrections.toSorted((a, b) => a.madeAtSec - b.madeAtSec || compareText(a.id, b.id));
  const seen = new Set<string>();
  const voided = new Set<string>();
  for (const correction of inOrder) {
    if (seen.has(correction.id)) continue;
    seen.add(correction.id);
    if (correction.kind === 'add') {
      const { id, kind, atSec, sequence, job } = correction.punch;
      byId.set(id, { id, kind, atSec, rawSec: null, sequence, job, correctionIds: [correction.id] });
      continue;
    }
    const before = byId.get(correction.punchId);
    if (!before || voided.has(correction.punchId)) {
      findings.push(
        finding('CORRECTION_WITHOUT_PUNCH', {
          atSec: correction.kind === 'move' ? correction.toSec : correction.madeAtSec,
          punchIds: [correction.punchId],
        }),
      );
      continue;
    }
    if (correction.kind === 'void') voided.add(correction.punchId);
    else byId.set(correction.punchId, corrected(before, correction));
  }
  for (const id of voided) byId.delete(id);
  return [...byId.values()];
}

function corrected(
  before: AnyPunch,
  correction: Extract<Correction, { kind: 'move' | 'reclassify' }>,
): AnyPunch {
  const correctionIds = [...before.correctionIds, correction.id];
  switch (correction.kind) {
    case 'move':
      return { ...before, atSec: correction.toSec, correctionIds };
    case 'reclassify':
      return { ...before, kind: correction.as, correctionIds };
  }
}

function comparePunches(a: AnyPunch, b: AnyPunch): number {
  return a.atSec - b.atSec || a.sequence - b.sequence || compareText(a.id, b.id);
}

function compareContent(a: AnyPunch, b: AnyPunch): number {
  return comparePunches(a, b) || compareText(a.kind, b.kind) || compareText(a.job ?? '', b.job ?? '');
}

/** By code unit: the same on every machine, unlike a collation. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
