import { KioskServerMessage } from '@tapclock/contracts';
import type { Hello } from '../domain/kiosk-state.ts';
import type { KioskStore } from '../stores/kiosk.store.ts';

const KEY = 'tapclock.hello';

/** The site this page served last, so that a start without a bridge shows its name, language and time. */
export function recallHello(storage: Storage): Hello | null {
  const text = storage.getItem(KEY);
  if (text === null) return null;
  try {
    const parsed = KioskServerMessage.safeParse(JSON.parse(text));
    return parsed.success && parsed.data.type === 'hello' ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Keeps the site whenever the bridge names it. */
export function rememberHello(store: KioskStore, storage: Storage, signal: AbortSignal): void {
  const stop = store.state.subscribe(({ hello }) => {
    if (hello === null) return;
    const text = JSON.stringify(hello);
    if (storage.getItem(KEY) !== text) storage.setItem(KEY, text);
  });
  signal.addEventListener('abort', stop, { once: true });
}
