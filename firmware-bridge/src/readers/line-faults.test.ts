import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createLineFaults, type LineFaults, type Piece, STRAY_BYTES_MAX } from './line-faults.ts';

const MESSAGE = Uint8Array.from(Buffer.from('0236373030334235314336434203', 'hex'));

function sent(faults: LineFaults, { seed = 1, times = 1 } = {}): Piece[] {
  const line = createLineFaults(faults, seed);
  return Array.from({ length: times }, () => line(MESSAGE)).flat();
}

const bitsApart = (a: Uint8Array, b: Uint8Array) =>
  a.reduce(
    (sum, byte, index) => sum + [...(byte ^ (b[index] ?? 0)).toString(2)].filter(bit => bit === '1').length,
    0,
  );

describe('line with faults', () => {
  it('carries a message as it is when nothing is wrong', () => {
    expect(sent({})).toEqual([{ delayMs: 0, bytes: MESSAGE }]);
  });

  it('is late by its latency', () => {
    expect(sent({ latencyMs: 250 })).toEqual([{ delayMs: 250, bytes: MESSAGE }]);
  });

  it('splits messages, with time between the pieces', () => {
    expect(sent({ split: 5, splitGapMs: 10, latencyMs: 1 })).toEqual([
      { delayMs: 1, bytes: MESSAGE.subarray(0, 5) },
      { delayMs: 11, bytes: MESSAGE.subarray(5, 10) },
      { delayMs: 21, bytes: MESSAGE.subarray(10) },
    ]);
  });

  it('repeats them', () =>
    expect(sent({ repeat: 2 }).map(({ bytes }) => bytes)).toEqual([MESSAGE, MESSAGE, MESSAGE]));

  it('turns exactly one bit of a message over', () => {
    for (const { bytes } of sent({ corrupt: 1 }, { times: 50 })) expect(bitsApart(bytes, MESSAGE)).toBe(1);
  });

  it('loses messages, and puts stray bytes before them', () => {
    expect(sent({ silence: 1 }, { times: 50 })).toEqual([]);
    const [stray, whole, ...more] = sent({ noise: 1 });
    expect(stray?.bytes.length).toBeGreaterThan(0);
    expect(stray?.bytes.length).toBeLessThanOrEqual(STRAY_BYTES_MAX);
    expect([whole?.bytes, more]).toEqual([MESSAGE, []]);
  });

  it('does so about as often as it is told, and the same for the same seed', () => {
    const lost = (seed: number) => sent({ silence: 0.3 }, { seed, times: 1000 }).length;
    expect(lost(1)).toBeGreaterThan(620);
    expect(lost(1)).toBeLessThan(780);
    const all = { noise: 0.5, corrupt: 0.5, silence: 0.5, split: 3, repeat: 1 };
    expect(sent(all, { seed: 7, times: 20 })).toEqual(sent(all, { seed: 7, times: 20 }));
    expect(sent(all, { seed: 7, times: 20 })).not.toEqual(sent(all, { seed: 8, times: 20 }));
  });

  it('never changes the message it was given, and keeps its pieces in order', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const faults = fc.record({
      noise: share,
      corrupt: share,
      silence: share,
      split: fc.nat(8),
      repeat: fc.nat(3),
    });
    fc.assert(
      fc.property(faults, fc.uint8Array({ maxLength: 40 }), fc.nat(1000), (knobs, message, seed) => {
        const before = message.slice();
        const pieces = createLineFaults(knobs, seed)(message);
        expect(message).toEqual(before);
        const delays = pieces.map(({ delayMs }) => delayMs);
        expect(delays).toEqual([...delays].sort((a, b) => a - b));
      }),
    );
  });
});
