import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { AccountView, Reach, Right, SessionView } from '@tapclock/contracts';

/** Why nobody is logged in: nobody was, the session is over, or somebody pressed the button. */
export type LeftWhy = 'never' | 'ended' | 'logged-out';

export type SessionState =
  | { kind: 'unknown'; isUnanswered: boolean }
  | { kind: 'out'; why: LeftWhy }
  | {
      kind: 'in';
      account: AccountView;
      rights: ReadonlySet<Right>;
      reach: Reach;
      restricted: SessionView['restricted'];
    };

/** Who looks at this page, and what they may do. Holds no token. */
export interface SessionStore {
  readonly state: ReadonlySignal<SessionState>;
  readonly account: ReadonlySignal<AccountView | null>;
  may(right: Right): boolean;
  entered(view: Omit<SessionView, 'accessToken' | 'expiresAt'>): void;
  left(why: LeftWhy): void;
  unanswered(): void;
}

export function createSessionStore(): SessionStore {
  const state = signal<SessionState>({ kind: 'unknown', isUnanswered: false });
  return {
    state,
    account: computed(() => (state.value.kind === 'in' ? state.value.account : null)),
    may: right => state.value.kind === 'in' && state.value.rights.has(right),
    entered: ({ account, rights, reach, restricted }) => {
      state.value = { kind: 'in', account, rights: new Set(rights), reach, restricted };
    },
    left: why => {
      const before = state.peek().kind;
      if (before === 'out') return;
      // Somebody who was never in lost nothing that they would want to read about.
      state.value = { kind: 'out', why: before === 'unknown' ? 'never' : why };
    },
    unanswered: () => {
      if (state.peek().kind === 'unknown') state.value = { kind: 'unknown', isUnanswered: true };
    },
  };
}
