import { useRef } from 'preact/hooks';
import { BigClock } from '../components/big-clock.tsx';
import { Icon } from '../components/icon.tsx';
import { TopBar } from '../components/top-bar.tsx';
import { useKiosk } from '../services/kiosk-context.ts';

/** After this long "one moment" would be a lie. */
const LONG_MS = 20_000;

/** No bridge to talk to. The clock goes on; the one thing that matters is that nobody taps into the void. */
export function StartingScreen() {
  const { store } = useKiosk();
  const words = store.words.value;
  const sinceMs = useRef(store.nowMs.peek());
  const isLong = store.nowMs.value - sinceMs.current > LONG_MS;
  return (
    <section class="screen" data-testid="screen-starting">
      <TopBar withTime={false} />
      <BigClock />
      <div class="prompt prompt-wait">
        <Icon name="starting" class="prompt-icon" />
        <div class="prompt-words">
          <h1>{words.startingTitle}</h1>
          <p>{isLong ? words.startingLong : words.startingHint}</p>
        </div>
      </div>
    </section>
  );
}
