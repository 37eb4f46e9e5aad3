import type { DeltaReason, SheetDelta, SheetInputs } from '@tapclock/contracts';
import {
  type Correction,
  type LocalDay,
  type PersonFacts,
  parseDay,
  type Stretch,
  spanStart,
  type ZoneClocks,
} from '../../timesheets/data.ts';

/** A record that the locked hours did not know, and the local days that it touches. */
interface NewRecord {
  reason: DeltaReason;
  days: readonly LocalDay[];
}

/** What to look for: the facts of now, what the locked sheet was derived from, and what was made good since. */
export interface DeltaCase {
  facts: PersonFacts;
  /** Null: the person had no sheet. */
  locked: SheetInputs | null;
  settled: readonly SheetDelta[];
}

/** Ids of punches that the locked hours did not know. */
export function newPunchIds(delta: DeltaCase): string[] {
  const known = knownIds(delta);
  return punchesOf(delta.facts).filter(id => !known.has(id));
}

/**
 * Why a date pays otherwise than when it was locked: corrections and punches that the locked sheet does not name and no delta named
 * since, as far as they touch the date's workweek, because a later hour moves the overtime of the whole week. `receivedAt` has the
 * instant at which the hub got each new punch.
 */
export function deltaReasons(
  delta: DeltaCase,
  receivedAt: ReadonlyMap<string, string>,
  clocks: ZoneClocks,
): (date: string) => DeltaReason[] {
  const known = knownIds(delta);
  const { zone, stretches } = delta.facts;
  const clock = clocks.of(zone);
  const records = new Map<string, NewRecord>();
  for (const { facts } of stretches) {
    for (const { id, atSec } of facts.punches) {
      const at = receivedAt.get(id);
      if (!known.has(id) && at !== undefined)
        records.set(id, { reason: { kind: 'late-punch', id, at }, days: [clock.dayAt(atSec)] });
    }
    for (const correction of facts.corrections) {
      const { id, by, madeAtSec, why } = correction;
      if (known.has(id)) continue;
      records.set(id, {
        reason: { kind: 'correction', id, by, at: new Date(madeAtSec * 1000).toISOString(), why },
        days: touchedSec(correction, facts).map(sec => clock.dayAt(sec)),
      });
    }
  }
  return date => {
    const day = parseDay(date);
    const policy = stretches.find(stretch => isWithin(day, stretch))?.facts.policy;
    const isOfWeek = (touched: LocalDay) =>
      policy === undefined
        ? Math.abs(touched - day) <= 1
        : // A night shift's punches are on the date before or after the one that they count on.
          [touched - 1, touched, touched + 1].some(
            near => spanStart(near, policy) === spanStart(day, policy),
          );
    return [...records.values()].filter(({ days }) => days.some(isOfWeek)).map(({ reason }) => reason);
  };
}

/** Ids of records that were locked, or made good for since. */
function knownIds({ locked, settled }: DeltaCase): Set<string> {
  const ids = new Set<string>();
  for (const { punches, corrections } of locked?.cases ?? [])
    for (const { id } of [...punches, ...corrections]) if (id !== undefined) ids.add(id);
  for (const { reasons } of settled)
    for (const reason of reasons) if (reason.kind !== 'changed-plan') ids.add(reason.id);
  return ids;
}

function punchesOf({ stretches }: PersonFacts): string[] {
  return [...new Set(stretches.flatMap(({ facts }) => facts.punches.map(({ id }) => id)))];
}

/** Where a punch was and where it is now. */
function touchedSec(correction: Correction, { punches, corrections }: Stretch['facts']): number[] {
  if (correction.kind === 'add') return [correction.punch.atSec];
  const added = corrections.flatMap(other => (other.kind === 'add' ? [other.punch] : []));
  const was = [...punches, ...added].filter(({ id }) => id === correction.punchId).map(({ atSec }) => atSec);
  return correction.kind === 'move' ? [...was, correction.toSec] : was;
}

function isWithin(day: LocalDay, { from, to }: Stretch): boolean {
  return day >= from && day <= to;
}
