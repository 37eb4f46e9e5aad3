import { describe, expect, it } from '@jest/globals';
import { manualTime, silentLogger } from '../platform/index.ts';
import type { BadgeRead, Card } from './badge-read.ts';
import { LISTEN_ONLY, type ProtocolEvent, type ReaderProtocol } from './protocol.ts';
import { BAD_FRAMES, wire } from './rdm6300/frames.ts';
import { createRdm6300Protocol } from './rdm6300/rdm6300-protocol.ts';
import { BYTES_PER_SECOND_MAX, createReaderLine } from './reader-line.ts';
import type { Transport, TransportListener } from './transports/transport.ts';

/** A line whose other end is the test. */
class TestTransport implements Transport {
  listener: TransportListener | null = null;
  readonly written: string[] = [];
  readonly reopened: (string | number | undefined)[][] = [];
  starts = 0;
  stops = 0;
  start(listener: TransportListener): void {
    this.starts += 1;
    this.listener = listener;
    listener.onState('online', null);
  }
  stop(): Promise<void> {
    this.stops += 1;
    return Promise.resolve();
  }
  write(bytes: Uint8Array): void {
    this.written.push(Buffer.from(bytes).toString('latin1'));
  }
  reopen(reason: string, baudRate?: number): void {
    this.reopened.push([reason, baudRate]);
  }
  send(bytes: Uint8Array | string): void {
    this.listener?.onBytes(typeof bytes === 'string' ? Uint8Array.from(Buffer.from(bytes)) : bytes);
  }
}

function aLine(protocol: ReaderProtocol, ids = ['reader-1']) {
  const time = manualTime(0);
  const transport = new TestTransport();
  const watched: ProtocolEvent[] = [];
  const readers = createReaderLine({
    family: 'rdm6300',
    readers: ids.map(id => ({ id, place: 'left', holdMs: 400 })),
    protocol,
    transport,
    ...time,
    log: silentLogger(),
    watch: event => watched.push(event),
  });
  const reads: BadgeRead[] = [];
  const states: string[] = [];
  for (const reader of readers) {
    reader.onRead(read => reads.push(read));
    reader.onStatus(({ id, state, problem }) => states.push(`${id} ${state} ${problem ?? '-'}`));
  }
  const [reader] = readers;
  if (reader === undefined) throw new Error('a line has a reader');
  return { reader, readers, transport, reads, states, time, watched };
}

const rdm = () => createRdm6300Protocol({ checksum: 'xor', envelope: 'framed' });
const FRAME = wire('67003B51C6CB');

function aCard(raw: string): Card {
  return {
    technology: 'text',
    raw,
    printed: {},
    integrity: 'none',
    assurance: 'identifier-only',
  };
}

/** A protocol that does what each byte says. */
function scripted(
  script: Record<string, ProtocolEvent[]>,
  more: Partial<ReaderProtocol> = {},
): ReaderProtocol {
  return {
    ...LISTEN_ONLY,
    receive: chunk => [...Buffer.from(chunk).toString('latin1')].flatMap(letter => script[letter] ?? []),
    ...more,
  };
}

describe('a reader on its line', () => {
  it('is opening until its port says more', () => {
    const { reader } = aLine(rdm());
    expect(reader.status()).toMatchObject({ state: 'opening', problem: null, reads: 0, lastReadAt: null });
  });

  it('counts every byte that belonged to no badge, also a whole frame with a wrong checksum', () => {
    const { reader, transport, reads } = aLine(rdm());
    reader.start();
    for (const { characters } of BAD_FRAMES) transport.send(wire(characters));
    transport.send(FRAME);
    expect(reads.map(({ raw }) => raw)).toEqual(['67003B51C6']);
    const bad = BAD_FRAMES.reduce((sum, { characters }) => sum + wire(characters).length, 0);
    expect(reader.status().discardedBytes).toBe(bad);
  });

  it('joins no halves of frames across a replug, and reads on', () => {
    const { reader, transport, reads, states } = aLine(rdm());
    reader.start();
    transport.send(FRAME.subarray(0, 6));
    transport.listener?.onState('missing', 'unplugged');
    transport.listener?.onState('online', null);
    transport.send(FRAME.subarray(6));
    expect(reads).toEqual([]);
    expect(reader.status().discardedBytes).toBe(FRAME.length);
    transport.send(FRAME);
    expect(reads).toHaveLength(1);
    expect(states).toEqual(['reader-1 online -', 'reader-1 missing unplugged', 'reader-1 online -']);
  });

  it('gives one read for a tap that the reader repeats without pause', () => {
    const { reader, transport, reads, time } = aLine(rdm());
    reader.start();
    for (let repeat = 0; repeat < 100; repeat += 1) {
      transport.send(FRAME.subarray(0, 9));
      time.advance(10);
      transport.send(FRAME.subarray(9));
      time.advance(55);
    }
    expect(reads).toHaveLength(1);
    expect(reader.status()).toMatchObject({ reads: 1, discardedBytes: 0, refusedReads: 0 });
  });

  it('takes 26 bits and 27 bits that look alike for two cards', () => {
    const bits = (count: number): ProtocolEvent => ({
      kind: 'read',
      card: { ...aCard('BD88EB80'), technology: 'wiegand', bits: count },
    });
    const { reader, transport, reads } = aLine(scripted({ a: [bits(26)], b: [bits(27)] }));
    reader.start();
    transport.send('abab');
    expect(reads.map(read => read.bits)).toEqual([26, 27]);
  });
});

describe('a reader that floods', () => {
  it('is cut off at the limit, counted, named, and heard again afterwards', () => {
    const { reader, transport, reads, states, time } = aLine(rdm());
    reader.start();
    const garbage = new Uint8Array(BYTES_PER_SECOND_MAX * 3);
    transport.send(garbage);
    expect(reader.status()).toMatchObject({ problem: 'flood', discardedBytes: garbage.length });
    expect(states.at(-1)).toBe('reader-1 online flood');
    time.advance(6000);
    transport.send(FRAME);
    expect(reads).toHaveLength(1);
    expect(reader.status()).toMatchObject({ state: 'online', problem: null });
  });

  it('is counted once on a line that readers share, and shown on each of them', () => {
    const { reader, readers, transport } = aLine(scripted({}), ['in', 'out']);
    reader.start();
    transport.send(new Uint8Array(BYTES_PER_SECOND_MAX + 100));
    expect(readers.map(each => each.status())).toMatchObject([
      { problem: 'flood', discardedBytes: 100 },
      { problem: 'flood', discardedBytes: 0 },
    ]);
  });

  it('with badges that nobody could tap so fast fills no journal', () => {
    const cards = Array.from({ length: 26 }, (_, index) => String.fromCharCode(97 + index));
    const script = Object.fromEntries(
      cards.map(letter => [letter, [{ kind: 'read', card: aCard(letter) } satisfies ProtocolEvent]]),
    );
    const { reader, transport, reads, time } = aLine(scripted(script));
    reader.start();
    transport.send(cards.join(''));
    expect(reads).toHaveLength(10);
    expect(reader.status()).toMatchObject({ reads: 10, refusedReads: 16, problem: 'flood' });
    // One more comes back every 200 ms.
    time.advance(199);
    transport.send('z');
    expect(reads).toHaveLength(10);
    time.advance(401);
    transport.send('y');
    expect(reads).toHaveLength(11);
  });
});

describe('a line', () => {
  it('carries what the protocol writes and asks for', () => {
    const { reader, transport } = aLine(
      scripted({
        w: [{ kind: 'write', bytes: Uint8Array.from(Buffer.from('poll')) }],
        r: [{ kind: 'reopen', problem: 'no-answer', baudRate: 38_400 }],
      }),
    );
    reader.start();
    transport.send('wr');
    expect(transport.written).toEqual(['poll']);
    expect(transport.reopened).toEqual([['no-answer', 38_400]]);
  });

  it('calls the protocol when it is due, and not before', () => {
    const ticks: number[] = [];
    let dueMs: number | null = 250;
    const { reader, time } = aLine(
      scripted(
        {},
        {
          tick(nowMs) {
            ticks.push(nowMs);
            dueMs = nowMs < 500 ? nowMs + 250 : null;
            return [];
          },
          dueMs: () => dueMs,
        },
      ),
    );
    reader.start();
    time.advance(2000);
    expect(ticks).toEqual([250, 500]);
    expect(time.waiting()).toBe(0);
  });

  it('finishes with one message before it begins with the answer to it', () => {
    const order: string[] = [];
    const transport = new TestTransport();
    const protocol = scripted(
      {},
      {
        receive(chunk) {
          const text = Buffer.from(chunk).toString('latin1');
          order.push(`begin ${text}`);
          const events: ProtocolEvent[] = text === 'first' ? [{ kind: 'write', bytes: chunk }] : [];
          order.push(`end ${text}`);
          return events;
        },
      },
    );
    transport.write = () => transport.send('answer');
    const time = manualTime(0);
    const [reader] = createReaderLine({
      family: 'x',
      readers: [{ id: 'reader-1', place: 'p', holdMs: 400 }],
      protocol,
      transport,
      ...time,
      log: silentLogger(),
    });
    reader?.start();
    transport.send('first');
    expect(order).toEqual(['begin first', 'end first', 'begin answer', 'end answer']);
  });

  it('is opened once and closed once however many readers share it, and tells each its own', async () => {
    const { readers, transport, reads, states } = aLine(
      scripted({
        a: [{ kind: 'read', card: aCard('A'), reader: 0 }],
        b: [{ kind: 'read', card: aCard('A'), reader: 1 }],
        s: [{ kind: 'peer', isAnswering: false, problem: 'no-answer', reader: 1 }],
      }),
      ['in', 'out'],
    );
    for (const reader of readers) reader.start();
    transport.send('abs');
    expect(reads.map(({ readerId }) => readerId)).toEqual(['in', 'out']);
    expect(states).toEqual(['in online -', 'out online -', 'out silent no-answer']);
    await Promise.all(readers.map(reader => reader.stop()));
    expect([transport.starts, transport.stops]).toEqual([1, 1]);
  });

  it('says nothing of a reader that a protocol does not have', () => {
    const { reader, transport, reads } = aLine(
      scripted({ x: [{ kind: 'read', card: aCard('A'), reader: 7 }] }),
    );
    reader.start();
    transport.send('x');
    expect(reads).toEqual([]);
  });
});

describe('a polled reader', () => {
  const polled = scripted(
    {
      '?': [{ kind: 'peer', isAnswering: false, problem: null }],
      '!': [{ kind: 'peer', isAnswering: true, problem: null }],
      d: [{ kind: 'peer', isAnswering: false, problem: 'default-key' }],
      p: [{ kind: 'refused', reason: 'parity' }],
      k: [{ kind: 'keys', keys: '12#' }],
    },
    {
      open: () => [{ kind: 'peer', isAnswering: false, problem: null }],
      signal: signal => [{ kind: 'write', bytes: Uint8Array.from(Buffer.from(signal)) }],
    },
  );

  it('is online only once it answers, and silent with its reason when it does not', () => {
    const { reader, transport, states } = aLine(polled);
    reader.start();
    transport.send('!dd!');
    expect(states).toEqual([
      'reader-1 opening -',
      'reader-1 online -',
      'reader-1 silent default-key',
      'reader-1 online -',
    ]);
  });

  it('shows the person that a read was refused, and counts it', () => {
    const { reader, transport } = aLine(polled);
    reader.start();
    transport.send('p');
    expect(reader.status().refusedReads).toBe(1);
    expect(transport.written).toEqual(['refused']);
    reader.signal('accepted');
    expect(transport.written).toEqual(['refused', 'accepted']);
  });

  it('hands its keys on', () => {
    const { reader, transport } = aLine(polled);
    const keys: string[] = [];
    reader.onKeys(pressed => keys.push(pressed));
    reader.start();
    transport.send('k');
    expect(keys).toEqual(['12#']);
  });
});
