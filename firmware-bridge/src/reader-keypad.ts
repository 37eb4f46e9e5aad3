import type { KioskScreen, KioskServerMessage } from '@tapclock/contracts';
import type { ClockingInput } from './clocking/index.ts';

/** Longest number or PIN that is taken. */
const DIGITS_MAX = 10;

interface KeypadPorts {
  screen(): KioskScreen;
  handle(input: ClockingInput): void;
  broadcast(message: KioskServerMessage): void;
}

type PinScreen = Extract<KioskScreen, { screen: 'pin' }>;

/**
 * The keypad of a reader. Its digits are kept here and go to the clocking machine when `#` is pressed; pages hear only how many there are, to
 * draw a dot for each. The first digit opens the PIN pad, `*` takes one back, and with none left closes the pad.
 */
export class ReaderKeypad {
  private digits = '';
  /** Which question the digits answer: another one begins with none. */
  private question = '';

  constructor(private readonly ports: KeypadPorts) {}

  press(keys: string): void {
    for (const key of keys) {
      const pin = this.pinScreen(key);
      // Somebody's card is on the screen, the PIN is switched off, or the last answer is being looked at.
      if (pin !== null && !pin.checking) this.pressOne(key, pin);
    }
  }

  private pinScreen(key: string): PinScreen | null {
    const { screen, handle } = this.ports;
    if (screen().screen !== 'pin' && /\d/.test(key)) handle({ type: 'pin-start' });
    const shown = screen();
    if (shown.screen !== 'pin') return null;
    const question = `${shown.visit} ${shown.step}`;
    if (question !== this.question) this.digits = '';
    this.question = question;
    return shown;
  }

  private pressOne(key: string, { visit }: PinScreen): void {
    if (key === '#') {
      this.enter(visit);
    } else if (key === '*') {
      if (this.digits === '') this.ports.handle({ type: 'cancel', visit });
      else this.show(visit, this.digits.slice(0, -1));
    } else if (this.digits.length < DIGITS_MAX) {
      this.show(visit, this.digits + key);
    }
  }

  private enter(visit: number): void {
    const { digits } = this;
    if (digits === '') return;
    this.show(visit, '');
    this.ports.handle({ type: 'pin-enter', visit, digits });
  }

  private show(visit: number, digits: string): void {
    this.digits = digits;
    this.ports.broadcast({ type: 'keypad', visit, count: digits.length });
  }
}
