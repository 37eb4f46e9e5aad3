import type { ReaderStatus } from '@tapclock/contracts';
import type { TransportState } from './transports/transport.ts';

/** How long a reader that flooded is shown as such. */
const FLOOD_SHOWN_MS = 5000;

export type Condition = Pick<ReaderStatus, 'state' | 'problem'>;

/** What a protocol says of a reader that it asks. */
export interface Peer {
  isAnswering: boolean;
  problem: string | null;
}

/** What is shown of a reader: from its port, from what its protocol says of it, and from floods. Times are monotonic. */
export class ReaderCondition {
  #line: { state: TransportState; problem: string | null } = { state: 'opening', problem: null };
  /** Null for families that only listen: an open line is all that can be known of them. */
  #peer: Peer | null = null;
  /** The protocol had the line opened anew, and nothing is known since. */
  #isReopened = false;
  #floodedAtMs: number | null = null;

  lineIs(state: TransportState, problem: string | null): void {
    this.#line = { state, problem };
    this.#peer = null;
    this.#isReopened = false;
  }

  /** The protocol has the line opened anew: what is shown holds until more is known, or a dead reader would flap for ever. */
  lineIsReopened(): void {
    this.#isReopened = true;
  }

  peerIs({ isAnswering, problem }: Peer): void {
    const isUnknown = !isAnswering && problem === null;
    if (isUnknown && this.#isReopened && this.#peer?.isAnswering === false) return;
    this.#isReopened = false;
    this.#peer = { isAnswering, problem };
  }

  flooded(uptimeMs: number): void {
    this.#floodedAtMs = uptimeMs;
  }

  at(uptimeMs: number): Condition {
    const { state, problem } = this.#line;
    if (state !== 'online') return { state, problem };
    const isFlooding = this.#floodedAtMs !== null && uptimeMs - this.#floodedAtMs < FLOOD_SHOWN_MS;
    const shown = isFlooding ? 'flood' : (this.#peer?.problem ?? null);
    if (this.#peer === null || this.#peer.isAnswering) return { state: 'online', problem: shown };
    return { state: this.#peer.problem === null ? 'opening' : 'silent', problem: shown };
  }
}
