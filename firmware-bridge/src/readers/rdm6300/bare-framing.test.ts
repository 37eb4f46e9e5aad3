import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createBareFramer } from './bare-framing.ts';
import { decodeFrame } from './frame.ts';
import { RECORDED_FRAMES } from './frames.ts';
import { type FramingEvent, INTER_BYTE_GAP_MS } from './framing.ts';

const text = (characters: string) => Uint8Array.from(Buffer.from(characters, 'latin1'));
/** The frame that an EM-18 was recorded to send. */
const GOOD = '4500C5D1E9B8';

function summarize(events: readonly FramingEvent[]) {
  return events.map(event =>
    event.kind === 'frame' ? event.characters : `${event.bytes.length} ${event.reason}`,
  );
}

/** Bursts with silence between them. */
function read(...bursts: readonly string[]) {
  const framer = createBareFramer();
  return summarize(bursts.flatMap((burst, index) => framer.push(text(burst), index * 1000)));
}

describe('frames without STX and ETX', () => {
  it.each(RECORDED_FRAMES)('$characters is read whole and split at every byte', ({ characters }) => {
    for (let at = 0; at <= characters.length; at += 1) {
      const framer = createBareFramer();
      const events = [
        ...framer.push(text(characters.slice(0, at)), 0),
        ...framer.push(text(characters.slice(at)), INTER_BYTE_GAP_MS),
      ];
      expect(events).toEqual([{ kind: 'frame', characters, envelope: 'bare', bytes: text(characters) }]);
    }
  });

  it('are read twice from one chunk', () => expect(read(GOOD + GOOD)).toEqual([GOOD, GOOD]));

  it('are read behind a half of one, once the line was silent', () => {
    for (let at = 1; at < GOOD.length; at += 1)
      expect(read(GOOD.slice(0, at), GOOD)).toEqual([`${at} gap`, GOOD]);
  });

  it('are not looked for inside a burst that began with something else', () => {
    expect(read(`x${GOOD}`, GOOD)).toEqual(['1 not-hex', '12 noise', GOOD]);
    expect(read('4500C5\u00e9\u00ffD1E9B8', GOOD)).toEqual(['7 not-hex', '7 noise', GOOD]);
  });

  it('do not decode with any single bit flipped', () => {
    for (let bit = 0; bit < GOOD.length * 8; bit += 1) {
      const flipped = text(GOOD);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      if (Buffer.from(flipped).toString('latin1').toUpperCase() === GOOD) continue;
      for (const event of createBareFramer().push(flipped, 0))
        expect(event.kind === 'frame' ? decodeFrame(event.characters).kind : 'invalid').toBe('invalid');
    }
  });

  it('lose no byte unseen and are read after any noise and a silence', () => {
    const chunk = fc.tuple(fc.uint8Array({ maxLength: 80 }), fc.nat(120));
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 8 }), input => {
        const framer = createBareFramer();
        let [nowMs, fed, seen] = [0, 0, 0];
        for (const [bytes, waitMs] of input) {
          nowMs += waitMs;
          fed += bytes.length;
          for (const event of framer.push(bytes, nowMs)) seen += event.bytes.length;
        }
        expect(fed - seen).toBeGreaterThanOrEqual(0);
        expect(fed - seen).toBeLessThan(12);
        expect(summarize(framer.push(text(GOOD), nowMs + INTER_BYTE_GAP_MS + 1)).at(-1)).toBe(GOOD);
      }),
    );
  });
});
