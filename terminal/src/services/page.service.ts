import { effect } from '@preact/signals';
import type { KioskStore } from '../stores/kiosk.store.ts';

/**
 * Writes what is shown to `<html lang>` and to data attributes of the body: styles, tests and remote hands read them (see the
 * README). Also keeps the page a kiosk: no context menu, no dragging.
 */
export function startPage(store: KioskStore, signal: AbortSignal): void {
  const stopMarks = effect(() => {
    const shown = store.shown.value;
    const { dataset } = document.body;
    document.documentElement.lang = store.language.value;
    dataset.screen = shown.screen;
    dataset.connected = String(store.state.value.connected);
    dataset.link = store.state.value.health?.link ?? 'unknown';
    set(dataset, 'visit', 'visit' in shown ? String(shown.visit) : null);
    set(dataset, 'action', 'action' in shown ? shown.action : null);
    set(dataset, 'delivery', 'delivery' in shown ? shown.delivery : null);
    set(dataset, 'verdict', 'verdict' in shown ? String(shown.verdict !== null) : null);
    set(dataset, 'receipt', 'receipt' in shown ? shown.receipt : null);
  });
  const prevent = (event: Event) => event.preventDefault();
  document.addEventListener('contextmenu', prevent, { signal });
  document.addEventListener('dragstart', prevent, { signal });
  signal.addEventListener('abort', stopMarks, { once: true });
}

function set(dataset: DOMStringMap, name: string, value: string | null): void {
  if (value === null) delete dataset[name];
  else dataset[name] = value;
}
