import { describe, expect, it } from '@jest/globals';
import { manualTime, silentLogger } from '../platform/index.ts';
import type { BadgeRead, Card } from './badge-read.ts';
import { LineReader, READS_MAX } from './line-reader.ts';
import type { Signal } from './protocol.ts';

const HOLD_MS = 400;

function aReader() {
  const time = manualTime(0);
  const signals: Signal[] = [];
  const reader = new LineReader(
    { id: 'reader-1', place: 'left', holdMs: HOLD_MS },
    0,
    { family: 'x', ...time, log: silentLogger() },
    { start: () => undefined, stop: () => Promise.resolve(), signal: signal => signals.push(signal) },
  );
  const reads: BadgeRead[] = [];
  reader.onRead(read => reads.push(read));
  /** Seen at each look of a polled reader. */
  const hold = (cardAt: (look: number) => Card, forMs: number) => {
    for (let look = 0; look * 100 < forMs; look += 1) {
      reader.take({ kind: 'read', card: cardAt(look) });
      time.advance(100);
    }
  };
  return { reader, time, signals, reads, hold };
}

function aCard(raw: string): Card {
  return { technology: 'iso14443a', raw, printed: {}, integrity: 'dcs', assurance: 'identifier-only' };
}

/** A phone: another number at each look. */
const phone = (look: number): Card => ({
  ...aCard(`08A1B2${String(look % 100).padStart(2, '0')}`),
  unusable: 'random-uid',
});

describe('a number that says nothing about who holds the card', () => {
  it('is no read but a refusal, shown and counted once for as long as it is held', () => {
    const { reader, signals, reads, hold } = aReader();
    hold(phone, 3000);
    expect(reads).toEqual([]);
    expect(signals).toEqual(['refused']);
    expect(reader.status()).toMatchObject({ reads: 0, refusedReads: 1, lastReadAt: null });
  });

  it('is refused anew when it comes back, and does not hide a badge', () => {
    const { reader, time, signals, reads, hold } = aReader();
    hold(phone, 500);
    reader.take({ kind: 'read', card: aCard('04A1B2C3D4E5F6') });
    expect(reads).toHaveLength(1);
    time.advance(HOLD_MS + 1);
    hold(phone, 500);
    expect(signals).toEqual(['refused', 'refused']);
    expect(reader.status()).toMatchObject({ reads: 1, refusedReads: 2 });
  });
});

describe('a refusal', () => {
  it('is shown and counted once while the reader repeats it, and again for another reason', () => {
    const { reader, time, signals } = aReader();
    for (let look = 0; look < 20; look += 1) {
      reader.take({ kind: 'refused', reason: 'parity' });
      time.advance(HOLD_MS);
    }
    expect(signals).toEqual(['refused']);
    reader.take({ kind: 'refused', reason: 'pad-bits' });
    expect(signals).toEqual(['refused', 'refused']);
    expect(reader.status().refusedReads).toBe(2);
  });
});

describe('a badge beyond the limit of reads', () => {
  it('is read as soon as there is room, while it is still held, and counts once as refused', () => {
    const { reader, signals, reads, hold } = aReader();
    for (let other = 0; other < READS_MAX.burst; other += 1)
      reader.take({ kind: 'read', card: aCard(`0000000${other}`) });
    const late = aCard('04A1B2C3D4E5F6');
    hold(() => late, 2000);
    expect(reads.filter(({ raw }) => raw === late.raw)).toHaveLength(1);
    expect(reader.status()).toMatchObject({ reads: READS_MAX.burst + 1, refusedReads: 1 });
    expect(signals).toEqual([]);
  });
});
