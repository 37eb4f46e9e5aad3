import type { Language, Problem as ProblemView } from '@tapclock/contracts';
import type { Problem } from './domain/problem.ts';

/** Problems in one language, for answers that report item by item. */
export function problemViews(problems: readonly Problem[], language: Language): ProblemView[] {
  return problems.map(({ code, path, message }) => ({ code, path, message: message[language] }));
}
