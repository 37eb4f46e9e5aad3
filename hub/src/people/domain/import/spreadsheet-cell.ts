import type { BadgeKind } from '@tapclock/contracts';
import type { Problem } from '../problem.ts';

/** `3,89E+09`: a spreadsheet took the number for a quantity and lost its last digits. */
const SCIENTIFIC = /^\d+(?:[.,]\d+)?E\+\d+$/i;

/**
 * The number of a badge as it was before a spreadsheet took it for a quantity and left out its zeros. Nine digits can only be ten with one zero,
 * and eleven to thirteen only all fourteen; fewer than nine may as well be one of the eight-digit prints, which say less.
 */
export function repairedBadge(text: string, kind: BadgeKind): { printed: string } | { problem: Problem } {
  if (SCIENTIFIC.test(text)) return { problem: damaged() };
  if (kind !== 'em4100' || !/^\d+$/.test(text)) return { printed: text };
  if (text.length === 9) return { printed: text.padStart(10, '0') };
  if (text.length >= 11 && text.length <= 13) return { printed: text.padStart(14, '0') };
  return text.length < 9 ? { problem: damaged() } : { printed: text };
}

function damaged(): Problem {
  return {
    code: 'PRINT_NOT_UNDERSTOOD',
    path: 'badge',
    message: {
      en: 'The spreadsheet has shortened this number. Format the column as text, type the whole number with its zeros and save the file again.',
      de: 'Die Tabellenkalkulation hat diese Nummer verkürzt. Formatieren Sie die Spalte als Text, tippen Sie die ganze Nummer mit ihren Nullen und speichern Sie die Datei neu.',
    },
  };
}
