const TEXTS = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'));

/** A whole number from 0 to 99 as `07`; looked up, because a month of one person's hours has thousands of them. */
export function twoDigits(value: number): string {
  return TEXTS[value] ?? String(value);
}
