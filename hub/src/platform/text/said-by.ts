import { Language, type Said } from '@tapclock/contracts';
import type { z } from 'zod';

/** The words that a check of ours brought along; see `said` of the contracts. Null for a check with zod's own. */
export function saidBy(issue: z.core.$ZodIssue): Said | null {
  const words = fieldOf('params' in issue ? issue.params : undefined, 'said');
  const texts = Language.options.map((language): [Language, unknown] => [language, fieldOf(words, language)]);
  return texts.every((pair): pair is [Language, string] => typeof pair[1] === 'string')
    ? (Object.fromEntries(texts) as Said)
    : null;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
