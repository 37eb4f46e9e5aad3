import { endKeys, IDLE_MS, type KeyRun, NO_KEYS, pressKey } from '../domain/wedge-keys.ts';
import type { KioskStore } from '../stores/kiosk.store.ts';
import type { Bridge } from './bridge.service.ts';

type Wedge = {
  store: Pick<KioskStore, 'state'>;
  bridge: Pick<Bridge, 'send'>;
  /** The window; another one in tests. */
  target: EventTarget;
};

/**
 * Hears a badge reader that types like a keyboard, where the bridge says that there is one, and passes its texts on. Keys are looked at
 * before anything else sees them: the Enter of a reader must not press a button that has the focus.
 */
export function startWedge({ store, bridge, target }: Wedge, signal: AbortSignal): void {
  let run: KeyRun = NO_KEYS;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const pass = (text: string | null) => {
    if (text !== null) bridge.send({ type: 'typed', text });
  };
  const endLater = () => {
    clearTimeout(timer);
    if (run.lastMs === null) return;
    // Once round the event loop more: keys that waited behind a busy page come first, with the time at which they were pressed.
    timer = setTimeout(() => {
      timer = setTimeout(() => {
        // The silence is over by this timer. Times of keys have fractions, and a sum of them may fall short of the limit by a hair.
        const step = endKeys(run, Number.POSITIVE_INFINITY);
        run = step.run;
        pass(step.text);
      }, 0);
    }, IDLE_MS);
  };
  const onKey = (event: Event) => {
    if (!isKey(event) || store.state.peek().hello?.pageReader !== true || isEditable(event.target)) return;
    // A key that is held repeats itself: a person's, and nothing new.
    if (event.repeat) return;
    const step = pressKey(run, event.key, event.ctrlKey || event.altKey || event.metaKey, event.timeStamp);
    run = step.run;
    if (step.isReaders) {
      event.preventDefault();
      event.stopPropagation();
    }
    pass(step.text);
    endLater();
  };
  target.addEventListener('keydown', onKey, { capture: true, signal });
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
}

/** By shape: the test's events are not the browser's. */
function isKey(event: Event): event is KeyboardEvent {
  return 'key' in event && typeof event.key === 'string';
}

function isEditable(element: EventTarget | null): boolean {
  if (element === null || !('tagName' in element)) return false;
  const isInput = /^(?:input|textarea|select)$/i.test(String(element.tagName));
  return isInput || ('isContentEditable' in element && element.isContentEditable === true);
}
