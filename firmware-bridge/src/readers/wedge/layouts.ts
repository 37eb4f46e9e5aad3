export type LayoutName = 'us' | 'de' | 'fr';

/** Characters of a key: plain, and with shift; null where it types nothing, or nothing that is ASCII. */
export type KeyCharacters = readonly [plain: string | null, shifted: string | null];

/** Key codes of the rows, left to right, as `linux/input-event-codes.h` numbers them. */
const ROWS: readonly (readonly number[])[] = [
  [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
  [16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27],
  [30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40],
  [44, 45, 46, 47, 48, 49, 50, 51, 52, 53],
  // Above Tab, beside Enter, beside the left shift.
  [41, 43, 86],
];
/** Stands for letters beyond ASCII and for dead keys: no reader of badges means them. */
const NONE = '·';

const TABLES: Record<LayoutName, readonly (readonly [plain: string, shifted: string])[]> = {
  us: [
    ['1234567890-=', '!@#$%^&*()_+'],
    ['qwertyuiop[]', 'QWERTYUIOP{}'],
    ["asdfghjkl;'", 'ASDFGHJKL:"'],
    ['zxcvbnm,./', 'ZXCVBNM<>?'],
    ['`\\·', '~|·'],
  ],
  de: [
    ['1234567890··', '!"·$%&/()=?·'],
    ['qwertzuiop·+', 'QWERTZUIOP·*'],
    ['asdfghjkl··', 'ASDFGHJKL··'],
    ['yxcvbnm,.-', 'YXCVBNM;:_'],
    ['·#<', "·'>"],
  ],
  // Digits are shifted on this one.
  fr: [
    ['&·"\'(-·_··)=', '1234567890·+'],
    ['azertyuiop·$', 'AZERTYUIOP··'],
    ['qsdfghjklm·', 'QSDFGHJKLM%'],
    ['wxcvbn,;:!', 'WXCVBN?./·'],
    ['·*<', '··>'],
  ],
};

/** The keypad types the same on every layout; NumLock is taken for on, since a reader that uses the keypad sets it. */
const KEYPAD: readonly (readonly [code: number, character: string])[] = [
  ...([79, 80, 81, 75, 76, 77, 71, 72, 73] as const).map((code, index) => [code, String(index + 1)] as const),
  ...([
    [82, '0'],
    [83, '.'],
    [55, '*'],
    [74, '-'],
    [78, '+'],
    [98, '/'],
    [57, ' '],
  ] as const),
];

export type Layout = ReadonlyMap<number, KeyCharacters>;

/**
 * Characters by key code. Which table is right is a matter of the reader, not of this machine: a reader that is set to a French keyboard
 * presses the keys on which a French keyboard has the digits.
 */
export function layoutOf(name: LayoutName): Layout {
  const layout = new Map<number, KeyCharacters>(KEYPAD.map(([code, key]) => [code, [key, key]]));
  for (const [row, codes] of ROWS.entries()) {
    const [plain = '', shifted = ''] = TABLES[name][row] ?? [];
    for (const [index, code] of codes.entries())
      layout.set(code, [known(plain[index]), known(shifted[index])]);
  }
  return layout;
}

/** The key that types a character, on the keypad only where no other does; null when none does. */
export function keyOf(layout: Layout, character: string): { code: number; isShifted: boolean } | null {
  const keys = [...layout].sort(([a], [b]) => Number(isKeypad(a)) - Number(isKeypad(b)));
  for (const [code, [plain, shifted]] of keys) {
    if (plain === character) return { code, isShifted: false };
    if (shifted === character) return { code, isShifted: true };
  }
  return null;
}

function isKeypad(code: number): boolean {
  return KEYPAD.some(([keypad]) => keypad === code);
}

function known(character: string | undefined): string | null {
  return character === undefined || character === NONE ? null : character;
}
