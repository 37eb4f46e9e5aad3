import { useApp, useLanguage } from './app-context.ts';

/** Whether the board is live, as dot and word; its width does not change with the word. */
export function LiveDot() {
  const { stores } = useApp();
  const { words } = useLanguage();
  const phase = stores.connection.phase.value;
  const hasBoard = stores.board.board.value !== null;
  const isDown = stores.connection.isNoticeable.value;
  // A line that is back within a moment is not worth a word.
  const state = phase === 'live' || (hasBoard && !isDown) ? 'live' : isDown ? 'lost' : 'connecting';
  const word = { live: words.live, lost: words.notLive, connecting: words.connecting }[state];
  return (
    <p class="live" data-testid="connection" data-state={state} data-phase={phase}>
      <span class="live-dot" aria-hidden="true" />
      <span class="live-word">{word}</span>
    </p>
  );
}
