import type { ProtocolEvent } from '../protocol.ts';
import { ACK_TIMEOUT_MS, type Command, FIRST_ACK_TIMEOUT_MS } from './commands.ts';
import { ACK, encodeFrame, NACK, TFI_TO_CHIP, WAKE_UP } from './frame.ts';
import { Framer, type FramingEvent } from './framing.ts';

export type CommandFailure =
  /** Nothing came back. */
  | 'no-ack'
  /** The chip said that it had understood, and then nothing that can be read. */
  | 'no-response'
  /** The chip said that it had not understood. */
  | 'not-understood';

export type LinkEvent =
  | Extract<ProtocolEvent, { kind: 'write' } | { kind: 'discarded' }>
  /** `payload` is what stands behind the response code. */
  | { kind: 'answered'; command: Command; payload: Uint8Array }
  | { kind: 'failed'; command: Command; why: CommandFailure };

interface InFlight {
  command: Command;
  isAcknowledged: boolean;
  /** The response was asked for again. */
  isNacked: boolean;
  dueMs: number;
}

const NOTHING = new Uint8Array();

/** One command in flight at a time: written, acknowledged, answered, or failed for one of three reasons. */
export class CommandLink {
  #framer = new Framer();
  #inFlight: InFlight | null = null;
  /** When a valid frame last came, or the line was opened. */
  #heardMs = 0;

  /** Begins anew; what was half read comes out. */
  open(nowMs: number): LinkEvent[] {
    const halfRead = this.#framer.close().filter(event => event.kind === 'discarded');
    this.#framer = new Framer();
    this.#inFlight = null;
    this.#heardMs = nowMs;
    return halfRead;
  }

  get isBusy(): boolean {
    return this.#inFlight !== null;
  }

  get heardMs(): number {
    return this.#heardMs;
  }

  get dueMs(): number | null {
    return this.#inFlight?.dueMs ?? null;
  }

  /** Only while none is in flight. `isFirst`: the port may still be getting ready. */
  send(command: Command, nowMs: number, isFirst: boolean): LinkEvent {
    const waitMs = isFirst ? FIRST_ACK_TIMEOUT_MS : ACK_TIMEOUT_MS;
    this.#inFlight = { command, isAcknowledged: false, isNacked: false, dueMs: nowMs + waitMs };
    const frame = encodeFrame(TFI_TO_CHIP, command.data);
    return { kind: 'write', bytes: command.isWaking ? Uint8Array.of(...WAKE_UP, ...frame) : frame };
  }

  receive(chunk: Uint8Array, nowMs: number): LinkEvent[] {
    return this.#framer.push(chunk, nowMs).flatMap(event => this.#take(event, nowMs));
  }

  tick(nowMs: number): LinkEvent[] {
    // A frame may be whole behind the start of another that never was one.
    const events = this.receive(NOTHING, nowMs);
    const inFlight = this.#inFlight;
    if (inFlight === null || nowMs < inFlight.dueMs) return events;
    return [...events, ...this.#fail(inFlight, inFlight.isAcknowledged ? 'no-response' : 'no-ack')];
  }

  #take(event: FramingEvent, nowMs: number): LinkEvent[] {
    if (event.kind === 'postamble') return [];
    if (event.kind === 'discarded') return [event, ...this.#askAgain(event.reason, nowMs)];
    const { frame, bytes } = event;
    const inFlight = this.#inFlight;
    const unexpected = (reason: string): LinkEvent[] => [{ kind: 'discarded', bytes, reason }];
    if (frame.kind === 'information' && frame.tfi === TFI_TO_CHIP) return unexpected('echo');
    this.#heardMs = nowMs;
    if (inFlight === null) return unexpected('unexpected');
    switch (frame.kind) {
      case 'nack':
        return unexpected('unexpected');
      case 'ack':
        if (inFlight.isAcknowledged) return unexpected('unexpected');
        this.#inFlight = {
          ...inFlight,
          isAcknowledged: true,
          dueMs: nowMs + inFlight.command.responseTimeoutMs,
        };
        return [];
      case 'syntax-error':
        return this.#fail(inFlight, 'not-understood');
      case 'information': {
        // Taken even when no ACK was seen: one spoilt byte may have hidden it.
        if (frame.data[0] !== (inFlight.command.data[0] ?? 0) + 1) return unexpected('response-code');
        this.#inFlight = null;
        return [{ kind: 'answered', command: inFlight.command, payload: frame.data.subarray(1) }];
      }
    }
  }

  /** A response whose checksum is wrong is asked for once more; a second one counts as none. */
  #askAgain(reason: string, nowMs: number): LinkEvent[] {
    const inFlight = this.#inFlight;
    if (reason !== 'dcs' || inFlight?.isAcknowledged !== true) return [];
    if (inFlight.isNacked) return this.#fail(inFlight, 'no-response');
    this.#inFlight = { ...inFlight, isNacked: true, dueMs: nowMs + inFlight.command.responseTimeoutMs };
    return [{ kind: 'write', bytes: NACK }];
  }

  #fail({ command }: InFlight, why: CommandFailure): LinkEvent[] {
    this.#inFlight = null;
    const failed: LinkEvent = { kind: 'failed', command, why };
    // An ACK from the host ends a command that still runs (UM0701-02, 6.2.1.3).
    return why === 'no-response' ? [{ kind: 'write', bytes: ACK }, failed] : [failed];
  }
}
