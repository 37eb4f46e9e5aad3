/**
 * `8.20`, `1,5` or `-8.20` hours as whole seconds, half away from zero. By digits, not by floating point: 8.20 × 3600 is not
 * 29,520 there. Throws RangeError for anything else.
 */
export function parseDecimalHours(text: string): number {
  const match = /^(-?)(\d{1,6})(?:[.,](\d{1,6}))?$/.exec(text.trim());
  if (!match) throw new RangeError(`not a number of hours: ${text}`);
  const [, sign = '', whole = '0', fraction = ''] = match;
  const scale = 10 ** fraction.length;
  const scaled = (Number(whole) * scale + Number(fraction || '0')) * 3600;
  const seconds = Math.floor((2 * scaled + scale) / (2 * scale));
  return sign === '-' ? -seconds : seconds;
}

/** Seconds as decimal hours with two places, half up, such as `8.25`. Sum first, round last: 3 × 20 min is 1.00 h, not 0.99. */
export function decimalHours(seconds: number): string {
  return fixed(hundredthHours(seconds));
}

/** Whole hundredths of an hour: 36 seconds each, half away from zero. */
export function hundredthHours(seconds: number): number {
  const size = Math.floor((2 * Math.abs(seconds) + 36) / 72);
  return seconds < 0 && size > 0 ? -size : size;
}

function fixed(hundredths: number): string {
  const size = Math.abs(hundredths);
  return `${hundredths < 0 ? '-' : ''}${Math.floor(size / 100)}.${String(size % 100).padStart(2, '0')}`;
}
