/** Longest number or PIN that the bridge takes. */
export const DIGITS_MAX = 10;

export type Key = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | 'back';

export const KEYS: readonly Key[] = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'back', '0'];

/** The digits after a key. A digit beyond the longest is ignored. */
export function press(digits: string, key: Key): string {
  if (key === 'back') return digits.slice(0, -1);
  return digits.length < DIGITS_MAX ? digits + key : digits;
}
