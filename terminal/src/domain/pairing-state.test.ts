import { describe, expect, it } from '@jest/globals';
import type { KioskScreen, PairingStep } from '@tapclock/contracts';
import { initialState, isOverdue, OVERDUE_SCREEN_MS, reduce, remainingMs, shownAt } from './kiosk-state.ts';
import { soundBetween } from './sound.ts';
import { mayUpdate } from './update-rule.ts';

const code: PairingStep = {
  step: 'code',
  hub: 'hub.example',
  code: 'ACDEHJKM',
  fingerprint: '0123 4567 89ab cdef',
  remainingMs: 600_000,
  hubAway: false,
};
const pairing = (step: PairingStep): KioskScreen => ({ screen: 'pairing', step });

function showing(step: PairingStep) {
  const connected = reduce(initialState(null), { type: 'connected' });
  return reduce(connected, {
    type: 'message',
    message: { type: 'screen', screen: pairing(step) },
    atMs: 1_000,
  });
}

describe('a kiosk that is not paired', () => {
  it('counts down how long its code is good, and asks the bridge when that is long over', () => {
    const state = showing(code);
    expect(remainingMs(state, 61_000)).toBe(540_000);
    expect(isOverdue(state, 601_000 + OVERDUE_SCREEN_MS)).toBe(false);
    expect(isOverdue(state, 601_001 + OVERDUE_SCREEN_MS)).toBe(true);
  });

  it('waits without an end for a hub that is away', () => {
    const state = showing({ step: 'hub-away', hub: 'hub.example' });
    expect(isOverdue(state, 10_000_000)).toBe(false);
  });

  it('shows no code that may be over once the bridge is gone', () => {
    expect(shownAt(showing(code), 2_000)).toEqual(pairing(code));
    expect(shownAt(reduce(showing(code), { type: 'disconnected' }), 2_000)).toEqual({ screen: 'starting' });
  });

  it('is silent, and takes a new version of its page', () => {
    expect(soundBetween({ screen: 'idle' }, pairing(code))).toBeNull();
    expect(mayUpdate('pairing', 0, 5_000)).toBe(true);
  });
});
