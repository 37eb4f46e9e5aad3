import type { ProtocolEvent } from '../protocol.ts';
import type { Break } from './osdp-exchange.ts';
import type { PanelKey } from './osdp-keys.ts';
import type { Capability } from './osdp-payloads.ts';
import type { SecureChannel } from './osdp-secure-channel.ts';

/** Why a reader is not used, or what is wrong with it although it is; explained in README.md. */
export type Problem =
  | Break
  | 'busy'
  | 'check-refused'
  | 'command-refused'
  | 'default-key'
  | 'key-refused'
  | 'no-answer'
  | 'no-key'
  | 'not-encrypted'
  | 'session-lost'
  | 'wrong-key';

/** The channel of a reader that is ready; null for one that is talked to in plain. */
export type Channel = { secure: SecureChannel; key: PanelKey } | null;

/** What an answer leads to. */
export type Outcome =
  /** The next question, after a while. */
  | { kind: 'go-on'; waitMs: number; events?: readonly ProtocolEvent[] }
  /** `keyToSend`: decided once, when the reader has proved its key, so that no clock decides otherwise a moment later. */
  | {
      kind: 'online';
      channel: Channel;
      capabilities: readonly Capability[] | null;
      keyToSend: Uint8Array | null;
    }
  /** From the first question on, with sequence 0, at once. */
  | { kind: 'begin-anew'; events?: readonly ProtocolEvent[] }
  /** A handshake under a key that has just changed. */
  | { kind: 'rekey'; events?: readonly ProtocolEvent[] }
  | { kind: 'fail'; problem: Problem; events?: readonly ProtocolEvent[] };

export function note(
  level: 'info' | 'warn',
  text: string,
  facts?: Readonly<Record<string, string | number>>,
): ProtocolEvent {
  return { kind: 'note', level, text, ...(facts === undefined ? {} : { facts }) };
}
