import type { Signal } from '../protocol.ts';
import { FUNCTION, requestOf } from './functions.ts';

interface Beep {
  frequencyHz: number;
  onMs: number;
  offMs: number;
}

const VOLUME_PERCENT = 100;

const HIGH: Beep = { frequencyHz: 2400, onMs: 100, offMs: 50 };
const MIDDLE: Beep = { frequencyHz: 1600, onMs: 150, offMs: 50 };
const LOW: Beep = { frequencyHz: 800, onMs: 100, offMs: 50 };

/**
 * The reader looks for no card while it beeps, so each beep is short and a look comes between two: a held card must not seem to have
 * left and come back, which would beep again without end.
 */
const SOUNDS: Record<Signal, readonly Beep[]> = {
  accepted: [HIGH],
  offline: [HIGH, HIGH],
  unknown: [MIDDLE],
  refused: [LOW, LOW, LOW],
};

/** Requests that make the sound of an outcome, one for each beep. */
export function beepsFor(signal: Signal): Uint8Array[] {
  return SOUNDS[signal].map(({ frequencyHz, onMs, offMs }) =>
    requestOf(FUNCTION.beep, [VOLUME_PERCENT, ...little(frequencyHz), ...little(onMs), ...little(offMs)]),
  );
}

function little(value: number): number[] {
  return [value & 0xff, value >> 8];
}
