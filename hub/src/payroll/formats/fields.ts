import type { Said, SheetPerson } from '@tapclock/contracts';
import type { Refusal } from './format.ts';

/** Whom and what a refusal is about. */
export type Place = Pick<Refusal, 'person' | 'date' | 'code'>;

/** For what is wrong with the whole file or its settings. */
export const WHOLE_FILE: Place = { person: null, date: null, code: null };

export function placeOf(
  { number }: Pick<SheetPerson, 'number'>,
  line: { date: string; code: string } | null = null,
): Place {
  return { person: number, date: line?.date ?? null, code: line?.code ?? null };
}

export function refusal(place: Place, field: string, message: string): Refusal {
  return { ...place, field, message };
}

/** A refusal for each field that has a problem; `null` is none. */
export function refusals(place: Place, problems: Readonly<Record<string, string | null>>): Refusal[] {
  return Object.entries(problems).flatMap(([field, problem]) =>
    problem === null ? [] : [refusal(place, field, problem)],
  );
}

/** What a text field takes. Lengths are in characters as people count them, so `ü` is one. */
export interface TextLimits {
  lengthMin?: number;
  lengthMax: number;
  /** Must match the whole text; `allows` says in words what it allows, such as `letters and digits`. */
  pattern?: { matches: RegExp; allows: Said };
}

/** What is wrong with a text, as a sentence for the clerk; null if nothing is. */
export function textFault(text: string, { lengthMin = 0, lengthMax, pattern }: TextLimits): Said | null {
  const length = [...text].length;
  if (length < lengthMin)
    return length === 0
      ? { en: 'is empty: the payroll system needs it', de: 'ist leer: das Lohnprogramm braucht es' }
      : {
          en: `"${text}" is ${length} characters long; at least ${lengthMin} are needed`,
          de: `„${text}“ ist ${length} Zeichen lang; nötig sind mindestens ${lengthMin}`,
        };
  if (length > lengthMax)
    return {
      en: `"${text}" is ${length} characters long; at most ${lengthMax} fit`,
      de: `„${text}“ ist ${length} Zeichen lang; höchstens ${lengthMax} passen`,
    };
  if (pattern && length > 0 && !pattern.matches.test(text))
    return {
      en: `"${text}" may hold only ${pattern.allows.en}`,
      de: `„${text}“ darf nur enthalten: ${pattern.allows.de}`,
    };
  return null;
}

/** The same in English, as files are refused. */
export function textProblem(text: string, limits: TextLimits): string | null {
  return textFault(text, limits)?.en ?? null;
}

export const DIGITS = { matches: /^[0-9]+$/, allows: { en: 'digits', de: 'Ziffern' } };
export const LETTERS_AND_DIGITS = {
  matches: /^[A-Za-z0-9]+$/,
  allows: { en: 'letters and digits', de: 'Buchstaben und Ziffern' },
};
/** A tab or line break would start another field or row. */
export const PRINTED = {
  matches: /^[^\p{Cc}]+$/u,
  allows: {
    en: 'characters other than tabs and line breaks',
    de: 'alle Zeichen außer Tabulator und Zeilenumbruch',
  },
};

/** A number that is a name, such as a personnel number: digits, so many of them. */
export function digitsFault(text: string, lengthMin: number, lengthMax: number): Said | null {
  return textFault(text, { lengthMin, lengthMax, pattern: DIGITS });
}

/** The same in English, as files are refused. */
export function digitsProblem(text: string, lengthMin: number, lengthMax: number): string | null {
  return digitsFault(text, lengthMin, lengthMax)?.en ?? null;
}

/** Whole units, such as hundredths of an hour, within limits in the same units; `show` writes them as the file does. */
export function rangeFault(
  units: number,
  { min, max }: { min: number; max: number },
  show: (units: number) => string = String,
): Said | null {
  if (units < min)
    return {
      en: `${show(units)} is below ${show(min)}, the least that the payroll system takes`,
      de: `${show(units)} ist weniger als ${show(min)}, das Mindeste, was das Lohnprogramm annimmt`,
    };
  if (units > max)
    return {
      en: `${show(units)} is above ${show(max)}, the most that the payroll system takes`,
      de: `${show(units)} ist mehr als ${show(max)}, das Höchste, was das Lohnprogramm annimmt`,
    };
  return null;
}

/** The same in English, as files are refused. */
export function rangeProblem(...asked: Parameters<typeof rangeFault>): string | null {
  return rangeFault(...asked)?.en ?? null;
}

/** Leading zeros up to a width; longer text is left as it is, for a check to refuse. */
export function padZeros(text: string, width: number): string {
  return text.padStart(width, '0');
}

/** Text on one line: line breaks, tabs and other control characters become single spaces. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}

/**
 * A text cell that no spreadsheet takes for a formula: `'` before what OWASP lists (CSV Injection), full-width signs included. For
 * text cells only: `-0.50` is a number and stays one.
 */
export function guardFormula(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/u.test(text) ? `'${text}` : text;
}
