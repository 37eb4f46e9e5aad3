import { computed } from '@preact/signals';
import { mayUpdate } from '../domain/update-rule.ts';
import type { KioskStore } from '../stores/kiosk.store.ts';

/** How often a page that is never closed looks for a new version; it also looks whenever the bridge comes back. */
const CHECK_EVERY_MS = 60 * 60 * 1_000;

export type Updates = { check: () => void };

/**
 * Registers the service worker and lets a new version in only when nobody stands at the kiosk. The worker itself waits
 * (vite.config.ts: it never skips waiting on its own), so a page and its files are always of one version.
 */
export function startUpdates(store: KioskStore, signal: AbortSignal): Updates {
  const none: Updates = { check: () => undefined };
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return none;
  const workers = navigator.serviceWorker;
  let registration: ServiceWorkerRegistration | null = null;
  let quietSinceMs = performance.now();
  let asked = false;

  // The first worker of a fresh browser takes control of a page that is already right: nothing to load again.
  let wasControlled = workers.controller !== null;
  workers.addEventListener(
    'controllerchange',
    () => {
      if (wasControlled) location.reload();
      wasControlled = true;
    },
    { signal },
  );

  const touched = () => {
    quietSinceMs = performance.now();
  };
  document.addEventListener('pointerdown', touched, { signal });
  const screen = computed(() => store.shown.value.screen);
  const stopNoting = screen.subscribe(touched);
  const stopWaiting = store.nowMs.subscribe(nowMs => {
    const waiting = registration?.waiting;
    if (!waiting || asked || !mayUpdate(store.shown.peek().screen, quietSinceMs, nowMs)) return;
    asked = true;
    waiting.postMessage({ type: 'SKIP_WAITING' });
  });

  const check = () => {
    registration?.update().catch(logOffline);
  };
  const timer = setInterval(check, CHECK_EVERY_MS);
  // A bridge that comes back may have been updated, and this page with it.
  const connected = computed(() => store.state.value.connected);
  const stopChecking = connected.subscribe(isConnected => {
    if (isConnected) check();
  });
  workers
    .register('/sw.js', { updateViaCache: 'none' })
    .then(found => {
      registration = found;
    })
    .catch(logOffline);

  signal.addEventListener(
    'abort',
    () => {
      stopNoting();
      stopWaiting();
      stopChecking();
      clearInterval(timer);
    },
    { once: true },
  );
  return { check };
}

/** No bridge to ask, or a browser without workers: the page works on with what it has and asks again later. */
function logOffline(error: unknown): void {
  document.body.dataset.updateError = error instanceof Error ? error.name : 'unknown';
}
