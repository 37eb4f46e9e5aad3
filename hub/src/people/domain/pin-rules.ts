import type { Problem } from './problem.ts';

/** PINs that are guessed first besides those with a pattern: DataGenetics' list of 3.4 million leaked PINs, without what the patterns catch. */
const COMMON = new Set([
  '1004',
  '1342',
  '2580',
  '0852',
  '5683',
  '0007',
  '1478',
  '2468',
  '1357',
  '6969',
  '696969',
  '5201314',
]);
const YEAR = /^(?:19|20)\d\d$/;

/**
 * Why a PIN is no good; null when it is. Whoever stands beside a kiosk has a handful of tries, so what is tried first must not be somebody's
 * PIN. The date of birth is known of few people, so years alone are caught, not dates.
 */
export function pinProblem(pin: string, number: string): Problem | null {
  if (isTrivial(pin))
    return problem('PIN_TRIVIAL', {
      en: 'This PIN is guessed too easily: no repetition, no run of digits, no year. Choose another one.',
      de: 'Diese PIN ist zu leicht zu erraten: keine Wiederholung, keine Ziffernfolge, kein Jahr. Wählen Sie eine andere.',
    });
  // At a kiosk the number is typed in front of the PIN: whoever sees one must not know the other.
  if (number.endsWith(pin) || pin.endsWith(number.padStart(4, '0')))
    return problem('PIN_IS_NUMBER', {
      en: 'The PIN must not be the personnel number or its end. Choose another one.',
      de: 'Die PIN darf nicht die Personalnummer oder deren Ende sein. Wählen Sie eine andere.',
    });
  return null;
}

function problem(code: string, message: Problem['message']): Problem {
  return { code, path: 'pin', message };
}

function isTrivial(pin: string): boolean {
  return COMMON.has(pin) || YEAR.test(pin) || isRepeated(pin) || isRun(pin, 1) || isRun(pin, -1);
}

/** `1111`, `1212`, `123123`: a part of at most half the length, over and over. */
function isRepeated(pin: string): boolean {
  for (let length = 1; length <= pin.length / 2; length += 1) {
    const part = pin.slice(0, length);
    if (part.repeat(Math.ceil(pin.length / length)).slice(0, pin.length) === pin) return true;
  }
  return false;
}

/** `1234`, `8765`, also around the end of the keypad: `7890`. */
function isRun(pin: string, step: number): boolean {
  return [...pin].every((digit, at) => at === 0 || Number(digit) === (Number(pin[at - 1]) + step + 10) % 10);
}
