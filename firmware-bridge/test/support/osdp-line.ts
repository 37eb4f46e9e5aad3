import {
  type Clock,
  silentLogger,
  systemClock,
  systemEntropy,
  systemTimers,
  type Timers,
} from '../../src/index.ts';
import type { BadgeRead } from '../../src/readers/badge-read.ts';
import { osdp } from '../../src/readers/osdp/family.ts';
import type { ProtocolEvent } from '../../src/readers/protocol.ts';
import type { Reader } from '../../src/readers/reader.ts';
import { createReaderLine } from '../../src/readers/reader-line.ts';
import { createSerialTransport } from '../../src/readers/transports/serial-transport.ts';
import type { Transport } from '../../src/readers/transports/transport.ts';
import { until } from './until.ts';

export interface OsdpLineDeps {
  clock?: Clock;
  timers?: Timers;
  /** Puts something between panel and line. */
  wrap?: (line: Transport) => Transport;
}

/** Our control panel on a real line with one reader, as the bridge has it. */
export class OsdpLine {
  readonly reads: BadgeRead[] = [];
  readonly keys: string[] = [];
  /** Every event of the protocol, but for the messages. */
  readonly events: ProtocolEvent[] = [];
  readonly #reader: Reader;

  constructor(
    path: string,
    settings: object,
    { clock = systemClock(), timers = systemTimers(), wrap = line => line }: OsdpLineDeps = {},
  ) {
    const serial = createSerialTransport({
      ...{ path, baudRate: 9600, timers: systemTimers() },
      ...{ random: Math.random, log: silentLogger() },
    });
    const [reader] = createReaderLine({
      family: 'osdp',
      readers: [{ id: 'gate', place: 'Gate', holdMs: 400 }],
      protocol: osdp.createProtocol([{ family: 'osdp', ...settings }], systemEntropy()),
      transport: wrap(serial),
      ...{ clock, timers },
      log: silentLogger(),
      watch: event => {
        if (event.kind !== 'write') this.events.push(event);
      },
    });
    if (reader === undefined) throw new Error('the line has no reader');
    this.#reader = reader;
    reader.onRead(read => this.reads.push(read));
    reader.onKeys(keys => this.keys.push(keys));
    reader.start();
  }

  /** State and problem, such as `online` or `silent no-answer`. */
  condition(): string {
    const { state, problem } = this.#reader.status();
    return problem === null ? state : `${state} ${problem}`;
  }

  /** Waits for a condition; an open line alone is none, the reader has to have been heard of. */
  async is(condition: string, timeoutMs = 10_000): Promise<void> {
    const isSo = () => this.condition() === condition && this.events.some(({ kind }) => kind === 'peer');
    await until(isSo, () => `${condition}, it is ${this.condition()}`, timeoutMs);
  }

  signal(signal: Parameters<Reader['signal']>[0]): void {
    this.#reader.signal(signal);
  }

  stop(): Promise<void> {
    return this.#reader.stop();
  }
}
