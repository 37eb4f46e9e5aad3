import { describe, expect, it } from '@jest/globals';
import { SimulatedLine } from '../testing/simulated-line.ts';
import { createPn532Emulator } from './pn532-emulator.ts';
import { type Pn532Options, Pn532Protocol } from './pn532-protocol.ts';
import { hex, LIST, peers, simulate, WRITE_GPIO } from './simulate.ts';

describe('lamps at the pins of the chip', () => {
  const gpio = { accepted: 'P30', refused: 'P71' } as const;

  /** What is to be seen, with how long it was. */
  function watch(line: SimulatedLine, emulator: ReturnType<typeof createPn532Emulator>, forMs: number) {
    const shown: [string | null, number][] = [];
    for (let at = 0; at < forMs; at += 10) {
      const now = emulator.shown();
      const last = shown.at(-1);
      if (last?.[0] === now) last[1] += 10;
      else shown.push([now, 10]);
      line.run(10);
    }
    return shown;
  }

  function lit(signal: 'accepted' | 'offline' | 'unknown' | 'refused', pins: Pn532Options['gpio'] = gpio) {
    const emulator = createPn532Emulator();
    const line = new SimulatedLine(new Pn532Protocol({ pollMs: 150, gpio: pins }), emulator);
    line.open();
    line.run(500);
    line.signal(signal);
    return watch(line, emulator, 1000).filter(([what]) => what !== 'dark' && what !== null);
  }

  it('show each outcome in its own way', () => {
    expect(lit('accepted').map(([what]) => what)).toEqual(['P30 low']);
    expect(lit('offline').map(([what]) => what)).toEqual(['P30 low', 'P30 low']);
    expect(lit('unknown').map(([what]) => what)).toEqual(['P30 and P71 low']);
    expect(lit('refused').map(([what]) => what)).toEqual(['P71 low', 'P71 low', 'P71 low']);
    for (const [, forMs] of lit('accepted')) {
      expect(forMs).toBeGreaterThanOrEqual(280);
      expect(forMs).toBeLessThan(350);
    }
  });

  it('stay dark where a site has none', () => {
    expect(lit('refused', { accepted: 'P30' })).toEqual([]);
    const { line, sent } = simulate();
    line.run(500);
    line.signal('accepted');
    line.run(1000);
    expect(sent(WRITE_GPIO)).toEqual([]);
  });

  it('are put out when the bridge starts, and leave the pins of other ports and P32 and P34 alone', () => {
    const { line, sent } = simulate({}, { pollMs: 150, gpio: { accepted: 'P30' } });
    line.run(500);
    expect(sent(WRITE_GPIO).map(({ bytes }) => hex(bytes).slice(10, -4))).toEqual(['D40EBF00']);
    line.signal('accepted');
    line.run(500);
    expect(sent(WRITE_GPIO).map(({ bytes }) => hex(bytes).slice(10, -4))).toEqual([
      'D40EBF00',
      'D40EBE00',
      'D40EBF00',
    ]);
  });

  it('light pins of port 7 by port 7 alone', () => {
    const { line, sent } = simulate({}, { pollMs: 150, gpio: { refused: 'P72' } });
    line.run(500);
    line.signal('unknown');
    line.run(500);
    expect(sent(WRITE_GPIO).map(({ bytes }) => hex(bytes).slice(10, -4))).toEqual([
      'D40E0086',
      'D40E0082',
      'D40E0086',
    ]);
  });

  it('keep no card waiting', () => {
    const { line, sent } = simulate({}, { pollMs: 150, gpio });
    line.run(500);
    for (let tap = 0; tap < 20; tap += 1) {
      line.signal('refused');
      line.run(500);
    }
    const times = sent(LIST).map(({ atMs }) => atMs);
    const gaps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(200);
  });

  it('are given up, with a note, on a chip that does not switch them', () => {
    const { line, sent } = simulate({ unknownCommands: [0x0e] }, { pollMs: 150, gpio });
    line.run(500);
    line.signal('accepted');
    line.run(1000);
    expect(sent(WRITE_GPIO)).toHaveLength(1);
    expect(line.events.filter(({ kind }) => kind === 'note')).toHaveLength(2);
    expect(peers(line.events)).toEqual(['opening', 'answering']);
  });
});
