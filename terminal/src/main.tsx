import '@fontsource-variable/atkinson-hyperlegible-next/wght.css';
import './tokens.css';
import './styles/base.css';
import './styles/chrome.css';
import './styles/idle.css';
import './styles/card.css';
import './styles/result.css';
import './styles/pin.css';
import './styles/pairing.css';
import './styles/motion.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { languageOf } from './i18n/words.ts';
import { createBridge } from './services/bridge.service.ts';
import { startClock } from './services/clock.service.ts';
import { KioskContext } from './services/kiosk-context.ts';
import { recallHello, rememberHello } from './services/memory.service.ts';
import { startPage } from './services/page.service.ts';
import { createSounds } from './services/sound.service.ts';
import { startWedge } from './services/wedge.service.ts';
import { createKioskStore } from './stores/kiosk.store.ts';
import { startUpdates } from './sw/update.ts';

const root = document.getElementById('app');
if (root === null) throw new Error('index.html has no #app');

const lifetime = new AbortController().signal;
const store = createKioskStore(recallHello(localStorage), languageOf(navigator.language), Date.now());
const updates = startUpdates(store, lifetime);
const bridge = createBridge(
  store,
  `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/kiosk`,
  updates.check,
);
const sounds = createSounds(store);

startClock(store, lifetime);
startPage(store, lifetime);
rememberHello(store, localStorage, lifetime);
sounds.start(lifetime);
bridge.start(lifetime);
startWedge({ store, bridge, target: window }, lifetime);
render(
  <KioskContext.Provider value={{ store, bridge, sounds }}>
    <App />
  </KioskContext.Provider>,
  root,
);
