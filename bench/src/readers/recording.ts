import type { Family } from '@tapclock/firmware-bridge';
import { SimulatedLine, seededRandom } from '@tapclock/firmware-bridge/testing';

/** One call into a protocol, as it came about in a conversation with the family's software reader. */
export type Call =
  | { kind: 'open' | 'tick'; nowMs: number }
  | { kind: 'receive'; nowMs: number; bytes: Uint8Array };

export interface Recording {
  calls: readonly Call[];
  /** Messages of the reader in it. */
  frames: number;
  /** Cards that were held up, one after the other. */
  cards: number;
}

const WARM_UP_MS = 3000;
/** A card lies on the reader this long, and then as long again nothing does. */
const CARD_MS = 1000;

/** Every family replays with the same nonces, so that a recorded conversation fits a fresh protocol to the byte. */
export const REPLAY_SEED = 7;

/** Lets a family talk to its software reader while `cards` cards come and go, in simulated time, and keeps what its protocol was told. */
export function recordConversation(family: Family, cards: number): Recording {
  const settings = { family: family.name, virtual: true };
  const protocol = family.createProtocol([settings], seededRandom(REPLAY_SEED));
  const calls: Call[] = [];
  const line = new SimulatedLine(
    {
      open(nowMs) {
        calls.push({ kind: 'open', nowMs });
        return protocol.open(nowMs);
      },
      receive(bytes, nowMs) {
        calls.push({ kind: 'receive', nowMs, bytes });
        return protocol.receive(bytes, nowMs);
      },
      tick(nowMs) {
        calls.push({ kind: 'tick', nowMs });
        return protocol.tick(nowMs);
      },
      dueMs: () => protocol.dueMs(),
      signal: (signal, reader, nowMs) => protocol.signal(signal, reader, nowMs),
    },
    family.createEmulator([settings], seededRandom(REPLAY_SEED + 1)),
  );
  line.open();
  line.run(WARM_UP_MS);
  for (let card = 0; card < cards; card += 1) {
    line.present(family.cardOfBadge(badgeNumber(card), settings));
    line.run(CARD_MS);
    line.remove();
    line.run(CARD_MS);
    line.messages.length = 0;
  }
  return { calls, frames: calls.filter(({ kind }) => kind === 'receive').length, cards };
}

function badgeNumber(card: number): string {
  return `67${(0x003b51c6 + card * 1009).toString(16).toUpperCase().padStart(8, '0')}`;
}
