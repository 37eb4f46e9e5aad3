import { describe, expect, it } from '@jest/globals';
import { aCard, anUnknownBadge, aPin, aRecorded, aVerdict } from '../testing/builders.ts';
import type { Shown } from './kiosk-state.ts';
import { lengthMs, MELODIES, type Sound, soundBetween } from './sound.ts';

const idle: Shown = { screen: 'idle' };
const starting: Shown = { screen: 'starting' };

describe('the sound of a screen', () => {
  it.each([
    ['clock-in', 'in'],
    ['clock-out', 'out'],
    ['break-start', 'break'],
    ['break-end', 'in'],
    ['job-change', 'in'],
    ['auto', 'attention'],
  ] as const)('is, for %s, the sound of what the person now is: %s', (action, sound) => {
    expect(soundBetween(aCard(), aRecorded({ action }))).toBe(sound);
  });

  it('says that a badge was heard, once', () => {
    expect(soundBetween(idle, aCard({ visit: 7 }))).toBe('heard');
    expect(soundBetween(aCard({ visit: 7 }), aCard({ visit: 7 }))).toBeNull();
    expect(soundBetween(aCard({ visit: 7 }), aCard({ visit: 8 }))).toBe('heard');
  });

  it('does not repeat when the verdict arrives on the same screen', () => {
    expect(soundBetween(aRecorded(), aRecorded({ verdict: aVerdict(), delivery: 'confirmed' }))).toBeNull();
    expect(soundBetween(aRecorded({ visit: 1 }), aRecorded({ visit: 2 }))).toBe('in');
  });

  it('calls for an unknown badge and a wrong PIN, and differs for a double tap', () => {
    expect(soundBetween(idle, anUnknownBadge())).toBe('attention');
    expect(soundBetween(aPin({ checking: true }), aPin({ error: 'wrong-pin' }))).toBe('attention');
    expect(
      soundBetween(idle, {
        screen: 'already-recorded',
        visit: 2,
        person: { shortName: 'Maria S.', language: 'en' },
        action: 'clock-in',
        occurredAt: '2026-11-23T04:58:12.345Z',
        remainingMs: 2_000,
      }),
    ).toBe('again');
  });

  it('is silent on a page that has just loaded into the middle of a visit', () => {
    expect(soundBetween(starting, aRecorded())).toBeNull();
    expect(soundBetween(starting, aCard())).toBeNull();
  });

  it('R1: is heard whenever recording stops, also right after a start', () => {
    const refused: Shown = { screen: 'refused', reason: 'journal-failed' };
    expect(soundBetween(starting, refused)).toBe('refused');
    expect(soundBetween(idle, refused)).toBe('refused');
    expect(soundBetween(refused, refused)).toBeNull();
  });
});

describe('the melodies', () => {
  const names = Object.keys(MELODIES) as Sound[];

  it('are all different', () => {
    expect(new Set(names.map(name => JSON.stringify(MELODIES[name]))).size).toBe(names.length);
  });

  it('rise for in, fall for out, and are over before the next person taps', () => {
    const heights = (name: Sound) => MELODIES[name].map(note => note.hertz).filter(hertz => hertz > 0);
    expect(heights('in')).toEqual([...heights('in')].sort((one, other) => one - other));
    expect(heights('out')).toEqual([...heights('out')].sort((one, other) => other - one));
    for (const name of names) expect(lengthMs(name)).toBeLessThan(1_000);
  });
});
