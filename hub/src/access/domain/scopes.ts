import type { Right } from '@tapclock/contracts';
import { NOT_FOR_KEYS } from './rights.ts';

/** Scopes that a key may not be given: those of no machine, and those its maker has not. */
export function refusedScopes(wanted: readonly Right[], own: ReadonlySet<Right>): Right[] {
  return wanted.filter(right => NOT_FOR_KEYS.has(right) || !own.has(right));
}
