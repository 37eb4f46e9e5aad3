import { useKiosk } from '../services/kiosk-context.ts';

/**
 * A dot and words: full and green while the hub hears us, hollow and orange while punches are kept here. `isBrief` where a banner
 * says the rest. Silent while nothing can be recorded: no calm words beside a red screen.
 */
export function ConnectionWords({ isBrief }: { isBrief: boolean }) {
  const { store } = useKiosk();
  const { health, connected } = store.state.value;
  if (!connected || health === null || store.shown.value.screen === 'refused') return null;
  const words = store.words.value;
  const kept = store.format.value.count(health.kept);
  const text =
    health.link === 'offline'
      ? health.kept > 0 && !isBrief
        ? words.offlineKept(kept)
        : words.offline
      : health.kept > 0
        ? words.sending(kept)
        : words.allRecorded;
  return (
    <p class="connection" data-testid="connection" data-link={health.link} data-kept={health.kept}>
      <i class="dot" aria-hidden="true" />
      {text}
    </p>
  );
}
