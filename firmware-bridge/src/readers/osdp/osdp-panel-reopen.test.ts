import { describe, expect, it } from '@jest/globals';
import type { Fault } from '../testing/simulated-line.ts';
import { REPLY } from './osdp-codes.ts';
import { LINE_SILENT } from './osdp-panel.ts';
import type { OsdpPdKnobs } from './osdp-pd-knobs.ts';
import { SPEED_CHANGES_MAX } from './osdp-whereabouts.ts';
import { changes, eventsOf, lineOf, NEW_KEY, otherReader, SITE_KEY, statesOn } from './testing/panel-line.ts';

const HOUR_MS = 3_600_000;

/** Times at which the port was opened anew, seen from the last, to the second. */
function reopensIn(line: ReturnType<typeof lineOf>['line'], forMs: number): number[] {
  const seconds: number[] = [];
  let lastMs = line.nowMs;
  for (let passed = 0; passed < forMs; passed += 100) {
    const before = eventsOf(line, 'reopen').length;
    line.run(100);
    if (eventsOf(line, 'reopen').length === before) continue;
    seconds.push(Math.round((line.nowMs - lastMs) / 1000));
    lastMs = line.nowMs;
  }
  return seconds;
}

describe('a line on which nobody answers', () => {
  it('is opened anew after 30 s, then ever more seldom, and from the beginning once somebody answered', () => {
    const { line, knobs } = lineOf({ knobs: { isSilent: true } });
    expect(reopensIn(line, 1_300_000)).toEqual([30, 60, 120, 240, 300, 300]);
    expect(new Set(eventsOf(line, 'reopen').map(({ problem }) => problem))).toEqual(new Set(['no-answer']));
    expect(statesOn(line)).toEqual(['no-answer']);
    knobs.isSilent = false;
    line.run(11_000);
    expect(statesOn(line).at(-1)).toBe('answering');
    knobs.isSilent = true;
    expect(reopensIn(line, 100_000)).toEqual([30, 60]);
  });

  it('is left open while one of its readers answers', () => {
    const panel = [0, 1].map(address => ({ scbk: SITE_KEY, address }));
    const { line } = lineOf({ panel, readers: [{ address: 1, scbk: SITE_KEY }] });
    line.run(HOUR_MS / 6);
    expect(eventsOf(line, 'reopen')).toEqual([]);
  });

  it('is not one whose reader is seldom asked, since it is at odds with us', () => {
    const { line } = lineOf({ readers: [{ address: 0, scbk: NEW_KEY }] });
    line.run(HOUR_MS / 6);
    expect(statesOn(line)).toEqual(['wrong-key']);
    expect(eventsOf(line, 'reopen')).toEqual([]);
  });

  it('is opened anew for noise all the same', () => {
    const { line } = lineOf({ knobs: { isSilent: true } });
    for (let passed = 0; passed < LINE_SILENT.baseMs + 1000; passed += 50) {
      line.inject(Uint8Array.of(0x11, 0x53));
      line.run(50);
    }
    expect(eventsOf(line, 'reopen')).toHaveLength(1);
  });
});

describe('bytes that are half read when the line is opened anew', () => {
  it('are counted', () => {
    const { line } = lineOf({ knobs: { isSilent: true } });
    line.run(50);
    const half = Uint8Array.of(0xff, 0x53, 0x80, 0x14, 0x00);
    line.inject(half);
    line.open();
    expect(eventsOf(line, 'discarded')).toEqual([
      { kind: 'discarded', bytes: half, reason: 'reopened', reader: 0 },
    ]);
  });

  it('come out once, however much is kept', () => {
    const { line } = lineOf({ knobs: { isSilent: true } });
    line.run(50);
    // A frame of 200 bytes, of which the last does not come.
    line.inject(Uint8Array.from([0x53, 0x80, 200, 0, 0x04, ...new Array(194).fill(0x53)]));
    line.open();
    line.open();
    const discarded = eventsOf(line, 'discarded');
    expect(discarded.map(({ bytes }) => bytes.length)).toEqual([64, 64, 64, 7]);
    expect(new Set(discarded.map(({ reason }) => reason))).toEqual(new Set(['reopened']));
  });
});

describe('a reader that was told to move, and answers nowhere', () => {
  const moving = { scbk: SITE_KEY, comset: { address: 5, baudRate: 115_200 } };
  const readers = [{ address: 0, scbk: SITE_KEY }];

  it('is looked for three times, then seldom, from the speed at which it was heard; noted once', () => {
    const knobs: OsdpPdKnobs = {};
    // It says that it will go, and is not heard again.
    const fault = changes('to-host', frame => {
      if (frame.code === REPLY.COM) knobs.isSilent = true;
      return null;
    });
    const { line } = lineOf({ panel: [moving], readers, knobs, fault });
    line.run(60_000);
    const early = eventsOf(line, 'reopen');
    // To where it said it would go, there and back, and home.
    expect(early.filter(({ baudRate }) => baudRate !== undefined)).toHaveLength(1 + SPEED_CHANGES_MAX + 1);
    expect(
      early
        .map(({ baudRate }) => baudRate)
        .filter(speed => speed !== undefined)
        .at(-1),
    ).toBe(9600);
    line.run(HOUR_MS);
    expect(eventsOf(line, 'reopen').length).toBeLessThan(30);
    knobs.isSilent = false;
    line.run(2 * LINE_SILENT.maxMs + 20_000);
    expect(statesOn(line).at(-1)).toBe('answering');
    knobs.isSilent = true;
    line.run(HOUR_MS);
    expect(eventsOf(line, 'note').filter(({ facts }) => facts?.problem === 'comset')).toHaveLength(1);
  });

  it('is found at either speed when it is back after hours', () => {
    for (const address of [0, 5]) {
      const { line, knobs } = lineOf({ panel: [moving], readers, knobs: { isSilent: true } });
      line.run(2 * HOUR_MS);
      knobs.isSilent = false;
      // The simulated wire knows no speeds; the address goes with them.
      line.replace(otherReader([{ address, scbk: SITE_KEY }]));
      line.run(2 * LINE_SILENT.maxMs + 20_000);
      expect(statesOn(line).at(-1)).toBe('answering');
    }
  });

  it('is not left for a few lost answers where it was heard', () => {
    const { line, knobs } = lineOf({ panel: [moving], readers: [{ address: 5, scbk: SITE_KEY }] });
    line.run(5000);
    const before = eventsOf(line, 'reopen').length;
    for (let time = 0; time < 20; time += 1) {
      knobs.isSilent = true;
      line.run(1500);
      knobs.isSilent = false;
      line.run(5000);
    }
    expect(statesOn(line).at(-1)).toBe('answering');
    expect(eventsOf(line, 'reopen')).toHaveLength(before);
  });
});

describe('a reader on a line that comes back', () => {
  it('is asked at once, not after the rest of its wait', () => {
    let isDead = true;
    const dies: Fault = bytes => (isDead ? [] : [{ bytes }]);
    const { line } = lineOf({ fault: dies });
    line.run(LINE_SILENT.baseMs - 1);
    isDead = false;
    line.run(500);
    expect(statesOn(line).at(-1)).toBe('answering');
  });
});
