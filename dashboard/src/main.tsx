import '@preact/signals';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { type App, AppContext } from './components/app-context.ts';
import { pickLanguage } from './i18n/words.ts';
import { FloorPage } from './pages/floor.page.tsx';
import { createBoardSession } from './services/board-session.ts';
import { browserEnvironment } from './services/browser-environment.ts';
import { browserAddress, rememberedLanguage, rememberLanguage, sleep } from './services/browser-session.ts';
import { createLiveConnection } from './services/live-connection.ts';
import { createAppStores } from './stores/app-stores.ts';
import './styles/index.css';

const TICK_MS = 1000;

/** Puts the parts together and starts them; the page lives as long as its document. */
function start(root: HTMLElement): void {
  const stores = createAppStores(
    () => performance.now(),
    pickLanguage(rememberedLanguage(), navigator.languages),
  );
  const live = createLiveConnection(browserEnvironment(), stores);
  const session = createBoardSession(stores, live, {
    fetchJson: (path, signal) => fetch(path, { signal }),
    address: browserAddress,
    random: Math.random,
    sleep,
  });
  const app: App = {
    stores,
    actions: {
      retryNow: live.retryNow,
      chooseSite: session.chooseSite,
      chooseLanguage: language => {
        stores.language.choose(language);
        rememberLanguage(language);
      },
    },
  };
  stores.floor.follow();
  setInterval(() => stores.clock.tick(), TICK_MS);
  effect(() => {
    document.documentElement.lang = stores.language.language.value;
    const site = stores.board.board.value?.site.name;
    document.title = site ? `${stores.language.words.value.floor} · ${site}` : 'Tapclock';
  });
  // A tablet that wakes up or finds its network again need not wait out the backoff.
  window.addEventListener('online', live.retryNow);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') {
      stores.clock.tick();
      live.retryNow();
    }
  });
  void session.start(new AbortController().signal);
  render(
    <AppContext.Provider value={app}>
      <FloorPage />
    </AppContext.Provider>,
    root,
  );
}

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no element #app');
start(root);
