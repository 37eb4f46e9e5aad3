/**
 * An exact fraction of whole numbers: money and hours are divided without losing a cent, and rounded once at the end (payroll.md
 * 1.3). `denominator` is positive.
 */
export interface Rational {
  numerator: bigint;
  denominator: bigint;
}

export const ZERO: Rational = { numerator: 0n, denominator: 1n };

export function whole(value: number): Rational {
  return { numerator: BigInt(value), denominator: 1n };
}

/** `12.50` or a JSON number as an exact fraction. Throws RangeError for what is no plain decimal. */
export function parseDecimal(value: string | number): Rational {
  const text = typeof value === 'number' ? String(value) : value;
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) throw new RangeError(`not a plain decimal: ${text}`);
  const [, sign = '', digits = '0', fraction = ''] = match;
  const size = BigInt(digits + fraction);
  return { numerator: sign === '-' ? -size : size, denominator: 10n ** BigInt(fraction.length) };
}

export function add(a: Rational, b: Rational): Rational {
  if (a.denominator === b.denominator)
    return { numerator: a.numerator + b.numerator, denominator: a.denominator };
  return reduced(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function subtract(a: Rational, b: Rational): Rational {
  return add(a, { numerator: -b.numerator, denominator: b.denominator });
}

export function multiply(a: Rational, b: Rational): Rational {
  return reduced(a.numerator * b.numerator, a.denominator * b.denominator);
}

/** Throws RangeError for a division by nothing. */
export function divide(a: Rational, b: Rational): Rational {
  if (b.numerator === 0n) throw new RangeError('division by nothing');
  const sign = b.numerator < 0n ? -1n : 1n;
  return reduced(sign * a.numerator * b.denominator, sign * a.denominator * b.numerator);
}

export function compare(a: Rational, b: Rational): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function atLeastZero(value: Rational): Rational {
  return value.numerator < 0n ? ZERO : value;
}

/** Half away from zero to so many places, as a fraction. */
export function roundTo(value: Rational, places: number): Rational {
  const scale = 10n ** BigInt(places);
  const size = value.numerator < 0n ? -value.numerator : value.numerator;
  const rounded = (2n * size * scale + value.denominator) / (2n * value.denominator);
  return { numerator: value.numerator < 0n ? -rounded : rounded, denominator: scale };
}

/** Decimal text with so many places, half away from zero. */
export function toDecimal(value: Rational, places = 2): string {
  const { numerator } = roundTo(value, places);
  const size = numerator < 0n ? -numerator : numerator;
  const digits = String(size).padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return numerator < 0n ? `-${text}` : text;
}

/** Seconds as hours. */
export function hoursOf(seconds: number): Rational {
  return reduced(BigInt(seconds), 3600n);
}

function reduced(numerator: bigint, denominator: bigint): Rational {
  let a = numerator < 0n ? -numerator : numerator;
  let b = denominator;
  while (b !== 0n) [a, b] = [b, a % b];
  return a <= 1n ? { numerator, denominator } : { numerator: numerator / a, denominator: denominator / a };
}
