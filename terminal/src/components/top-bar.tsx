import { useKiosk } from '../services/kiosk-context.ts';
import { ConnectionWords } from './connection-words.tsx';

/** Where this kiosk is, what time it is, and whether the hub hears it. `withTime` is off where a big clock stands below. */
export function TopBar({ withTime }: { withTime: boolean }) {
  const { store } = useKiosk();
  const { hello } = store.state.value;
  return (
    <header class="bar">
      <p class="bar-place" data-testid="place">
        {hello === null ? (
          'Tapclock'
        ) : (
          <>
            <b>{hello.site.name}</b>
            <span>{hello.place}</span>
          </>
        )}
      </p>
      {withTime && (
        <p class="bar-time" data-testid="bar-time">
          {store.format.value.time(new Date(store.wallMs.value).toISOString())}
        </p>
      )}
      <ConnectionWords isBrief={!withTime} />
    </header>
  );
}
