import type { Card, Integrity } from '../badge-read.ts';
import { printedNumbers } from './printed-numbers.ts';

/** The card behind ten upper-case hex characters: version byte and 32-bit id. Throws RangeError for anything else. */
export function em4100Card(raw: string, integrity: Integrity): Card {
  return {
    technology: 'em4100',
    raw,
    printed: { ...printedNumbers(raw) },
    integrity,
    // The tag says its number to whoever asks; blanks that repeat it are sold by the hundred.
    assurance: 'identifier-only',
  };
}
