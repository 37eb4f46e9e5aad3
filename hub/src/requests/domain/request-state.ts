import type { AskedKind, RequestState } from '@tapclock/contracts';

/** What can happen to a request. `decline-last`: nobody is left who could say yes. */
export type RequestMove =
  | 'accept'
  | 'decline'
  | 'decline-last'
  | 'grant'
  | 'refuse'
  | 'withdraw'
  | 'take-back'
  | 'expire';

type Moves = Readonly<Partial<Record<RequestMove, RequestState>>>;
type Machine = Readonly<Partial<Record<RequestState, Moves>>>;

const DECIDED: Moves = { grant: 'granted', refuse: 'refused', withdraw: 'withdrawn' };

/** Between workers first, then to whoever decides; it ends when the shift begins. */
const BETWEEN_WORKERS: Machine = {
  offered: {
    accept: 'asked',
    decline: 'offered',
    'decline-last': 'refused',
    // What is made on behalf of somebody can be ended by whoever decides about them.
    refuse: 'refused',
    withdraw: 'withdrawn',
    expire: 'expired',
  },
  asked: { ...DECIDED, expire: 'expired' },
};

const MACHINES: Readonly<Record<AskedKind, Machine>> = {
  // Leave can be decided afterwards, and be taken back by whoever decides: hours follow.
  leave: { asked: DECIDED, granted: { 'take-back': 'withdrawn' } },
  offer: BETWEEN_WORKERS,
  swap: BETWEEN_WORKERS,
  'open-shift': { asked: { ...DECIDED, expire: 'expired' } },
};

/** State in which a request of a kind begins. */
export function firstState(kind: AskedKind): RequestState {
  return kind === 'offer' || kind === 'swap' ? 'offered' : 'asked';
}

/** State after a move; null where it cannot be made. */
export function nextState(kind: AskedKind, state: RequestState, move: RequestMove): RequestState | null {
  return MACHINES[kind][state]?.[move] ?? null;
}

/** Whether nothing can happen to a request any more but that granted leave is taken back. */
export function isDecided(state: RequestState): boolean {
  return state !== 'offered' && state !== 'asked';
}
