import { describe, expect, it } from '@jest/globals';
import type { KioskServerMessage } from '@tapclock/contracts';
import { aPerson } from '../test/support/people.ts';
import { Desk } from './clocking/index.ts';
import { manualTime } from './platform/index.ts';
import { ReaderKeypad } from './reader-keypad.ts';

const SETTINGS = {
  countdownMs: 4000,
  recordedMs: 2500,
  unknownBadgeMs: 4000,
  alreadyRecordedMs: 2500,
  duplicateWindowMs: 10_000,
  pinTimeoutMs: 20_000,
  pinEnabled: true,
};

/** The real deciding machine, a person with number 1001, and whoever listens to the kiosk. */
function aKeypad({ pinEnabled = true } = {}) {
  const time = manualTime(0);
  const checked: string[] = [];
  const messages: KioskServerMessage[] = [];
  const numbers: string[] = [];
  const desk = new Desk({ ...SETTINGS, pinEnabled }, time, {
    append: () => ({ kind: 'refused', reason: 'journal-failed' }),
    findNumber: digits => {
      numbers.push(digits);
      return digits === '1001' ? aPerson({}, { pin: 'scrypt$2$8$1$YQ==$YQ==' }) : null;
    },
    verifyPin: (_hash, digits) => {
      checked.push(digits);
      return Promise.resolve(false);
    },
    onScreen: () => undefined,
    afterAppend: () => undefined,
    onFault: error => {
      throw error;
    },
  });
  const keypad = new ReaderKeypad({
    screen: () => desk.screen(),
    handle: input => desk.handle(input),
    broadcast: message => messages.push(message),
  });
  return { keypad, desk, checked, numbers, messages, time };
}

const counts = (messages: readonly KioskServerMessage[]) =>
  messages.flatMap(message => (message.type === 'keypad' ? [message.count] : []));

describe('a keypad at the reader', () => {
  it('opens the PIN pad with its first digit, and pages hear only how many there are', () => {
    const { keypad, desk, messages } = aKeypad();
    keypad.press('10*');
    expect(desk.screen()).toMatchObject({ screen: 'pin', step: 'number' });
    expect(counts(messages)).toEqual([1, 2, 1]);
    expect(JSON.stringify(messages)).not.toContain('10');
  });

  it('takes number and PIN in one go, each for its own question and once', async () => {
    const { keypad, checked, numbers, desk } = aKeypad();
    keypad.press('1001#4711#99#');
    expect(numbers).toEqual(['1001']);
    // What is pressed while the PIN is being checked is nobody's.
    expect(checked).toEqual(['4711']);
    await Promise.resolve();
    expect(desk.screen()).toMatchObject({ screen: 'pin', step: 'pin', error: 'wrong-pin' });
  });

  it('forgets the digits of somebody who walked away', () => {
    const { keypad, numbers, time } = aKeypad();
    keypad.press('47');
    time.advance(SETTINGS.pinTimeoutMs);
    keypad.press('1001#');
    expect(numbers).toEqual(['1001']);
  });

  it('closes the pad when there is nothing left to take back', () => {
    const { keypad, desk } = aKeypad();
    keypad.press('1**');
    expect(desk.screen()).toEqual({ screen: 'idle' });
  });

  it('takes no more than ten digits, and enters nothing where nothing was typed', () => {
    const { keypad, numbers, messages } = aKeypad();
    keypad.press('123456789012#');
    expect(numbers).toEqual(['1234567890']);
    expect(Math.max(...counts(messages))).toBe(10);
    keypad.press('#');
    expect(numbers).toHaveLength(1);
  });

  it('does nothing on an idle screen but for digits, and nothing at all without a PIN', () => {
    const { keypad, messages } = aKeypad();
    keypad.press('*#');
    const off = aKeypad({ pinEnabled: false });
    off.keypad.press('12#');
    expect([...messages, ...off.messages]).toEqual([]);
  });
});
