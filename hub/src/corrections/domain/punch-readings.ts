import type { PunchAction } from '@tapclock/contracts';
import { punchOf, type StoredCorrection } from './correction.ts';

/** A stored punch, as far as corrections care. */
export interface RecordedPunch {
  punch: string;
  /** Null for a badge that belongs to nobody. */
  employee: string | null;
  action: PunchAction;
  /** Epoch milliseconds on the terminal's clock. */
  atMs: number;
}

/** A punch as it is read now: what was recorded, after every correction so far. */
export interface PunchReading extends RecordedPunch {
  /** Where the terminal, or the correction that added it, had it. */
  recordedAtMs: number;
  isVoid: boolean;
  /** When the latest of its corrections was made; null where there is none. */
  correctedAtMs: number | null;
}

/** How punches are read. The later correction of a punch wins; what was made void stays void. */
export class PunchReadings {
  readonly #byPunch = new Map<string, PunchReading>();

  /** Takes records and corrections in any order. */
  constructor(records: Iterable<RecordedPunch>, corrections: readonly StoredCorrection[]) {
    for (const record of records) {
      this.#byPunch.set(record.punch, {
        ...record,
        recordedAtMs: record.atMs,
        isVoid: false,
        correctedAtMs: null,
      });
    }
    for (const correction of corrections.toSorted(compareMade)) this.apply(correction);
  }

  find(punch: string): PunchReading | undefined {
    return this.#byPunch.get(punch);
  }

  /** Whether the person has this very punch already: not void, same action, same second. */
  has(employee: string, action: PunchAction, atMs: number): boolean {
    return [...this.#byPunch.values()].some(
      reading =>
        reading.employee === employee &&
        reading.action === action &&
        !reading.isVoid &&
        secondOf(reading.atMs) === secondOf(atMs),
    );
  }

  /** Reads a punch otherwise from here on. A correction of a punch that is not here, or is void, changes nothing. */
  apply(correction: StoredCorrection): void {
    const punch = punchOf(correction);
    const correctedAtMs = correction.madeAtMs;
    if (correction.kind === 'add') {
      const { employee, action, occurredAtMs: atMs } = correction;
      this.#byPunch.set(punch, {
        punch,
        employee,
        action,
        atMs,
        recordedAtMs: atMs,
        isVoid: false,
        correctedAtMs,
      });
      return;
    }
    const before = this.#byPunch.get(punch);
    if (!before || before.isVoid) return;
    switch (correction.kind) {
      case 'move':
        this.#byPunch.set(punch, { ...before, atMs: correction.occurredAtMs, correctedAtMs });
        break;
      case 'void':
        this.#byPunch.set(punch, { ...before, isVoid: true, correctedAtMs });
        break;
      case 'reclassify':
        this.#byPunch.set(punch, { ...before, action: correction.action, correctedAtMs });
        break;
    }
  }
}

/** Hours are counted by whole seconds: what is less apart is the same moment. */
export function secondOf(atMs: number): number {
  return Math.floor(atMs / 1000);
}

function compareMade(a: StoredCorrection, b: StoredCorrection): number {
  return a.madeAtMs - b.madeAtMs || (a.id < b.id ? -1 : 1);
}
