import { type KioskClientMessage, KioskServerMessage } from '@tapclock/contracts';
import { retryDelayMs } from '../domain/backoff.ts';
import { isOverdue } from '../domain/kiosk-state.ts';
import type { KioskStore } from '../stores/kiosk.store.ts';

/** Longest wait for a connection to open; a bridge that is stopped mid-handshake must not hold the page. */
const OPEN_TIMEOUT_MS = 4_000;
/** Close code for a message the page cannot read: page and bridge are of different versions. */
const CLOSE_UNREADABLE = 4_000;
const CLOSE_OVERDUE = 4_001;

export type Bridge = {
  start: (signal: AbortSignal) => void;
  /** Sends at once or not at all: a choice that arrives late would be for somebody else. */
  send: (message: KioskClientMessage) => void;
};

/** The page's connection to the bridge: reconnects for ever, turns messages into store events, decides nothing. */
export function createBridge(store: KioskStore, url: string, onUnreadable: () => void): Bridge {
  let socket: WebSocket | null = null;
  let failures = 0;

  const connect = (signal: AbortSignal) => {
    const mine = new WebSocket(url);
    socket = mine;
    const openTimer = setTimeout(() => mine.close(), OPEN_TIMEOUT_MS);
    mine.addEventListener('open', () => {
      clearTimeout(openTimer);
      store.apply({ type: 'connected' });
    });
    mine.addEventListener('message', event => {
      const message = parse(event.data);
      if (message === null) {
        mine.close(CLOSE_UNREADABLE, 'unreadable');
        onUnreadable();
        return;
      }
      failures = 0;
      store.apply({ type: 'message', message, atMs: performance.now() });
    });
    mine.addEventListener('close', () => {
      clearTimeout(openTimer);
      if (socket !== mine) return;
      lose(signal);
    });
    signal.addEventListener('abort', () => mine.close(), { once: true });
  };

  const lose = (signal: AbortSignal) => {
    socket = null;
    store.apply({ type: 'disconnected' });
    if (signal.aborted) return;
    failures += 1;
    const timer = setTimeout(() => connect(signal), retryDelayMs(failures, Math.random()));
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  };

  return {
    start: signal => {
      connect(signal);
      const stopWatching = store.nowMs.subscribe(nowMs => {
        if (!isOverdue(store.state.peek(), nowMs)) return;
        const hung = socket;
        if (hung === null) return;
        // A hung peer never answers the closing handshake, so the page does not wait for it.
        hung.close(CLOSE_OVERDUE, 'overdue');
        lose(signal);
      });
      signal.addEventListener('abort', stopWatching, { once: true });
    },
    send: message => {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
  };
}

function parse(data: unknown): KioskServerMessage | null {
  if (typeof data !== 'string') return null;
  try {
    const parsed = KioskServerMessage.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
