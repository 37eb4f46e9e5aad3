import type { FixKind, NewCorrection, NewLeaveDay, Said } from '@tapclock/contracts';

/** A correction with its reason in every language: where its time comes from. Hours keep it. */
export type OfferedCorrection = SaidWhy<NewCorrection>;
type SaidWhy<T> = T extends { reason: string } ? Omit<T, 'reason'> & { reason: Said } : never;

/** A fix that is ready to be made. */
export interface OfferedFix {
  fix: FixKind;
  label: Said;
  corrections: readonly OfferedCorrection[];
  /** Leave that `record-leave` gives unless somebody says otherwise. */
  leave?: NewLeaveDay;
  needsReason: boolean;
}

/** What a person wrote is the same in every language. */
export function sameInAll(text: string): Said {
  return { en: text, de: text };
}

/** It counts as it stands. */
export function accept(label: Said, options: { needsReason: boolean }): OfferedFix {
  return { fix: 'accept', label, corrections: [], ...options };
}

export const IGNORE: OfferedFix = {
  fix: 'ignore',
  label: { en: 'It means nothing', de: 'Es bedeutet nichts' },
  corrections: [],
  needsReason: true,
};

export const ASK: OfferedFix = {
  fix: 'ask-worker',
  label: { en: 'Ask the person', de: 'Die Person fragen' },
  corrections: [],
  needsReason: false,
};

export const CORRECT: OfferedFix = {
  fix: 'correct',
  label: { en: 'Correct it yourself', de: 'Selbst korrigieren' },
  corrections: [],
  needsReason: false,
};

export const RECORD_LEAVE: OfferedFix = {
  fix: 'record-leave',
  label: { en: 'They were off: record leave', de: 'Die Person hatte frei: Abwesenheit eintragen' },
  corrections: [],
  needsReason: false,
};
