import type { AuditEntry, AuditSeal, Digest } from '@tapclock/contracts';
import { sealHash, TRAIL_START } from '../seal-hash.ts';

/** Follows seals in order and says what does not follow. Holds one link at a time. */
export class TrailChain {
  readonly #fail: (message: string) => void;
  #last: AuditSeal | null = null;
  /** Hashes that the next seal may hang on; empty after a hole, which no hash leads over. */
  #previous: readonly Digest[] = [TRAIL_START];

  constructor(fail: (message: string) => void) {
    this.#fail = fail;
  }

  get last(): AuditSeal | null {
    return this.#last;
  }

  /** Takes the next seal and the entry that stands at its position. */
  link(seal: AuditSeal, entry: AuditEntry | null): void {
    this.#checkNumber(seal);
    const last = this.#last;
    if (last !== null && !isAfter(seal, last))
      this.#fail(
        `seal ${seal.number} is out of order: its entry was committed before that of seal ${last.number}`,
      );
    const computed = entry === null ? [] : this.#checkEntry(seal, entry);
    if (entry === null) this.#fail(`the entry of seal ${seal.number} is missing (position ${seal.position})`);
    // Also the hash that it should have: if it was the seal's that was changed, the next one still hangs on the true one.
    this.#previous = [seal.hash, ...computed];
    this.#last = seal;
  }

  /** Takes an entry without a seal. True: it is new and will have one. */
  unsealed(entry: AuditEntry): boolean {
    if (this.#last === null || isAfter(entry, this.#last)) return true;
    this.#fail(
      `entry ${describe(entry)} stands among sealed ones and has no seal: it was put in later, or its seal was taken away`,
    );
    return false;
  }

  #checkNumber({ number }: AuditSeal): void {
    const expected = (this.#last?.number ?? 0) + 1;
    if (number === expected) return;
    this.#previous = [];
    if (number < expected) this.#fail(`seal ${number} is out of order: it comes after seal ${expected - 1}`);
    else if (number === expected + 1) this.#fail(`seal ${expected} is missing`);
    else this.#fail(`seals ${expected} to ${number - 1} are missing`);
  }

  /** The hashes that the seal should have. */
  #checkEntry(seal: AuditSeal, entry: AuditEntry): Digest[] {
    const { number, sealedAt } = seal;
    const computed = this.#previous.map(previous => sealHash(previous, { number, sealedAt, entry }));
    const isOther = seal.position !== entry.position || seal.xid !== entry.xid;
    const isWrong = computed.length > 0 && !computed.includes(seal.hash);
    if (isOther || isWrong)
      this.#fail(`entry ${describe(entry)} or its seal ${number} was altered: they do not belong together`);
    return computed;
  }
}

interface Place {
  xid: string;
  position: number;
}

function isAfter(a: Place, b: Place): boolean {
  const difference = BigInt(a.xid) - BigInt(b.xid);
  return difference === 0n ? a.position > b.position : difference > 0n;
}

function describe({ position, id, at, action, actor }: AuditEntry): string {
  return `${id} (position ${position}, ${at}, ${action} by ${actor.name})`;
}
