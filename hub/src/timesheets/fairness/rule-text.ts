import type { Policy, RuleFairness } from '@tapclock/contracts';
import { ruleSentence } from '../domain/index.ts';

/** The rules that are listed among roundings. */
const ROUNDINGS = [
  'round.in',
  'round.out',
  'round.duration',
  'round.mealTotal',
  'round.dayTotal',
  'round.no-overlap',
] as const;

/** What a rounding rule of a policy does, in every language; one that this version does not know is shown by its id. */
export function ruleText(rule: string, policy: Policy): RuleFairness['text'] {
  const [text, place] = rule.split('#');
  const name = ROUNDINGS.find(known => known === text);
  if (name === undefined) return { en: rule, de: rule };
  const id = place === undefined ? name : (`${name}#${place}` as const);
  return { en: ruleSentence(id, policy, 'en'), de: ruleSentence(id, policy, 'de') };
}
