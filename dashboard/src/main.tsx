import '@preact/signals';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { type App, AppContext } from './components/app-context.ts';
import { pageAt } from './domain/pages.ts';
import { pickLanguage } from './i18n/words.ts';
import { Root } from './pages/root.page.tsx';
import { boardFollowsSession } from './services/board-follows-session.ts';
import { createBoardSession } from './services/board-session.ts';
import { browserEnvironment } from './services/browser-environment.ts';
import {
  alone,
  browserAddress,
  rememberedLanguage,
  rememberLanguage,
  sleep,
} from './services/browser-session.ts';
import { createLiveConnection } from './services/live-connection.ts';
import { createNavigation } from './services/navigation.ts';
import { createSession, LIVE_TOKEN_LEFT_MS, type Session } from './services/session.ts';
import { type AppStores, createAppStores } from './stores/app-stores.ts';
import './styles/index.css';

const TICK_MS = 1000;

/** Puts the parts together and starts them; the page lives as long as its document. */
function start(root: HTMLElement): void {
  const stores = createAppStores(
    () => performance.now(),
    pickLanguage(rememberedLanguage(), navigator.languages),
    window.location.pathname,
  );
  const session = createSession(stores.session, {
    fetch: (path, init) => fetch(path, init),
    language: () => stores.language.language.peek(),
    monotonicMs: () => performance.now(),
    wallMs: Date.now,
    random: Math.random,
    ...{ sleep, alone },
  });
  const token = () => session.token(LIVE_TOKEN_LEFT_MS);
  const live = createLiveConnection(browserEnvironment({ token, refused: session.refused }), stores);
  const board = createBoardSession(stores, live, {
    ask: session.ask,
    address: browserAddress,
    random: Math.random,
    sleep,
  });
  const app: App = {
    stores,
    session,
    navigation: createNavigation(stores.page),
    actions: {
      retryNow: live.retryNow,
      chooseSite: board.chooseSite,
      chooseLanguage: language => {
        stores.language.choose(language);
        rememberLanguage(language);
      },
    },
  };
  stores.floor.follow();
  setInterval(() => stores.clock.tick(), TICK_MS);
  boardFollowsSession({ stores, session, board, live });
  speakTheirLanguage(stores);
  nameTheDocument(stores);
  wakeUp(stores, session, live.retryNow);
  void session.start(new AbortController().signal);
  render(
    <AppContext.Provider value={app}>
      <Root />
    </AppContext.Provider>,
    root,
  );
}

/** Somebody's own language, unless another was chosen by hand on this machine. */
function speakTheirLanguage(stores: AppStores): void {
  effect(() => {
    const language = stores.session.account.value?.language;
    if (language && rememberedLanguage() === null) stores.language.choose(language);
  });
}

function nameTheDocument(stores: AppStores): void {
  effect(() => {
    const words = stores.language.words.value;
    const state = stores.session.state.value;
    document.documentElement.lang = stores.language.language.value;
    const page = state.kind === 'in' ? pageAt(stores.page.path.value, state) : null;
    const site = stores.board.board.value?.site.name;
    const parts = [page && words.pages[page], page === 'floor' ? site : null, 'Tapclock'];
    document.title = parts.filter(part => part).join(' · ');
  });
}

/** A tablet that wakes up or finds its network again need not wait out the backoff, and asks whether it is still logged in. */
function wakeUp(stores: AppStores, session: Session, retryNow: () => void): void {
  window.addEventListener('online', retryNow);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return;
    stores.clock.tick();
    retryNow();
    // Without an answer nothing is known yet; the next question asks again.
    session.token().catch(() => undefined);
  });
}

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no element #app');
start(root);
