/** Codes of the keys that matter here: `linux/input-event-codes.h`. A code is a place on the keyboard, whatever is printed there. */
export const KEY = {
  tab: 15,
  enter: 28,
  leftCtrl: 29,
  leftShift: 42,
  rightShift: 54,
  leftAlt: 56,
  space: 57,
  capsLock: 58,
  numLock: 69,
  scrollLock: 70,
  keypadEnter: 96,
  rightCtrl: 97,
  rightAlt: 100,
  leftMeta: 125,
  rightMeta: 126,
} as const;

export const END_KEYS: ReadonlySet<number> = new Set([KEY.enter, KEY.keypadEnter, KEY.tab]);
export const SHIFT_KEYS: ReadonlySet<number> = new Set([KEY.leftShift, KEY.rightShift]);
/** Held with another key they make a command, not a character. */
export const COMMAND_KEYS: ReadonlySet<number> = new Set([
  ...[KEY.leftCtrl, KEY.rightCtrl, KEY.leftAlt, KEY.rightAlt, KEY.leftMeta, KEY.rightMeta],
]);
/** Some readers set them before they type; they are no characters. */
export const LOCK_KEYS: ReadonlySet<number> = new Set([KEY.capsLock, KEY.numLock, KEY.scrollLock]);

/** Key codes of HID usages 04 to 1D, letters a to z (HID Usage Tables 1.4, clause 10; order as in `drivers/hid/hid-input.c`). */
const LETTERS = [
  30, 48, 46, 32, 18, 33, 34, 35, 23, 36, 37, 38, 50, 49, 24, 25, 16, 19, 31, 20, 22, 47, 17, 45, 21, 44,
];
/** 1E to 38: digits, Enter, Escape, Backspace, Tab, space, and the marks around the letters. */
const MARKS = [
  2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 28, 1, 14, 15, 57, 12, 13, 26, 27, 43, 43, 39, 40, 41, 51, 52, 53,
];
/** 53 to 64: NumLock, the keypad, the key beside the left shift. */
const KEYPAD = [69, 98, 55, 74, 78, 96, 79, 80, 81, 75, 76, 77, 71, 72, 73, 82, 83, 86];

const CODES: ReadonlyMap<number, number> = new Map([
  ...LETTERS.map((code, index) => [0x04 + index, code] as const),
  ...MARKS.map((code, index) => [0x1e + index, code] as const),
  [0x39, KEY.capsLock],
  ...KEYPAD.map((code, index) => [0x53 + index, code] as const),
]);

/** The key code of a HID keyboard usage; null for keys that type nothing. */
export function codeOfUsage(usage: number): number | null {
  return CODES.get(usage) ?? null;
}

/** The usage of a key code; throws RangeError for a key that USB keyboards do not have here. */
export function usageOfCode(code: number): number {
  for (const [usage, known] of CODES) if (known === code) return usage;
  throw new RangeError(`key ${code} has no usage`);
}
