import { describe, expect, it } from '@jest/globals';
import { AskedKind, RequestState } from '@tapclock/contracts';
import { firstState, isDecided, nextState, type RequestMove } from './request-state.ts';

const MOVES = [
  'accept',
  'decline',
  'decline-last',
  'grant',
  'refuse',
  'withdraw',
  'take-back',
  'expire',
] as const satisfies readonly RequestMove[];

/** Every move that can be made, and where it leads; all others cannot. */
const TABLE = `
  leave      asked   grant        granted
  leave      asked   refuse       refused
  leave      asked   withdraw     withdrawn
  leave      granted take-back    withdrawn
  offer      offered accept       asked
  offer      offered decline      offered
  offer      offered decline-last refused
  offer      offered refuse       refused
  offer      offered withdraw     withdrawn
  offer      offered expire       expired
  offer      asked   grant        granted
  offer      asked   refuse       refused
  offer      asked   withdraw     withdrawn
  offer      asked   expire       expired
  swap       offered accept       asked
  swap       offered decline      offered
  swap       offered decline-last refused
  swap       offered refuse       refused
  swap       offered withdraw     withdrawn
  swap       offered expire       expired
  swap       asked   grant        granted
  swap       asked   refuse       refused
  swap       asked   withdraw     withdrawn
  swap       asked   expire       expired
  open-shift asked   grant        granted
  open-shift asked   refuse       refused
  open-shift asked   withdraw     withdrawn
  open-shift asked   expire       expired
`;

const led = new Map(
  TABLE.trim()
    .split('\n')
    .map(line => line.trim().split(/\s+/))
    .map(([kind, state, move, next]) => [`${kind} ${state} ${move}`, next]),
);

const all = AskedKind.options.flatMap(kind =>
  RequestState.options.flatMap(state => MOVES.map(move => ({ kind, state, move }))),
);

describe('a request', () => {
  it.each(all)('$kind, $state: $move', ({ kind, state, move }) => {
    expect(nextState(kind, state, move)).toBe(led.get(`${kind} ${state} ${move}`) ?? null);
  });

  it('begins between workers where another one must say yes, else with whoever decides', () => {
    expect(AskedKind.options.map(firstState)).toEqual(['asked', 'offered', 'offered', 'asked']);
  });

  it('leaves an end for nothing but leave that is taken back', () => {
    const ways = all.filter(({ kind, state, move }) => isDecided(state) && nextState(kind, state, move));
    expect(ways).toEqual([{ kind: 'leave', state: 'granted', move: 'take-back' }]);
  });
});
