import type { KioskHealth, KioskScreen, KioskServerMessage, PunchAction } from '@tapclock/contracts';

/** A screen that is over by this much and still not replaced means a bridge that hangs; the page then reconnects. */
export const OVERDUE_SCREEN_MS = 3_000;

export type Hello = Extract<KioskServerMessage, { type: 'hello' }>;
export type ScreenOf<Name extends KioskScreen['screen']> = Extract<KioskScreen, { screen: Name }>;

/** What the person sees: a screen of the bridge, or `starting` while there is no bridge to say one. */
export type Shown = KioskScreen | { screen: 'starting' };

/** One object each, so that drawing the same again is seen as no change. */
const STARTING: Shown = { screen: 'starting' };
const REFUSED: Record<'full' | 'failed', Shown> = {
  full: { screen: 'refused', reason: 'journal-full' },
  failed: { screen: 'refused', reason: 'journal-failed' },
};

/** Everything the page knows. Times are milliseconds of the page's monotonic clock. */
export type KioskState = {
  connected: boolean;
  hello: Hello | null;
  health: KioskHealth | null;
  screen: KioskScreen | null;
  /** When `screen` arrived; its `remainingMs` counts from here. */
  arrivedAtMs: number;
  /** Grows with each screen message, so that a countdown that was sent again is drawn again. */
  revision: number;
  /** Digits typed on the reader's own keypad for the current screen; the bridge keeps which. */
  readerDigits: number;
  /** What the worker has pressed and the bridge has not answered yet. */
  asked: { visit: number; action: PunchAction | 'cancel' } | null;
};

export type KioskEvent =
  | { type: 'connected' }
  | { type: 'disconnected' }
  | { type: 'message'; message: KioskServerMessage; atMs: number }
  | { type: 'asked'; visit: number; action: PunchAction | 'cancel' };

/** A page that has heard nothing yet. `hello` may come from an earlier load, so that the clock shows the site's zone. */
export function initialState(hello: Hello | null): KioskState {
  return {
    connected: false,
    hello,
    health: null,
    screen: null,
    arrivedAtMs: 0,
    revision: 0,
    readerDigits: 0,
    asked: null,
  };
}

/** The state after an event. Decides nothing about people or punches: it only keeps what the bridge said last. */
export function reduce(state: KioskState, event: KioskEvent): KioskState {
  switch (event.type) {
    case 'connected':
      // What the connection before said is forgotten: the bridge says at once where things stand.
      return { ...state, connected: true, health: null, screen: null, asked: null };
    case 'disconnected':
      return { ...state, connected: false, asked: null };
    case 'asked':
      return { ...state, asked: { visit: event.visit, action: event.action } };
    case 'message':
      return heard(state, event.message, event.atMs);
  }
}

/** What to draw at this moment. */
export function shownAt(state: KioskState, nowMs: number): Shown {
  const { screen, health } = state;
  if (screen === null) return STARTING;
  if (!state.connected) {
    // A fact that was on the screen stays true without the bridge; anything that asks for a tap does not.
    return isFact(screen) && remainingMs(state, nowMs) > 0 ? screen : STARTING;
  }
  if (screen.screen === 'idle' && health !== null && health.journal !== 'ok') return REFUSED[health.journal];
  return screen;
}

/** Milliseconds that the current screen has left, 0 at the end; 0 also for a screen that stays until it is replaced. */
export function remainingMs(state: KioskState, nowMs: number): number {
  const granted = grantedMs(state.screen);
  return granted === null ? 0 : Math.max(0, granted - (nowMs - state.arrivedAtMs));
}

/** Whether the bridge should have replaced the screen long ago. */
export function isOverdue(state: KioskState, nowMs: number): boolean {
  const granted = grantedMs(state.screen);
  return state.connected && granted !== null && nowMs - state.arrivedAtMs > granted + OVERDUE_SCREEN_MS;
}

function heard(state: KioskState, message: KioskServerMessage, atMs: number): KioskState {
  switch (message.type) {
    case 'hello':
      return { ...state, hello: message };
    case 'health':
      return { ...state, health: message.health };
    case 'screen':
      return {
        ...state,
        screen: message.screen,
        arrivedAtMs: atMs,
        revision: state.revision + 1,
        readerDigits: 0,
        asked: null,
      };
    case 'keypad':
      return isForScreen(state, message.visit) ? { ...state, readerDigits: message.count } : state;
  }
}

/** Digits for a PIN pad that is no longer there are nobody's. */
function isForScreen({ screen }: KioskState, visit: number): boolean {
  return screen?.screen === 'pin' && screen.visit === visit;
}

function isFact(screen: KioskScreen): boolean {
  return (
    screen.screen === 'recorded' || screen.screen === 'unknown-badge' || screen.screen === 'already-recorded'
  );
}

function grantedMs(screen: KioskScreen | null): number | null {
  if (screen === null || screen.screen === 'idle' || screen.screen === 'refused') return null;
  if (screen.screen === 'pairing') return screen.step.step === 'code' ? screen.step.remainingMs : null;
  return screen.screen === 'card' ? screen.countdown.remainingMs : screen.remainingMs;
}
