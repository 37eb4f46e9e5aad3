import { describe, expect, it } from '@jest/globals';
import { createPresentations } from '../presentation.ts';
import type { Signal } from '../protocol.ts';
import { SimulatedLine } from '../testing/simulated-line.ts';
import { OPTIONS, peers, simulate, UID } from './simulate.ts';
import { createTwn4Emulator, type Twn4Knobs } from './twn4-emulator.ts';
import { Twn4Protocol } from './twn4-protocol.ts';

describe('beeps', () => {
  function heard(signal: Signal, knobs: Partial<Twn4Knobs> = {}) {
    const { line, sent, emulator } = simulate(knobs);
    line.run(500);
    line.signal(signal);
    line.run(2000);
    return {
      beeps: sent('0407').map(({ bytes }) => Buffer.from(bytes).toString('latin1', 4, 18)),
      shown: emulator.shown(),
      line,
    };
  }

  it('tell the outcomes apart', () => {
    expect(heard('accepted').beeps).toEqual(['64600964003200']);
    expect(heard('offline').beeps).toHaveLength(2);
    expect(heard('unknown').beeps).toEqual(['64400696003200']);
    expect(heard('refused').beeps).toEqual(['64200364003200', '64200364003200', '64200364003200']);
    expect(heard('accepted').shown).toBe('beep 2400 Hz for 100 ms');
  });

  it('are over before the reader is asked anything else', () => {
    const { line } = heard('offline');
    const at = line.messages.findIndex(({ bytes }) =>
      Buffer.from(bytes).toString('latin1').startsWith('0407'),
    );
    const [beep, answer, next] = line.messages.slice(at);
    expect((answer?.atMs ?? 0) - (beep?.atMs ?? 0)).toBe(151);
    expect(next?.atMs).toBeGreaterThan(answer?.atMs ?? 0);
  });

  it('do not make a held card look like a new one', () => {
    // The shortest hold time a site may set.
    const presentations = createPresentations(220);
    const { line } = simulate({}, { pollMs: 100 });
    line.run(500);
    line.present(UID);
    let taps = 0;
    for (let step = 0; step < 500; step += 1) {
      line.run(10);
      for (const { raw } of line.takeCards()) {
        if (!presentations.isNew(raw, line.nowMs)) continue;
        taps += 1;
        line.signal('refused');
      }
    }
    expect(taps).toBe(1);
  });

  it('come between two looks even when a look takes longer than pollMs', () => {
    const options = { ...OPTIONS, pollMs: 100 };
    const slow = new SimulatedLine(
      new Twn4Protocol(options),
      createTwn4Emulator(options),
      (bytes, direction) => [{ bytes, delayMs: direction === 'to-host' ? 180 : 0 }],
    );
    slow.open();
    slow.run(1000);
    slow.signal('refused');
    slow.run(3000);
    const sent = slow.messages
      .filter(({ direction }) => direction === 'to-reader')
      .map(({ bytes }) => Buffer.from(bytes).toString('latin1', 0, 4));
    expect(sent.filter(function_ => function_ === '0407')).toHaveLength(3);
    expect(sent.join(' ')).not.toContain('0407 0407');
  });

  it('are given up, with a note, on a reader that has none', () => {
    const { beeps, line } = heard('refused', { unknownFunctions: [0x0407] });
    expect(beeps).toHaveLength(1);
    expect(line.events).toContainEqual(expect.objectContaining({ kind: 'note', level: 'warn' }));
    expect(peers(line.events)).toEqual(['opening', 'answering']);
  });

  it('do not come late, after the reader was away', () => {
    const { line, sent } = simulate({ isSilent: true });
    line.run(500);
    line.signal('accepted');
    line.replace(createTwn4Emulator(OPTIONS));
    line.run(5000);
    expect(sent('0407')).toEqual([]);
    const early = simulate();
    early.line.signal('accepted');
    early.line.run(2000);
    expect(early.sent('0407')).toEqual([]);
  });
});
