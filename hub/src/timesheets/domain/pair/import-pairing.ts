import type { Policy } from '@tapclock/contracts';
import { finding, type HoursFinding } from '../findings/finding.ts';
import type { ReadPunch } from '../order/read-punches.ts';
import type { Pairing } from './pair-punches.ts';
import { NO_JOBS, type Stay } from './stay.ts';

type ImportRule = NonNullable<Policy['importPairing']>;

/**
 * Pairs punches as the system they come from did, for comparing imported hours (payroll.md 5.1 rule 10): taps alternate or their kinds
 * count; a day is from the first in to the last out or the sum of its pairs. Taps within `maxShiftMin` of the first belong
 * together. Differs from ours: there a second clock-in before a clock-out is ignored. Never the default.
 */
export function pairImported(punches: readonly ReadPunch[], rule: ImportRule, maxShiftMin: number): Pairing {
  const stays: Stay[] = [];
  const findings: HoursFinding[] = [];
  for (const group of groups(punches, maxShiftMin * 60)) {
    const pairs = rule.kinds === 'alternating' ? alternating(group) : byKind(group, findings);
    const first = pairs[0];
    const last = pairs.findLast(pair => pair.out !== null);
    if (rule.hours === 'firstInLastOut' && first) {
      const out = rule.kinds === 'alternating' ? (group.at(-1) ?? null) : (last?.out ?? null);
      stays.push(stayOf({ in: first.in, out: out === first.in ? null : out }, findings));
    } else {
      for (const pair of pairs) stays.push(stayOf(pair, findings));
    }
  }
  return { stays, findings };
}

interface Pair {
  in: ReadPunch;
  out: ReadPunch | null;
}

function groups(punches: readonly ReadPunch[], maxSec: number): ReadPunch[][] {
  const found: ReadPunch[][] = [];
  for (const punch of punches) {
    const group = found.at(-1);
    const first = group?.[0];
    if (group && first && punch.atSec - first.atSec <= maxSec) group.push(punch);
    else found.push([punch]);
  }
  return found;
}

/** First in, second out, third in; a last one alone stays open. */
function alternating(group: readonly ReadPunch[]): Pair[] {
  return group.flatMap((punch, index) =>
    index % 2 === 0 ? [{ in: punch, out: group[index + 1] ?? null }] : [],
  );
}

function byKind(group: readonly ReadPunch[], findings: HoursFinding[]): Pair[] {
  const pairs: Pair[] = [];
  for (const punch of group) {
    const open = pairs.at(-1)?.out === null ? pairs.at(-1) : undefined;
    if (punch.kind === 'IN' && !open) pairs.push({ in: punch, out: null });
    if (punch.kind !== 'OUT') continue;
    if (open) open.out = punch;
    else findings.push(finding('MISSING_IN', { atSec: punch.atSec, punchIds: [punch.id] }));
  }
  return pairs;
}

function stayOf(pair: Pair, findings: HoursFinding[]): Stay {
  if (pair.out === null)
    findings.push(finding('MISSING_OUT', { atSec: pair.in.atSec, punchIds: [pair.in.id] }));
  const end: Stay['end'] = pair.out === null ? { kind: 'missing' } : { kind: 'closed', out: pair.out };
  return { in: pair.in, end, pauses: [], openPause: null, jobs: NO_JOBS };
}
