import { describe, expect, it } from '@jest/globals';
import { type FoundToken, judgeRefresh, sessionEnd } from './refresh-rotation.ts';

const NOW = Date.UTC(2026, 10, 27, 6);
const DAY_MS = 86_400_000;
const fresh: FoundToken = {
  usedAtMs: null,
  sessionEnded: false,
  sessionExpiresAtMs: NOW + 1,
  accountDisabled: false,
};

describe('a refresh token', () => {
  it('is changed for its successor once', () => {
    expect(judgeRefresh(fresh, NOW)).toEqual({ kind: 'rotate' });
  });

  it('gives the same successor to a second tab within ten seconds', () => {
    expect(judgeRefresh({ ...fresh, usedAtMs: NOW - 10_000 }, NOW)).toEqual({ kind: 'repeat' });
  });

  it('is a copy after that', () => {
    expect(judgeRefresh({ ...fresh, usedAtMs: NOW - 10_001 }, NOW)).toEqual({ kind: 'reused' });
  });

  it.each([
    ['unknown', null],
    ['of an ended session', { ...fresh, sessionEnded: true }],
    ['of an ended session, used before', { ...fresh, sessionEnded: true, usedAtMs: NOW - 60_000 }],
    ['of an expired session', { ...fresh, sessionExpiresAtMs: NOW }],
    ['of a disabled account', { ...fresh, accountDisabled: true }],
  ])('is worth nothing when it is %s', (_case, token) => {
    expect(judgeRefresh(token, NOW)).toEqual({ kind: 'over' });
  });
});

describe('a session', () => {
  it('lives seven days from its last use', () => {
    expect(sessionEnd(NOW - DAY_MS, NOW)).toBe(NOW + 7 * DAY_MS);
  });

  it('lives thirty days however much it is used', () => {
    expect(sessionEnd(NOW - 25 * DAY_MS, NOW)).toBe(NOW + 5 * DAY_MS);
  });
});
