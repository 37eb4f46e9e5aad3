import { describe, expect, it } from '@jest/globals';
import { SimulatedLine } from '../testing/simulated-line.ts';
import { OPTIONS, peers, raws, simulate, UID, WIRES } from './simulate.ts';
import { createTwn4Emulator } from './twn4-emulator.ts';
import { ANSWER_TIMEOUT_MS, RESYNC_MS, SILENCE_MS, Twn4Protocol } from './twn4-protocol.ts';

describe('a reader that does not answer', () => {
  it('is asked twice, counts as gone, and has its port opened anew after ten seconds', () => {
    const { line, sent } = simulate({ isSilent: true });
    line.run(2 * (RESYNC_MS + ANSWER_TIMEOUT_MS) - 1);
    expect(peers(line.events)).toEqual(['opening']);
    line.run(1);
    expect(peers(line.events)).toEqual(['opening', 'no-answer']);
    line.run(SILENCE_MS - 1 - line.nowMs);
    const times = sent('0004FF').map(({ atMs }) => atMs);
    expect(times.slice(0, 2)).toEqual([RESYNC_MS, 2 * RESYNC_MS + ANSWER_TIMEOUT_MS]);
    line.run(1);
    expect(line.events).toContainEqual({ kind: 'reopen', problem: 'no-answer' });
    line.run(35_000);
    expect(line.events.filter(({ kind }) => kind === 'reopen')).toHaveLength(4);
  });

  it('answers again when it is back, whenever that is', () => {
    for (const awayMs of [50, 1800, 5000, 25_000]) {
      const { line } = simulate();
      line.run(1000);
      line.replace(createTwn4Emulator(OPTIONS, { isSilent: true }));
      line.run(awayMs);
      line.replace(createTwn4Emulator(OPTIONS));
      line.present(UID);
      line.run(4000);
      expect(peers(line.events).at(-1)).toBe('answering');
      expect(raws(line).at(-1)).toBe(`iso14443a:${UID}`);
    }
  });

  it('is called what it is when its firmware cannot search for tags', () => {
    const { line } = simulate({ unknownFunctions: [0x0500] });
    line.run(5000);
    expect(peers(line.events)).toEqual(['opening', 'answering', 'command-refused']);
  });

  it('may keep its own tag types', () => {
    const { line } = simulate({ unknownFunctions: [0x0502] });
    line.present(UID);
    line.run(500);
    expect(line.events).toContainEqual(
      expect.objectContaining({ kind: 'note', level: 'warn', facts: { result: 'unknown-function' } }),
    );
    expect(raws(line)[0]).toBe(`iso14443a:${UID}`);
  });

  it('is called garbled when nothing it says can be read', () => {
    // A site that set `mode` or the speed wrongly.
    const noisy = new SimulatedLine(
      new Twn4Protocol(OPTIONS),
      createTwn4Emulator(OPTIONS),
      (bytes, direction) =>
        direction === 'to-host' ? [{ bytes: Uint8Array.of(0x80, 0x13, 0xfe) }] : [{ bytes }],
    );
    noisy.open();
    noisy.run(5000);
    expect(peers(noisy.events)).toEqual(['opening', 'garbled']);
  });

  it.each(WIRES)(
    'costs nothing but time when bytes are lost, doubled or spoilt on the way (%s)',
    (_, wireOf) => {
      let count = 0;
      const options = { ...OPTIONS, ...wireOf };
      const line = new SimulatedLine(new Twn4Protocol(options), createTwn4Emulator(options), bytes => {
        count += 1;
        const spoilt = Uint8Array.from(bytes);
        spoilt[0] = 0xa5;
        if (count % 17 === 0) return [{ bytes: spoilt }];
        if (count % 19 === 0) return [];
        if (count % 23 === 0) return [{ bytes }, { bytes }];
        return [{ bytes: bytes.subarray(0, 1) }, { bytes: bytes.subarray(1) }];
      });
      line.open();
      line.present(UID);
      line.run(120_000);
      const read = raws(line);
      expect(read.length).toBeGreaterThan(50);
      expect(new Set(read)).toEqual(new Set([`iso14443a:${UID}`]));
    },
  );
});
