import {
  asCorrection,
  type NamedCorrection,
  type StoredCorrection,
  saysTheSame,
  type TimedCorrection,
} from './correction.ts';
import { type PlacedCorrection, place } from './placed.ts';
import type { PunchReadings } from './punch-readings.ts';
import { ownerOf, type Refusal, refusalOf } from './refusal.ts';

/** Where a person belongs: whose wall clock they read. */
export interface Home {
  site: string;
  zone: string;
}

/** What became of a correction that somebody asked for. `known`: it was made before, under this id. */
export type Outcome =
  | { kind: 'made'; correction: PlacedCorrection }
  | { kind: 'known'; correction: StoredCorrection }
  | { kind: 'refused'; refusal: Refusal };

/** Who makes corrections: their name, themselves, and who is out of their reach. */
export interface Maker {
  name: string;
  employee: string | null;
  outOfReach: ReadonlySet<string>;
}

export interface DeskOptions {
  readings: PunchReadings;
  /** What was made before, by id: it is not made again. */
  made: Map<string, StoredCorrection>;
  homes: ReadonlyMap<string, Home>;
  maker: Maker;
  nowMs: number;
  /** The instant a wish means in a zone, or why it means none. */
  timed(wanted: NamedCorrection, zone: string): TimedCorrection | { refusal: Refusal };
}

/** Takes corrections one after another: each is judged by what the ones before it have made of the punches. */
export class CorrectionDesk {
  readonly #options: DeskOptions;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  make(wanted: NamedCorrection): Outcome {
    const { readings, made, homes, maker, nowMs, timed } = this.#options;
    const owner = ownerOf(wanted, readings);
    if ('refusal' in owner) return { kind: 'refused', ...owner };
    const { employee } = owner;
    const path = wanted.kind === 'add' ? 'employee' : 'punch';
    if (employee === maker.employee) return { kind: 'refused', refusal: ownHours(path) };
    if (maker.outOfReach.has(employee)) return { kind: 'refused', refusal: outOfReach(path) };
    const home = homes.get(employee);
    if (!home) return { kind: 'refused', refusal: unknownEmployee(employee) };
    const moment = timed(wanted, home.zone);
    if ('refusal' in moment) return { kind: 'refused', ...moment };
    const correction = asCorrection(moment, { site: home.site, employee, by: maker.name, nowMs });
    const known = made.get(wanted.id);
    if (known) {
      return saysTheSame(known, correction)
        ? { kind: 'known', correction: known }
        : { kind: 'refused', refusal: otherContent(wanted.id) };
    }
    const refusal = refusalOf(correction, readings, nowMs);
    if (refusal) return { kind: 'refused', refusal };
    const placed = place(correction, readings.find(correction.punch ?? correction.id));
    readings.apply(placed);
    made.set(placed.id, placed);
    return { kind: 'made', correction: placed };
  }
}

function ownHours(path: string): Refusal {
  return {
    code: 'OWN_HOURS',
    path,
    message: {
      en: 'Nobody corrects their own hours: ask somebody else.',
      de: 'Niemand korrigiert die eigenen Stunden: Bitten Sie jemand anders.',
    },
  };
}

function outOfReach(path: string): Refusal {
  return {
    code: 'OUT_OF_REACH',
    path,
    message: {
      en: 'This is about somebody who is not in your teams.',
      de: 'Hier geht es um jemanden, der nicht in Ihren Teams ist.',
    },
  };
}

function unknownEmployee(employee: string): Refusal {
  return {
    code: 'UNKNOWN_EMPLOYEE',
    path: 'employee',
    message: { en: `There is no person ${employee}.`, de: `Es gibt keine Person ${employee}.` },
  };
}

function otherContent(id: string): Refusal {
  return {
    code: 'ID_TAKEN',
    path: 'id',
    message: {
      en: `The correction ${id} was made before and says something else. Make a new id for a new correction.`,
      de: `Die Korrektur ${id} gab es schon, und sie sagt etwas anderes. Nehmen Sie für eine neue Korrektur eine neue Kennung.`,
    },
  };
}
