import { describe, expect, it } from '@jest/globals';
import { manualTime, silentLogger } from '../platform/index.ts';
import { findFamily } from './families.ts';
import { LISTEN_ONLY, type ProtocolEvent, type ReaderProtocol } from './protocol.ts';
import { createReaderLine } from './reader-line.ts';
import { seededRandom } from './testing/seeded-random.ts';
import { createLoopTransport } from './transports/loop-transport.ts';
import type { Transport, TransportListener } from './transports/transport.ts';

const TEN_MINUTES_MS = 600_000;
const REOPEN_MS = 250;

/** A port that takes its time to open, as real ones do, with a reader behind it that may be dead. */
class SlowPort implements Transport {
  isDead = false;
  /** What the next opening fails with. */
  failure: string | null = null;
  reopened = 0;
  #listener: TransportListener | null = null;
  readonly #inner: Transport;
  readonly #after: (ms: number, call: () => void) => unknown;

  constructor(inner: Transport, after: (ms: number, call: () => void) => unknown) {
    this.#inner = inner;
    this.#after = after;
  }

  start(listener: TransportListener): void {
    this.#listener = listener;
    listener.onState('opening', null);
    this.#inner.start({
      onBytes: chunk => this.isDead || listener.onBytes(chunk),
      onState: (state, problem) => listener.onState(state, problem),
    });
  }
  stop(): Promise<void> {
    return this.#inner.stop();
  }
  write(bytes: Uint8Array): void {
    if (!this.isDead) this.#inner.write(bytes);
  }
  reopen(reason: string): void {
    this.reopened += 1;
    this.#listener?.onState('missing', reason);
    this.#after(REOPEN_MS, () => {
      if (this.failure !== null) this.#listener?.onState('missing', this.failure);
      this.failure = null;
      this.#after(REOPEN_MS, () => this.#listener?.onState('online', null));
    });
  }
}

function aLine(
  makeProtocol: () => ReaderProtocol,
  makeInner: (time: ReturnType<typeof manualTime>) => Transport,
) {
  const time = manualTime(0);
  const port = new SlowPort(makeInner(time), (ms, call) => time.timers.after(ms, call));
  const [reader] = createReaderLine({
    family: 'x',
    readers: [{ id: 'reader-1', place: 'left', holdMs: 400 }],
    protocol: makeProtocol(),
    transport: port,
    ...time,
    log: silentLogger(),
  });
  if (reader === undefined) throw new Error('a line has a reader');
  const states: string[] = [];
  reader.onStatus(({ state, problem }) => states.push(`${state} ${problem ?? '-'}`));
  return { reader, port, states, time };
}

function aLineOf(name: string) {
  const family = findFamily(name);
  if (family === null) throw new Error('no such family');
  return aLine(
    () => family.createProtocol([{}], seededRandom(1)),
    time => createLoopTransport(family.createEmulator([{}], seededRandom(1)), time),
  );
}

describe.each(['pn532', 'twn4', 'pcprox'])('a %s', name => {
  it('that is alive is opening, then online, and nothing in between', () => {
    const { reader, states, time } = aLineOf(name);
    reader.start();
    time.advance(10_000);
    expect(states).toEqual(['opening -', 'online -']);
  });

  it('that is dead is said to be silent once, however often its port is opened anew, and online once it is back', () => {
    const { reader, port, states, time } = aLineOf(name);
    port.isDead = true;
    reader.start();
    time.advance(TEN_MINUTES_MS);
    expect(port.reopened).toBeGreaterThan(10);
    expect(states).toEqual(['opening -', 'silent no-answer']);
    port.isDead = false;
    time.advance(20_000);
    expect(states).toEqual(['opening -', 'silent no-answer', 'online -']);
  });

  it('that dies at work changes its state once', () => {
    const { reader, port, states, time } = aLineOf(name);
    reader.start();
    time.advance(5000);
    port.isDead = true;
    time.advance(TEN_MINUTES_MS);
    expect(states).toEqual(['opening -', 'online -', 'silent no-answer']);
  });
});

describe('a port that is opened anew for its protocol', () => {
  it('is missing after all when it fails for a reason of its own', () => {
    const { reader, port, states, time } = aLineOf('twn4');
    port.isDead = true;
    reader.start();
    time.advance(9000);
    port.failure = 'port-busy';
    time.advance(1000 + REOPEN_MS);
    expect(port.reopened).toBe(1);
    expect(states).toEqual(['opening -', 'silent no-answer', 'missing port-busy']);
    expect(reader.status()).toMatchObject({ state: 'missing', problem: 'port-busy' });
  });

  it('shows the next problem that is known, and asks nothing while it is closed', () => {
    const problems = ['no-answer', 'garbled'];
    let dueMs: number | null = null;
    const ticks: number[] = [];
    const protocol: ReaderProtocol = {
      ...LISTEN_ONLY,
      receive: () => [],
      open(nowMs) {
        dueMs = nowMs + 1000;
        return [{ kind: 'peer', isAnswering: false, problem: null }];
      },
      tick(nowMs): ProtocolEvent[] {
        ticks.push(nowMs);
        // Wants to be called although the line is closed.
        dueMs = nowMs + 100;
        const problem = problems.shift();
        if (problem === undefined) return [];
        return [
          { kind: 'peer', isAnswering: false, problem },
          { kind: 'reopen', problem: 'no-answer' },
        ];
      },
      dueMs: () => dueMs,
    };
    const silent: Transport = {
      start: listener => listener.onState('online', null),
      stop: () => Promise.resolve(),
      write: () => undefined,
      reopen: () => undefined,
    };
    const { reader, states, time } = aLine(
      () => protocol,
      () => silent,
    );
    reader.start();
    time.advance(2 * REOPEN_MS + 2500);
    expect(states).toEqual(['opening -', 'silent no-answer', 'silent garbled']);
    expect(ticks).toEqual([1000, 2000 + 2 * REOPEN_MS]);
  });
});
