import type { ReaderStatus } from '@tapclock/contracts';
import type { Words } from './words.ts';

type Condition = Pick<ReaderStatus, 'state' | 'problem'>;

/**
 * Why a reader does not work, or what is wrong with it though it does, in words for whoever is sent to look; null when all is well. A
 * problem that a newer terminal knows and this page does not is shown by its code.
 */
export function readerProblemText({ state, problem }: Condition, words: Words): string | null {
  if (problem !== null) return words.readerProblems[problem] ?? words.readerProblemCode(problem);
  return state === 'online' ? null : words.readerWord[state];
}
