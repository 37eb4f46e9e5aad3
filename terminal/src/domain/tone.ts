import { type PersonState, type PunchAction, stateAfter } from '@tapclock/contracts';

/** The five meanings of colour on every screen; each comes with its icon, word and sound. */
export type Tone = PersonState | 'warn' | 'stop';

/** The tone of an action: the state a person is in after it. */
export function toneOf(action: PunchAction): Tone {
  return stateAfter(action) ?? 'warn';
}
