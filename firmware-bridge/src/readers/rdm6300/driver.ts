import type { ReaderStatus } from '@tapclock/contracts';
import type { Clock, Logger } from '../../platform/index.ts';
import type { BadgeRead } from '../badge-read.ts';
import { printedNumbers } from '../em4100/printed-numbers.ts';
import { createPresentations, type Presentations } from '../presentation.ts';
import type { Reader } from '../reader.ts';
import type { Transport, TransportState } from '../transports/transport.ts';
import { type Checksum, decodeFrame, ETX, STX } from './frame.ts';
import { createFramer, type Framer } from './framing.ts';

/** RDM6300 manual: 9600 8N1, the module only talks. */
export const RDM6300_BAUD_RATE = 9600;

export interface Rdm6300Options {
  id: string;
  place: string;
  checksum: Checksum;
  /** How long a badge may be unseen and still count as held. */
  holdMs: number;
  transport: Transport;
  clock: Clock;
  log: Logger;
}

/** A reader of the RDM6300 family: frames from a transport become reads, one for each presentation of a badge. */
export function createRdm6300(options: Rdm6300Options): Reader {
  return new Rdm6300(options);
}

class Rdm6300 implements Reader {
  readonly id: string;
  readonly #options: Rdm6300Options;
  readonly #presentations: Presentations;
  readonly #readListeners: ((read: BadgeRead) => void)[] = [];
  readonly #statusListeners: ((status: ReaderStatus) => void)[] = [];
  #framer: Framer = createFramer();
  #state: TransportState = 'opening';
  #reads = 0;
  #discardedBytes = 0;
  #lastReadAt: string | null = null;

  constructor(options: Rdm6300Options) {
    this.id = options.id;
    this.#options = options;
    this.#presentations = createPresentations(options.holdMs);
  }

  start(): void {
    this.#options.transport.start({
      onBytes: chunk => this.#takeBytes(chunk),
      onState: state => this.#takeState(state),
    });
  }

  stop(): Promise<void> {
    return this.#options.transport.stop();
  }

  status(): ReaderStatus {
    return {
      id: this.id,
      family: 'rdm6300',
      place: this.#options.place,
      // Never `silent`: this module says nothing while no badge is there, so silence tells nothing.
      state: this.#state,
      reads: this.#reads,
      discardedBytes: this.#discardedBytes,
      lastReadAt: this.#lastReadAt,
    };
  }

  onRead(listener: (read: BadgeRead) => void): void {
    this.#readListeners.push(listener);
  }

  onStatus(listener: (status: ReaderStatus) => void): void {
    this.#statusListeners.push(listener);
  }

  #takeState(state: TransportState): void {
    if (state === 'online') this.#framer = createFramer();
    if (state === this.#state) return;
    this.#state = state;
    this.#options.log.info({ state }, 'reader state changed');
    const status = this.status();
    for (const listener of this.#statusListeners) listener(status);
  }

  #takeBytes(chunk: Uint8Array): void {
    const uptimeMs = this.#options.clock.uptimeMs();
    for (const event of this.#framer.push(chunk, uptimeMs)) {
      if (event.kind === 'frame') this.#takeFrame(event.characters, uptimeMs);
      else this.#discard(event.bytes.length, event.reason);
    }
  }

  #takeFrame(characters: string, uptimeMs: number): void {
    const decoded = decodeFrame(characters, this.#options.checksum);
    if (decoded.kind === 'invalid') {
      this.#discard(characters.length + [STX, ETX].length, decoded.reason);
    } else if (this.#presentations.isNew(decoded.raw, uptimeMs)) {
      this.#emit(decoded.raw, decoded.integrity);
    }
  }

  #emit(raw: string, integrity: Checksum): void {
    const at = this.#options.clock.nowMs();
    this.#reads += 1;
    this.#lastReadAt = new Date(at).toISOString();
    const read: BadgeRead = {
      readerId: this.id,
      at,
      technology: 'em4100',
      raw,
      printed: { ...printedNumbers(raw) },
      integrity,
      assurance: 'identifier-only',
    };
    for (const listener of this.#readListeners) listener(read);
  }

  /** Counted, and described without the bytes: half a frame is half a badge number. */
  #discard(byteCount: number, reason: string): void {
    this.#discardedBytes += byteCount;
    this.#options.log.debug({ byteCount, reason }, 'reader bytes discarded');
  }
}
