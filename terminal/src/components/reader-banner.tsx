import { summarizeReaders } from '../domain/readers.ts';
import { useKiosk } from '../services/kiosk-context.ts';
import { Icon } from './icon.tsx';

/** Names a reader that does not work while another one here still does. */
export function ReaderBanner() {
  const { store } = useKiosk();
  const readers = summarizeReaders(store.state.value.health);
  if (readers.kind !== 'partly') return null;
  return (
    <p class="banner" data-testid="reader-banner">
      <Icon name="reader" />
      <span>{store.words.value.readerPartly(readers.places.join(', '))}</span>
    </p>
  );
}
