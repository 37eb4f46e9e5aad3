import { describe, expect, it } from '@jest/globals';
import { isSuspect, lookAtClock, measured, offsetMs, UNMEASURED_CLOCK } from './clock-offset.ts';
import {
  ANSWER_TIMEOUT_MS,
  afterAnswer,
  afterAsking,
  afterLink,
  isHubOnline,
  silenceDueMs,
} from './hub-liveness.ts';

const start = Date.parse('2026-11-23T05:00:00.000Z');
const instant = (ms: number) => new Date(start + ms).toISOString();

/** A terminal that is `behindMs` behind the hub, 10 ms there and 30 ms back. */
const sample = (behindMs: number, thereMs = 10) => ({
  sentAt: instant(0),
  receivedAt: instant(thereMs + behindMs),
  answeredAt: instant(thereMs + 5 + behindMs),
});

describe('the clock offset', () => {
  it('is the mean of both ways', () => {
    const state = measured(UNMEASURED_CLOCK, sample(5000), start + 45);
    expect(offsetMs(state)).toBe(4990);
  });

  it('trusts the sample with the shortest way', () => {
    let state = measured(UNMEASURED_CLOCK, sample(5000, 10), start + 25);
    state = measured(state, sample(5000, 3000), start + 3015);
    expect(offsetMs(state)).toBe(5000);
  });

  it('ignores answers that lay somewhere, and ones from before a jump', () => {
    expect(offsetMs(measured(UNMEASURED_CLOCK, sample(0), start + 60_000))).toBeNull();
    expect(offsetMs(measured(UNMEASURED_CLOCK, sample(0), start - 1))).toBeNull();
  });

  it('follows a jump of the wall clock, and suspects it from two minutes on', () => {
    let state = lookAtClock(UNMEASURED_CLOCK, start, 1000);
    state = measured(state, sample(0), start + 25);
    state = lookAtClock(state, start + 100, 1100);
    expect(offsetMs(state)).toBe(0);
    state = lookAtClock(state, start + 3_600_200, 1200);
    expect(offsetMs(state)).toBe(-3_600_000);
    expect(isSuspect(state)).toBe(true);
    state = lookAtClock(state, start + 119_999 + 300, 1300);
    expect(isSuspect(state)).toBe(false);
  });

  it('suspects a jump that nobody has measured since', () => {
    const state = lookAtClock(lookAtClock(UNMEASURED_CLOCK, start, 0), start - 86_400_000, 1);
    expect(offsetMs(state)).toBeNull();
    expect(isSuspect(state)).toBe(true);
    expect(isSuspect(measured(state, sample(0), start + 25))).toBe(false);
  });
});

describe('whether the hub is there', () => {
  it('needs an answer of the hub, not only a connection to the broker', () => {
    const asked = afterAsking(afterLink(true), 0);
    expect(isHubOnline(asked, 1)).toBe(false);
    expect(isHubOnline(afterAnswer(asked), 1)).toBe(true);
  });

  it('ends with a question that stays open, or with the link', () => {
    const open = afterAsking(afterAsking(afterAnswer(afterLink(true)), 1000), 5000);
    expect(silenceDueMs(open, 5000)).toBe(1000 + ANSWER_TIMEOUT_MS);
    // A moment that has passed would have the timer spin.
    expect(silenceDueMs(open, 11_000)).toBeNull();
    expect(isHubOnline(open, 10_999)).toBe(true);
    expect(isHubOnline(open, 11_000)).toBe(false);
    expect(isHubOnline(afterLink(false), 0)).toBe(false);
  });
});
