import type { Cancel, Clock, Logger, Timers } from '../platform/index.ts';
import { LineReader, type LineReaderSettings } from './line-reader.ts';
import type { ProtocolEvent, ReaderProtocol, Signal } from './protocol.ts';
import type { Reader } from './reader.ts';
import { createTokenBucket } from './token-bucket.ts';
import type { Transport, TransportState } from './transports/transport.ts';

/** More than any reader at 230400 baud can send; what floods beyond it is thrown away and counted, so that others are heard. */
export const BYTES_PER_SECOND_MAX = 32_768;
export interface LineOptions {
  family: string;
  /** One for most families; several where addresses share a line. */
  readers: readonly LineReaderSettings[];
  protocol: ReaderProtocol;
  transport: Transport;
  clock: Clock;
  timers: Timers;
  log: Logger;
  /** Sees every event of the protocol, for people who look at a line; reads included, whether held or new. */
  watch?: (event: ProtocolEvent) => void;
}

/**
 * Drives one line: bytes from the transport through the protocol to reads, and what the protocol writes back to the transport. The
 * readers on it share the line and nothing else.
 */
export function createReaderLine(options: LineOptions): Reader[] {
  return new ReaderLine(options).readers;
}

class ReaderLine {
  readonly readers: LineReader[];
  readonly #options: LineOptions;
  readonly #bytes = createTokenBucket({ burst: BYTES_PER_SECOND_MAX, perSecond: BYTES_PER_SECOND_MAX });
  readonly #waiting: (() => ProtocolEvent[])[] = [];
  #isRunning = false;
  #isOnline = false;
  /** Why the protocol has the line opened anew, while that is under way. */
  #reopening: string | null = null;
  #armedForMs: number | null = null;
  #cancelTick: Cancel = () => undefined;
  #starts = 0;
  #stopping: Promise<void> | null = null;

  constructor(options: LineOptions) {
    this.#options = options;
    this.readers = options.readers.map((settings, index) => new LineReader(settings, index, options, this));
  }

  /** The first of the line's readers to start opens it. */
  start(): void {
    this.#starts += 1;
    if (this.#starts > 1) return;
    this.#options.transport.start({
      onBytes: chunk => this.#takeBytes(chunk),
      onState: (state, problem) => this.#takeState(state, problem),
    });
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#options.transport.stop();
    this.#cancelTick();
    this.#waiting.length = 0;
    return this.#stopping;
  }

  signal(signal: Signal, reader: number): void {
    this.#run(() => this.#options.protocol.signal(signal, reader, this.#nowMs()));
  }

  #takeState(state: TransportState, problem: string | null): void {
    this.#isOnline = state === 'online';
    // What the protocol asked for is no news of the reader; a port that then fails for a reason of its own is.
    const isAskedFor = this.#reopening !== null && (state !== 'missing' || problem === this.#reopening);
    if (this.#isOnline || !isAskedFor) this.#reopening = null;
    if (!isAskedFor) for (const reader of this.readers) reader.lineIs(state, problem);
    if (this.#isOnline) this.#run(() => this.#options.protocol.open(this.#nowMs()));
    else this.#disarm();
    // Behind what the protocol says first: an open port is not yet a reader that answers.
    this.#run(() => this.#tellAll());
  }

  #tellAll(): ProtocolEvent[] {
    for (const reader of this.readers) reader.tell();
    return [];
  }

  #reopen(problem: string, baudRate: number | undefined): void {
    if (this.#isOnline) {
      this.#reopening = problem;
      for (const reader of this.readers) reader.lineIsReopened();
    }
    this.#options.transport.reopen(problem, baudRate);
  }

  #takeBytes(chunk: Uint8Array): void {
    const allowed = this.#bytes.take(chunk.length, this.#nowMs());
    if (allowed < chunk.length) this.#flooded(chunk.subarray(allowed));
    if (allowed > 0)
      this.#run(() => this.#options.protocol.receive(chunk.subarray(0, allowed), this.#nowMs()));
  }

  #flooded(bytes: Uint8Array): void {
    // All are shown as flooded; the bytes are counted once, with the line's first.
    for (const [index, reader] of this.readers.entries()) reader.flooded(index === 0 ? bytes.length : 0);
    this.#options.watch?.({ kind: 'discarded', bytes: bytes.subarray(0, 64), reason: 'flood' });
  }

  /** One call into the protocol at a time: an answer that comes while its question is being handled waits. */
  #run(call: () => ProtocolEvent[]): void {
    this.#waiting.push(call);
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
        for (const event of next()) this.#carryOut(event);
      }
    } finally {
      this.#isRunning = false;
    }
    this.#arm();
  }

  #carryOut(event: ProtocolEvent): void {
    this.#options.watch?.(event);
    if (event.kind === 'write') this.#options.transport.write(event.bytes);
    else if (event.kind === 'reopen') this.#reopen(event.problem, event.baudRate);
    else this.readers[event.reader ?? 0]?.take(event);
  }

  #arm(): void {
    // A line that is not open has nothing due: it begins anew when it is.
    if (this.#stopping !== null || !this.#isOnline) return;
    const dueMs = this.#options.protocol.dueMs();
    if (dueMs === this.#armedForMs) return;
    this.#disarm();
    if (dueMs === null) return;
    this.#armedForMs = dueMs;
    const waitMs = Math.max(1, dueMs - this.#nowMs());
    this.#cancelTick = this.#options.timers.after(waitMs, () => {
      this.#armedForMs = null;
      this.#run(() => this.#options.protocol.tick(this.#nowMs()));
    });
  }

  #disarm(): void {
    this.#cancelTick();
    this.#armedForMs = null;
  }

  #nowMs(): number {
    return this.#options.clock.uptimeMs();
  }
}
