import { type PersonState, type PunchAction, stateAfter } from '@tapclock/contracts';

/** The five meanings of colour on every screen; each comes with its icon, word and sound. */
export type Tone = PersonState | 'warn' | 'stop';

/** The tone of an action: the state a person is in after it. */
export function toneOf(action: PunchAction): Tone {
  return stateAfter(action) ?? 'warn';
}

/** How large a name may be drawn so that it stays within two lines at the name's place. */
export function nameSize(name: string): 'short' | 'medium' | 'long' {
  const longestWord = Math.max(...name.split(/[\s-]/).map(word => word.length));
  if (name.length <= 10 && longestWord <= 8) return 'short';
  return name.length <= 20 && longestWord <= 12 ? 'medium' : 'long';
}
