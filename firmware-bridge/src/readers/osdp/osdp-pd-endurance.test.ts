import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../testing/seeded-random.ts';
import type { Fault } from '../testing/simulated-line.ts';
import { COMMAND, NAK } from './osdp-codes.ts';
import { parseFrame } from './osdp-frame.ts';
import { TROUBLED } from './osdp-peripheral.ts';
import { eventsOf, lineOf, statesOn } from './testing/panel-line.ts';

const POLLS = 10_000;
/** Every twenty-fifth message, in each direction: ten times as bad as the line that libosdp is tried on. */
const RATES = { bitError: 0.02, lost: 0.01, cut: 0.01 };
const POWER_CUT = 0.001;
const STEP_MS = 250;

/** A card that no other is: 26 bits with right parity. */
const cardOf = (number: number) => `1-${number}`;

function asks(code: number): (message: { bytes: Uint8Array }) => boolean {
  return ({ bytes }) => {
    const parsed = parseFrame(bytes);
    return parsed.ok && !parsed.frame.isReply && parsed.frame.code === code;
  };
}

function draw(at: number): keyof typeof RATES | 'none' {
  if (at < RATES.bitError) return 'bitError';
  if (at < RATES.bitError + RATES.lost) return 'lost';
  return at < RATES.bitError + RATES.lost + RATES.cut ? 'cut' : 'none';
}

describe('a long time on a very bad line', () => {
  it.each([1, 2, 3])(
    'loses no card as long as a conversation lasts, reads none twice, and none that was not there: seed %i',
    seed => {
      const random = seededRandom(seed);
      const faults = { bitError: 0, lost: 0, cut: 0 };
      let isWell = false;
      const fault: Fault = message => {
        const kind = draw(random.next());
        if (isWell || kind === 'none') return [{ bytes: message }];
        faults[kind] += 1;
        if (kind === 'lost') return [];
        if (kind === 'cut') return [{ bytes: message.slice(0, random.below(message.length)) }];
        const bytes = message.slice();
        const bit = random.below(bytes.length * 8);
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        return [{ bytes }];
      };
      const { line, emulator } = lineOf({ fault });
      const presented: string[] = [];
      const read: number[] = [];
      let [polls, powerCuts, conversations] = [0, 0, 0];
      const take = () => {
        polls += line.messages.filter(asks(COMMAND.POLL)).length;
        conversations += line.messages.filter(asks(COMMAND.SCRYPT)).length;
        line.messages.length = 0;
        read.push(...line.takeCards().map(({ cardNumber = -1 }) => cardNumber));
      };
      while (polls < POLLS) {
        if (random.next() < POWER_CUT * (STEP_MS / 50)) {
          emulator.powerCycle();
          powerCuts += 1;
        }
        line.present(cardOf(presented.length));
        presented.push(cardOf(presented.length));
        line.run(STEP_MS);
        take();
      }
      isWell = true;
      line.run(60_000);
      take();

      expect(read).toEqual([...read].sort((a, b) => a - b));
      expect(new Set(read).size).toBe(read.length);
      expect(read.every(number => number >= 0 && number < presented.length)).toBe(true);
      // The reader repeats what was not heard; lost is what it had said when a conversation ended, by a power cut or by four bad tries in a row.
      expect(presented.length - read.length).toBeLessThan(conversations);
      expect(presented.length - read.length).toBeLessThan(presented.length / 200);
      // As bad as it was meant to be.
      expect(powerCuts).toBeGreaterThan(3);
      expect(Math.min(faults.bitError, faults.lost, faults.cut)).toBeGreaterThan(100);
    },
  );

  it('is not taken for a reader at odds: each time the session breaks it is made anew within a second', () => {
    const { line, knobs } = lineOf();
    line.run(1000);
    for (let second = 0; second < 60; second += 3) {
      knobs.nak = { code: NAK.securityConditions, times: 1 };
      line.run(3000);
    }
    const polls = line.messages.filter(asks(COMMAND.POLL));
    const gaps = polls.map(({ atMs }, index) => atMs - (polls[index - 1]?.atMs ?? atMs));
    expect(Math.max(...gaps)).toBeLessThan(TROUBLED.maxMs + 500);
    expect(polls.length).toBeGreaterThan(0.6 * (61_000 / 50));
    expect(statesOn(line).at(-1)).toBe('answering');
    expect(eventsOf(line, 'note').filter(({ level }) => level === 'warn').length).toBeLessThan(5);
  });

  it('is given time again after ten good seconds', () => {
    const { line, knobs } = lineOf();
    line.run(1000);
    for (let round = 0; round < 6; round += 1) {
      knobs.nak = { code: NAK.securityConditions, times: 1 };
      line.run(12_000);
    }
    expect(statesOn(line)).toEqual(['answering']);
  });
});
