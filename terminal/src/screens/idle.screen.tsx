import { BigClock } from '../components/big-clock.tsx';
import { Icon } from '../components/icon.tsx';
import { OfflineBanner } from '../components/offline-banner.tsx';
import { PinEntryButton } from '../components/pin-entry-button.tsx';
import { ReaderBanner } from '../components/reader-banner.tsx';
import { TopBar } from '../components/top-bar.tsx';
import { summarizeReaders } from '../domain/readers.ts';
import { useKiosk } from '../services/kiosk-context.ts';

/** Nobody here: what time it is, and what to do. */
export function IdleScreen() {
  const { store } = useKiosk();
  const words = store.words.value;
  const { health, hello } = store.state.value;
  const readers = summarizeReaders(health).kind;
  return (
    <section class="screen" data-testid="screen-idle" data-readers={readers}>
      <div class="head">
        <TopBar withTime={false} />
        <div class="banners">
          <OfflineBanner />
          <ReaderBanner />
        </div>
      </div>
      <BigClock />
      <div class={readers === 'missing' ? 'prompt prompt-broken' : 'prompt'} data-testid="prompt">
        <Icon name={readers === 'missing' ? 'reader' : 'badge'} class="prompt-icon" />
        <div class="prompt-words">
          {readers === 'missing' ? (
            <>
              <h1>{words.readerMissing}</h1>
              <p>{hello?.pinEnabled ? words.readerMissingPin : words.readerMissingHint}</p>
            </>
          ) : (
            <h1>{readers === 'opening' ? words.readerOpening : words.tapBadge}</h1>
          )}
        </div>
        <PinEntryButton />
      </div>
    </section>
  );
}
