import { describe, expect, it } from '@jest/globals';
import type { Presence } from '@tapclock/contracts';
import { utcOffsets } from '../clocking/index.ts';
import { weekMinutesAt, weekStarts } from './week.ts';

const weekStartsAt = weekStarts(utcOffsets('Europe/Berlin'));
const at = (text: string) => Date.parse(text);
const presence = (more: Partial<Presence>): Presence => ({
  employee: '0190d2e0-0000-4000-8000-000000000001',
  state: 'out',
  since: '2026-11-20T13:02:00.000Z',
  clockedInAt: null,
  terminal: 'gate-2',
  place: 'Gate 2',
  punchId: '0190d2e0-0000-7000-8000-000000000001',
  weekMinutes: 1880,
  ...more,
});

describe('the start of a week', () => {
  it.each([
    ['on a Monday right after midnight', '2026-11-22T23:00:00Z', '2026-11-22T23:00:00Z'],
    ['on a Sunday right before', '2026-11-22T22:59:59Z', '2026-11-15T23:00:00Z'],
    ['across the autumn clock change', '2026-10-25T12:00:00Z', '2026-10-18T22:00:00Z'],
    ['across the spring clock change', '2026-03-29T12:00:00Z', '2026-03-22T23:00:00Z'],
  ])('%s', (_name, instant, start) => {
    expect(new Date(weekStartsAt(at(instant))).toISOString()).toBe(new Date(at(start)).toISOString());
  });
});

describe('minutes of this week', () => {
  it('are the hub’s while the person is out', () => {
    expect(weekMinutesAt(presence({}), at('2026-11-20T20:00:00Z'), weekStartsAt)).toBe(1880);
  });

  it('begin again on Monday', () => {
    expect(weekMinutesAt(presence({}), at('2026-11-23T05:00:00Z'), weekStartsAt)).toBe(0);
  });

  it('go on while the person is at work, and stand still on break', () => {
    const since = '2026-11-20T09:00:00.000Z';
    const now = at('2026-11-20T10:30:30Z');
    expect(weekMinutesAt(presence({ state: 'in', since }), now, weekStartsAt)).toBe(1880 + 90);
    expect(weekMinutesAt(presence({ state: 'break', since }), now, weekStartsAt)).toBe(1880);
  });

  it('count a night from Sunday only since midnight', () => {
    const night = presence({ state: 'in', since: '2026-11-22T21:00:00.000Z' });
    expect(weekMinutesAt(night, at('2026-11-23T01:00:00Z'), weekStartsAt)).toBe(120);
  });
});
