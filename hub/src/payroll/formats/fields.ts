import type { SheetPerson } from '@tapclock/contracts';
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
  pattern?: { matches: RegExp; allows: string };
}

/** What is wrong with a text, as a sentence for the clerk; null if nothing is. */
export function textProblem(text: string, { lengthMin = 0, lengthMax, pattern }: TextLimits): string | null {
  const length = [...text].length;
  if (length < lengthMin)
    return length === 0
      ? 'is empty: the payroll system needs it'
      : `"${text}" is ${length} characters long; at least ${lengthMin} are needed`;
  if (length > lengthMax) return `"${text}" is ${length} characters long; at most ${lengthMax} fit`;
  if (pattern && length > 0 && !pattern.matches.test(text))
    return `"${text}" may hold only ${pattern.allows}`;
  return null;
}

const DIGITS = { matches: /^[0-9]+$/, allows: 'digits' };

/** A number that is a name, such as a personnel number: digits, so many of them. */
export function digitsProblem(text: string, lengthMin: number, lengthMax: number): string | null {
  return textProblem(text, { lengthMin, lengthMax, pattern: DIGITS });
}

/** Whole units, such as hundredths of an hour, within limits in the same units; `show` writes them as the file does. */
export function rangeProblem(
  units: number,
  { min, max }: { min: number; max: number },
  show: (units: number) => string = String,
): string | null {
  if (units < min) return `${show(units)} is below ${show(min)}, the least that the payroll system takes`;
  if (units > max) return `${show(units)} is above ${show(max)}, the most that the payroll system takes`;
  return null;
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
