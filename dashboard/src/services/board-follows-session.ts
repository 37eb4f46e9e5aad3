import { effect, untracked } from '@preact/signals';
import type { AppStores } from '../stores/app-stores.ts';
import type { BoardSession } from './board-session.ts';
import { type LiveConnection, NOT_ALLOWED } from './live-connection.ts';
import type { Session } from './session.ts';

interface Parts {
  stores: AppStores;
  session: Session;
  board: BoardSession;
  live: LiveConnection;
}

/** The board lives as long as somebody is logged in who may see it; whoever comes next sees nothing of it. */
export function boardFollowsSession({ stores, session, board, live }: Parts): void {
  let watching: { account: string; end: AbortController } | null = null;
  const change = (account: string | null): void => {
    if (account === (watching?.account ?? null)) return;
    watching?.end.abort();
    if (watching) {
      live.stop();
      stores.floor.clear();
      stores.sites.forget();
    }
    watching = account === null ? null : { account, end: new AbortController() };
    if (watching) void board.start(watching.end.signal);
  };
  effect(() => {
    const state = stores.session.state.value;
    const isAllowed = state.kind === 'in' && state.restricted === null && state.rights.has('board.read');
    const account = isAllowed ? state.account.id : null;
    // What the board reads while it starts and stops is no reason to do it again.
    untracked(() => change(account));
  });
  effect(() => {
    if (stores.connection.refusal.value !== NOT_ALLOWED) return;
    // Another role since: the hub says which pages there are now. Should it not answer, the next question asks again.
    session.renew().catch(() => undefined);
  });
}
