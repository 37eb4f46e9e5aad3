import { useApp, useLanguage } from './app-context.ts';
import { Icon } from './icon.tsx';

/** Notices over the lower edge: they cover a little, but they move nothing. */
export function Notices() {
  return (
    <div class="notices">
      <WaitingChanges />
      <NotLive />
    </div>
  );
}

/** Rows would have moved under the hand: says how many, and moves them when asked. */
function WaitingChanges() {
  const { stores } = useApp();
  const { words } = useLanguage();
  const waiting = stores.floor.waiting.value;
  if (waiting === 0) return null;
  return (
    <button
      type="button"
      class="notice notice-changes"
      data-testid="apply-changes"
      data-count={waiting}
      onClick={() => stores.floor.applyWaiting()}
    >
      <span>{words.waitingChanges(waiting)}</span>
      <b>{words.applyChanges}</b>
    </button>
  );
}

function NotLive() {
  const { stores, actions } = useApp();
  const { words, format } = useLanguage();
  const heardAtMs = stores.connection.heardAtMs.value;
  const isShown =
    stores.connection.isNoticeable.value && stores.board.board.value !== null && heardAtMs !== null;
  return (
    <div role="status">
      {isShown && (
        <div class="notice notice-stale" data-testid="not-live">
          <Icon name="offline" size={22} />
          <span class="notice-text">
            <b>{words.notLiveSince(format.moment(heardAtMs, stores.clock.nowMs.value ?? heardAtMs))}</b>
            <span>{words.notLiveDetail}</span>
          </span>
          <button type="button" onClick={actions.retryNow}>
            {words.tryNow}
          </button>
        </div>
      )}
    </div>
  );
}
