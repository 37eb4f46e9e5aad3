import type * as z from 'zod/mini';
import type { Language } from './primitives.ts';

/** The same sentence in every language of the product: for people, in theirs. */
export type Said = Readonly<Record<Language, string>>;

/** What a check complains of, before zod has made it an issue. */
type Complaint = z.core.$ZodRawIssue;

/** Words for a check of a schema: `z.refine(isGood, said({ en: 'must be good', de: 'muss gut sein' }))`. English where nobody chooses. */
export function said(words: Said): { error: (complaint: Complaint) => string; params: { said: Said } } {
  return { error: saidOf(() => words), params: { said: words } };
}

/**
 * Words that depend on the complaint; undefined leaves them to zod. Both languages are left in the issue as `params.said`, where `refine`
 * leaves its own: checks of patterns, lengths and unknown keys hand on none.
 */
export function saidOf(wordsOf: (complaint: Complaint) => Said): (complaint: Complaint) => string;
export function saidOf(
  wordsOf: (complaint: Complaint) => Said | undefined,
): (complaint: Complaint) => string | undefined;
export function saidOf(wordsOf: (complaint: Complaint) => Said | undefined) {
  return (complaint: Complaint) => {
    const words = wordsOf(complaint);
    if (words !== undefined) Object.assign(complaint, { params: { said: words } });
    return words?.en;
  };
}
