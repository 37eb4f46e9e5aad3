import type { PunchAction } from '@tapclock/contracts';

/** A punch as its terminal signed it. */
export interface SignedPunch {
  punchId: string;
  action: PunchAction;
  /** Epoch milliseconds of the terminal's clock. */
  occurredAtMs: number;
  /** Whom the terminal named; null for a badge it did not know. */
  employee: string | null;
  /** The task that time is booked on from then; null: on none; undefined: it says nothing about that. */
  job: string | null | undefined;
  /** Line of the bundle that holds it. */
  line: number;
  /** Its batch leads to its head, and the head is signed. */
  verified: boolean;
  /** Somebody's hours are derived from it. */
  used: boolean;
}

/** Every punch of the bundle's batches by its id. Batches overlap where a terminal sent again: the verified one counts. */
export class SignedPunches {
  readonly #punches = new Map<string, SignedPunch>();

  /** Punches known by now, each once. */
  get size(): number {
    return this.#punches.size;
  }

  add(punch: Omit<SignedPunch, 'used'>): void {
    const known = this.#punches.get(punch.punchId);
    if (known === undefined || (punch.verified && !known.verified)) {
      this.#punches.set(punch.punchId, { ...punch, used: false });
    }
  }

  get(punchId: string): SignedPunch | undefined {
    return this.#punches.get(punchId);
  }

  values(): IterableIterator<SignedPunch> {
    return this.#punches.values();
  }
}
