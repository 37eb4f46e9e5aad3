import type { SeededRandom } from '../../src/readers/testing/seeded-random.ts';
import type { Transport } from '../../src/readers/transports/transport.ts';

/** How often, of all messages; each in [0, 1]. */
export interface FaultRates {
  /** One bit of a message is another one. */
  bitError: number;
  /** A message does not arrive. */
  lost: number;
  /** The end of a message does not arrive. */
  cut: number;
}

export interface FaultyTransport extends Transport {
  /** So far, by kind. */
  readonly faults: Readonly<Record<keyof FaultRates, number>>;
  /** From now on all goes well. */
  heal(): void;
}

/**
 * A line in trouble, the same for each seed as long as the conversation is: spoils what a transport carries, in both directions. What comes
 * in after one message of ours is one answer, in however many portions.
 */
export function createFaultyTransport(
  line: Transport,
  random: SeededRandom,
  rates: FaultRates,
  onMessage: (bytes: Uint8Array) => void = () => undefined,
): FaultyTransport {
  const faults = { bitError: 0, lost: 0, cut: 0 };
  let isHealed = false;
  /** What happens to the rest of the answer that is coming in; null before its first byte. */
  let fate: keyof FaultRates | 'none' | null = null;
  const draw = (): keyof FaultRates | 'none' => {
    const at = random.next();
    if (isHealed) return 'none';
    const { bitError, lost, cut } = rates;
    const kind =
      at < bitError
        ? 'bitError'
        : at < bitError + lost
          ? 'lost'
          : at < bitError + lost + cut
            ? 'cut'
            : 'none';
    if (kind !== 'none') faults[kind] += 1;
    return kind;
  };
  const spoil = (bytes: Uint8Array, kind: keyof FaultRates | 'none'): Uint8Array => {
    if (kind === 'lost') return bytes.subarray(0, 0);
    if (kind === 'cut') return bytes.subarray(0, random.below(bytes.length));
    return kind === 'bitError' ? withBitFlipped(bytes, random) : bytes;
  };
  return {
    faults,
    heal() {
      isHealed = true;
    },
    start(listener) {
      line.start({
        onState: (state, problem) => listener.onState(state, problem),
        onBytes(chunk) {
          const isFirst = fate === null;
          const kind = fate ?? draw();
          // One flipped bit in an answer is enough; of a cut one nothing more comes.
          fate = kind === 'cut' ? 'lost' : kind === 'bitError' ? 'none' : kind;
          const heard = spoil(chunk, isFirst || kind === 'lost' ? kind : 'none');
          if (heard.length > 0) listener.onBytes(heard);
        },
      });
    },
    stop: () => line.stop(),
    write(bytes) {
      onMessage(bytes);
      fate = null;
      const said = spoil(bytes, draw());
      if (said.length > 0) line.write(said);
    },
    reopen: (reason, baudRate) => line.reopen(reason, baudRate),
  };
}

function withBitFlipped(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const flipped = bytes.slice();
  const bit = random.below(bytes.length * 8);
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}
