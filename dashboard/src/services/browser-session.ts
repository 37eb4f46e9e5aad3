import type { SiteAddress } from './board-session.ts';

const SITE_KEY = 'site';
const LANGUAGE_KEY = 'tapclock.language';

/** The site in the page's address: `?site=werk-nord`. */
export const browserAddress: SiteAddress = {
  read: () => new URL(window.location.href).searchParams.get(SITE_KEY),
  write: site => {
    const url = new URL(window.location.href);
    url.searchParams.set(SITE_KEY, site);
    window.history.replaceState(null, '', url);
  },
};

/** The language chosen by hand on this machine; null when none was, or when the browser keeps nothing. */
export function rememberedLanguage(): string | null {
  try {
    return window.localStorage.getItem(LANGUAGE_KEY);
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

export function rememberLanguage(language: string): void {
  try {
    window.localStorage.setItem(LANGUAGE_KEY, language);
  } catch (error) {
    // Storage is off or full: the choice holds until the page is closed.
    if (!(error instanceof DOMException)) throw error;
  }
}

/** Longest wait for another tab's refresh, in milliseconds. */
const TURN_WITHIN_MS = 20_000;

/** Tabs of one browser take turns. Without encryption browsers have no locks: then the hub's ten seconds for two equal refreshes must do. */
export function alone<T>(run: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return run();
  return navigator.locks.request('tapclock.session', { signal: AbortSignal.timeout(TURN_WITHIN_MS) }, run);
}

export function sleep(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, delayMs);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
