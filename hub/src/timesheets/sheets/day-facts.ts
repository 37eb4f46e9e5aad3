import type { TimesheetCorrection, TimesheetPunch } from '@tapclock/contracts';
import { localInstant } from '../case/written-segment.ts';
import {
  type Correction,
  type HoursResult,
  type LocalDay,
  type PunchFact,
  punchIds,
  type ZoneClock,
} from '../domain/index.ts';
import type { Stretch } from '../facts/index.ts';

/** Raw facts by the date they count on. */
export interface DayFacts {
  punches: ReadonlyMap<LocalDay, readonly PunchFact[]>;
  corrections: ReadonlyMap<LocalDay, readonly Correction[]>;
}

/**
 * Puts punches and corrections where their hours are: on the date of their stay, so that a night's clock-out stands with its night.
 * What belongs to no stay that counts has the local date on which it happened.
 */
export function factsByDay({ facts }: Stretch, result: HoursResult, clock: ZoneClock): DayFacts {
  const days = new Map<string, LocalDay>();
  for (const { date, segments } of result.days) {
    for (const segment of segments) {
      const stay = result.stays[segment.stay];
      for (const id of stay ? punchIds(stay) : []) if (!days.has(id)) days.set(id, date);
    }
  }
  const raw = new Map(facts.punches.map(punch => [punch.id, punch]));
  for (const [id, { atSec }] of raw) if (!days.has(id)) days.set(id, clock.dayAt(atSec));
  const dayOf = (correction: Correction) =>
    days.get(punchOf(correction)) ?? clock.dayAt(atSecOf(correction) ?? correction.madeAtSec);
  return {
    punches: Map.groupBy(facts.punches, ({ id, atSec }) => days.get(id) ?? clock.dayAt(atSec)),
    corrections: Map.groupBy(facts.corrections, dayOf),
  };
}

export function writtenPunch({ id, kind, atSec }: PunchFact, clock: ZoneClock): TimesheetPunch {
  return { id, kind, at: localInstant(atSec, clock) };
}

export function writtenCorrection(correction: Correction, clock: ZoneClock): TimesheetCorrection {
  const { id, kind, by, madeAtSec, why } = correction;
  const atSec = atSecOf(correction);
  return {
    id,
    kind,
    punch: punchOf(correction),
    at: atSec === null ? null : localInstant(atSec, clock),
    as: kind === 'add' ? correction.punch.kind : kind === 'reclassify' ? correction.as : null,
    by,
    madeAt: localInstant(madeAtSec, clock),
    reason: why,
  };
}

function punchOf(correction: Correction): string {
  return correction.kind === 'add' ? correction.punch.id : correction.punchId;
}

function atSecOf(correction: Correction): number | null {
  switch (correction.kind) {
    case 'add':
      return correction.punch.atSec;
    case 'move':
      return correction.toSec;
    case 'void':
    case 'reclassify':
      return null;
  }
}
