import { generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CHAIN_START, signedText } from '@tapclock/contracts';
import { DEMO_PEOPLE, printedNumber } from './factory.ts';
import { tapsBetween } from './history-plan.ts';
import { batchTaps, signAt } from './history-terminal.ts';

const at = (text: string) => Date.parse(text);
const NOBODY: ReadonlySet<string> = new Set();

describe('demo factory', () => {
  it('has about forty people with badges, numbers and ids of their own', () => {
    expect(DEMO_PEOPLE.length).toBeGreaterThanOrEqual(40);
    for (const field of ['id', 'badge', 'number'] as const) {
      expect(new Set(DEMO_PEOPLE.map(person => person[field])).size).toBe(DEMO_PEOPLE.length);
    }
  });

  it('begins with the badge whose frame is published', () => {
    const [first] = DEMO_PEOPLE;
    expect(first).toMatchObject({ badge: '67003B51C6', shortName: 'Maria S.', area: 'assembly' });
    expect(printedNumber(first?.badge ?? '')).toBe('0003887558');
  });
});

describe('demo history', () => {
  it('never closes a stay that it has not opened, over the days of a week', () => {
    const taps = tapsBetween(null, at('2026-11-24T12:00:00Z'), NOBODY);
    const states = new Map<string, string>();
    for (const { employee, action } of taps) {
      if (employee === null) continue;
      const before = states.get(employee) ?? 'clock-out';
      if (action === 'clock-out' || action === 'break-start')
        expect(['clock-in', 'break-end']).toContain(before);
      if (action === 'break-end') expect(before).toBe('break-start');
      states.set(employee, action);
    }
    expect(taps.length).toBeGreaterThan(150);
  });

  it('goes on where it stopped: two halves are the whole', () => {
    const middle = at('2026-11-24T09:17:00Z');
    const end = at('2026-11-24T20:30:00Z');
    const whole = tapsBetween(null, end, NOBODY);
    const halves = [...tapsBetween(null, middle, NOBODY), ...tapsBetween(middle, end, NOBODY)];
    expect(halves).toEqual(whole);
  });

  it('leaves people alone whom a visitor has tapped', () => {
    const [first] = DEMO_PEOPLE;
    const taps = tapsBetween(null, at('2026-11-24T12:00:00Z'), new Set([first?.id ?? '']));
    expect(taps.some(({ employee }) => employee === first?.id)).toBe(false);
  });

  it.each(['2026-11-23T05:30:00Z', '2026-11-23T11:00:00Z', '2026-11-23T16:30:00Z', '2026-11-22T02:00:00Z'])(
    'has people at work at %s, whatever hour it is started',
    text => {
      const last = new Map<string, string>();
      for (const { employee, action } of tapsBetween(null, at(text), NOBODY))
        if (employee) last.set(employee, action);
      const present = [...last.values()].filter(action => action !== 'clock-out').length;
      expect(present).toBeGreaterThanOrEqual(5);
    },
  );
});

describe('the simulated terminal', () => {
  it('signs each sending anew: what waited for the hub does not look like a wrong clock', () => {
    const { privateKey: key, publicKey } = generateKeyPairSync('ed25519');
    const madeMs = at('2026-11-24T12:00:00Z');
    const sentMs = madeMs + 3_600_000;
    const empty = { boot: 0, sequence: 0, head: CHAIN_START, playedMs: null, unsent: [] };
    const options = { terminal: 'gate-1', key, siteKey: 'ab'.repeat(32), nowMs: madeMs };
    const { unsent } = batchTaps(tapsBetween(null, madeMs, NOBODY), empty, options);
    expect(unsent.length).toBeGreaterThan(0);
    for (const batch of unsent) {
      const sending = signAt(batch, key, sentMs);
      expect(Date.parse(sending.sent.at)).toBe(sentMs);
      expect({ ...sending, sent: batch.sent, sig: batch.sig }).toEqual(batch);
      expect(
        verify(null, Buffer.from(signedText(sending)), publicKey, Buffer.from(sending.sig, 'base64')),
      ).toBe(true);
    }
  });
});
