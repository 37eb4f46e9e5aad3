import { announcement } from '../i18n/announce.ts';
import { useKiosk } from '../services/kiosk-context.ts';

/** Says the result aloud to a screen reader. It stays in the page: a region that comes with its text is often not read. */
export function LiveRegion() {
  const { store } = useKiosk();
  const shown = store.shown.value;
  const text = announcement(shown, store.words.value, store.format.value, store.wallMs.value);
  const isUrgent = shown.screen === 'refused';
  return (
    <>
      <p class="unseen" role="status" aria-live="polite" data-testid="announcement">
        {isUrgent ? '' : text}
      </p>
      <p class="unseen" role="alert">
        {isUrgent ? text : ''}
      </p>
    </>
  );
}
