import type { KioskScreen, KioskServerMessage } from '@tapclock/contracts';
import type { ClockingInput } from './clocking/index.ts';

type KeyMessage = Extract<KioskServerMessage, { type: 'key' }>;

interface KeypadPorts {
  screen(): KioskScreen;
  handle(input: ClockingInput): void;
  broadcast(message: KioskServerMessage): void;
}

/**
 * Keys of a reader's own keypad, as if they had been pressed on the screen: the page shows what was typed and sends it when it is
 * complete, so digits are in one place only. The first digit opens the PIN pad. `*` takes a digit back, `#` is "done".
 */
export function pressReaderKeys(keys: string, { screen, handle, broadcast }: KeypadPorts): void {
  for (const key of keys) {
    if (screen().screen !== 'pin' && /\d/.test(key)) handle({ type: 'pin-start' });
    const shown = screen();
    // Somebody's card is on the screen, or the PIN is switched off: the key has no meaning here.
    if (shown.screen === 'pin') broadcast({ type: 'key', visit: shown.visit, key: nameOf(key) });
  }
}

function nameOf(key: string): KeyMessage['key'] {
  if (key === '*') return 'back';
  if (key === '#') return 'done';
  return KEYS.find(digit => digit === key) ?? 'back';
}

const KEYS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
