import type { Instant } from '@tapclock/contracts';

/** The four times of one question and answer (RFC 5905, section 8): sent, received, answered, and heard at `now`. */
export interface ClockSample {
  sentAt: Instant;
  receivedAt: Instant;
  answeredAt: Instant;
}

interface Measured {
  offsetMs: number;
  delayMs: number;
}

export interface ClockState {
  /** Wall minus uptime at the last look. It moves only when somebody sets the wall clock (or the machine slept). */
  baseMs: number | null;
  /** Latest samples, newest last. */
  samples: readonly Measured[];
  /** How far the wall clock was set since the start without a measurement since. */
  unmeasuredJumpMs: number;
}

/** Samples kept; the one with the least delay counts, as in NTP's clock filter. */
const SAMPLES_MAX = 8;
/** A round trip longer than this says nothing: an answer that lay at a broker, or a clock set in between. */
const DELAY_MAX_MS = 10_000;
/** Slewing by NTP stays far below this between two looks. */
const JUMP_MIN_MS = 1000;
/** From here on the kiosk says that its clock may be wrong; the hub draws the same line for its finding. */
export const SUSPECT_FROM_MS = 120_000;

export const UNMEASURED_CLOCK: ClockState = { baseMs: null, samples: [], unmeasuredJumpMs: 0 };

/**
 * Compares wall clock and uptime. After a jump the known offset is moved by it: the hub's time did not change, so what the wall gained the
 * offset lost.
 */
export function lookAtClock(state: ClockState, wallMs: number, uptimeMs: number): ClockState {
  const baseMs = wallMs - uptimeMs;
  const jumpMs = state.baseMs === null ? 0 : baseMs - state.baseMs;
  if (Math.abs(jumpMs) < JUMP_MIN_MS) return state.baseMs === null ? { ...state, baseMs } : state;
  return {
    baseMs,
    samples: state.samples.map(({ offsetMs, delayMs }) => ({ offsetMs: offsetMs - jumpMs, delayMs })),
    unmeasuredJumpMs: state.unmeasuredJumpMs + jumpMs,
  };
}

/** Takes the hub's answer heard at `nowMs` by the terminal's clock. Samples that cannot be true are ignored. */
export function measured(state: ClockState, sample: ClockSample, nowMs: number): ClockState {
  const sentMs = Date.parse(sample.sentAt);
  const receivedMs = Date.parse(sample.receivedAt);
  const answeredMs = Date.parse(sample.answeredAt);
  const delayMs = nowMs - sentMs - (answeredMs - receivedMs);
  if (nowMs < sentMs || answeredMs < receivedMs || delayMs < 0 || delayMs > DELAY_MAX_MS) return state;
  const offsetMs = Math.round((receivedMs - sentMs + (answeredMs - nowMs)) / 2);
  return {
    ...state,
    samples: [...state.samples, { offsetMs, delayMs }].slice(-SAMPLES_MAX),
    unmeasuredJumpMs: 0,
  };
}

/** Hub clock minus terminal clock in milliseconds; null while nothing was measured since the start. */
export function offsetMs(state: ClockState): number | null {
  let best: Measured | null = null;
  for (const sample of state.samples) {
    if (best === null || sample.delayMs <= best.delayMs) best = sample;
  }
  return best === null ? null : best.offsetMs;
}

/** Whether times shown and written now may be wrong. */
export function isSuspect(state: ClockState): boolean {
  const known = offsetMs(state);
  return Math.abs(known ?? state.unmeasuredJumpMs) >= SUSPECT_FROM_MS;
}
