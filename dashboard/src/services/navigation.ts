import type { PageStore } from '../stores/page.store.ts';

export interface Navigation {
  /** Shows another page; the chosen site stays in the address. */
  go(path: string): void;
  /** The same, in place of the page that is left: there is no way back to it. */
  replace(path: string): void;
}

/** Pages change without a reload; the browser's own back and forward go on working. */
export function createNavigation(page: PageStore): Navigation {
  window.addEventListener('popstate', () => page.moved(window.location.pathname));
  const addressOf = (path: string): string => {
    const site = new URL(window.location.href).searchParams.get('site');
    return site === null ? path : `${path}?site=${encodeURIComponent(site)}`;
  };
  const show = (path: string): void => {
    page.moved(path);
    window.scrollTo(0, 0);
  };
  return {
    go: path => {
      window.history.pushState(null, '', addressOf(path));
      show(path);
    },
    replace: path => {
      window.history.replaceState(null, '', addressOf(path));
      show(path);
    },
  };
}
