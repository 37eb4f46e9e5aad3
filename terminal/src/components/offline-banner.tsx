import { useKiosk } from '../services/kiosk-context.ts';
import { Icon } from './icon.tsx';

/** Says calmly that the cable is out and what that means for the worker: nothing. */
export function OfflineBanner() {
  const { store } = useKiosk();
  const { health } = store.state.value;
  if (health === null || health.link === 'online') return null;
  const words = store.words.value;
  const format = store.format.value;
  const since =
    health.offlineSince === null
      ? words.offline
      : words.offlineSince(format.moment(health.offlineSince, store.wallMs.value));
  const kept = health.kept > 0 ? words.keptHere(format.count(health.kept)) : words.nothingLost;
  return (
    <p class="banner" data-testid="offline-banner">
      <Icon name="offline" />
      <span>
        <b>{since}</b> · {kept}
      </span>
    </p>
  );
}
