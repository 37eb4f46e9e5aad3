import { describe, expect, it } from '@jest/globals';
import type { KioskScreen, KioskServerMessage } from '@tapclock/contracts';
import type { ClockingInput } from './clocking/index.ts';
import { pressReaderKeys } from './reader-keypad.ts';

const PIN: KioskScreen = {
  screen: 'pin',
  visit: 4,
  step: 'number',
  error: null,
  retryAfterMs: 0,
  checking: false,
  remainingMs: 20_000,
};

/** A desk that opens the PIN pad when it is asked to, unless it is busy. */
function aDesk({ isBusy = false } = {}) {
  let screen: KioskScreen = isBusy ? { screen: 'identify', remainingMs: 1000 } : { screen: 'idle' };
  const inputs: ClockingInput[] = [];
  const messages: KioskServerMessage[] = [];
  const ports = {
    screen: () => screen,
    handle(input: ClockingInput) {
      inputs.push(input);
      if (!isBusy) screen = PIN;
    },
    broadcast: (message: KioskServerMessage) => messages.push(message),
  };
  return { ports, inputs, messages };
}

describe('a keypad at the reader', () => {
  it('opens the PIN pad with its first digit and types into it', () => {
    const { ports, inputs, messages } = aDesk();
    pressReaderKeys('10*#', ports);
    expect(inputs).toEqual([{ type: 'pin-start' }]);
    expect(messages).toEqual(['1', '0', 'back', 'done'].map(key => ({ type: 'key', visit: 4, key })));
  });

  it('does nothing on an idle screen but for digits', () => {
    const { ports, inputs, messages } = aDesk();
    pressReaderKeys('*#', ports);
    expect([inputs, messages]).toEqual([[], []]);
  });

  it('says nothing to a screen that has no PIN pad now', () => {
    const { ports, messages } = aDesk({ isBusy: true });
    pressReaderKeys('12', ports);
    expect(messages).toEqual([]);
  });
});
