import { batch } from '@preact/signals';
import type { LiveClientMessage } from '@tapclock/contracts';
import { LIVE_CLOSE, LiveServerMessage } from '@tapclock/contracts';
import type { AppStores } from '../stores/app-stores.ts';
import { retryDelayMs } from './retry-delay.ts';

/** The hub speaks every 15 s; after two missed beats and some air the line counts as dead. */
export const SILENCE_MAX_MS = 35_000;
/** From opening the socket to the first message; a resumed line without news hears only the next beat. */
export const ANSWER_TIMEOUT_MS = 20_000;
/** How often the hub is given a fresh token; the provider's must be good for longer than this. */
export const RENEW_EVERY_MS = 5 * 60_000;
/** Stable code in the connection's `refusal` when nobody is logged in any more. */
export const SESSION_ENDED = 'session-ended';
/** The same when whoever is logged in may not see boards. */
export const NOT_ALLOWED = 'not-allowed';
/** Largest message the board reads: some 10,000 people. A larger one closes the line and counts as a failed try. */
export const MESSAGE_CHARACTERS_MAX = 16 * 1024 * 1024;

export interface SocketHandlers {
  opened(): void;
  message(text: string): void;
  /** With the code that the hub gave (RFC 6455 section 7.4). */
  closed(code: number): void;
}

export interface Socket {
  send(text: string): void;
  close(): void;
}

/** The world, so that the connection's behaviour can be proved without one. */
export interface LiveEnvironment {
  openSocket(handlers: SocketHandlers): Socket;
  /** Runs once after a delay; the returned function cancels. */
  after(delayMs: number, run: () => void): () => void;
  random(): number;
  /** An access token good for longer than `RENEW_EVERY_MS`; null when nobody is logged in. Rejects when that cannot be asked now. */
  token(): Promise<string | null>;
  /** The hub did not take this token: the next one must be another. */
  refused(token: string): void;
}

export interface LiveConnection {
  /** Shows the board of a site from now on; called again it changes the site. */
  follow(site: string): void;
  /** Tries at once instead of waiting: a button was pressed, or the tablet woke up. */
  retryNow(): void;
  stop(): void;
}

type Stores = Pick<AppStores, 'clock' | 'connection' | 'board'>;

/** Keeps the board live: subscribes, resumes after the last cursor, notices silence, comes back with backoff. */
export function createLiveConnection(environment: LiveEnvironment, stores: Stores): LiveConnection {
  const { clock, connection, board } = stores;
  let site: string | null = null;
  let socket: Socket | null = null;
  let mustStartOver = false;
  let cancelTimer: (() => void) | null = null;
  let cancelRenewal: (() => void) | null = null;
  let shown: string | null = null;

  const wait = (delayMs: number, run: () => void) => {
    cancelTimer?.();
    cancelTimer = environment.after(delayMs, run);
  };

  const drop = () => {
    cancelTimer?.();
    cancelRenewal?.();
    const dropped = socket;
    socket = null;
    dropped?.close();
  };

  const lose = () => {
    drop();
    connection.lost();
    wait(retryDelayMs(connection.attempts.value, environment.random()), connect);
  };

  const take = (text: string) => {
    const message = readMessage(text);
    if (!message) {
      // Neither side can say what was in it, so nothing after it can be trusted either.
      mustStartOver = true;
      return lose();
    }
    wait(SILENCE_MAX_MS, lose);
    if (message.type === 'error') {
      mustStartOver = true;
      connection.refused(message.code);
      return lose();
    }
    // One change to the screen, not one for the clock and one for the people.
    batch(() => show(message));
  };

  const show = (message: Exclude<LiveServerMessage, { type: 'error' }>) => {
    clock.anchor(message.at);
    connection.heard(message.at);
    if (message.type === 'snapshot') {
      mustStartOver = false;
      board.snapshot(message.board, message.cursor);
    } else if (message.type === 'delta') board.delta(message.changes, message.cursor);
    else board.moveTo(message.cursor);
  };

  function connect(): void {
    if (site === null) return;
    const wanted = site;
    drop();
    connection.connecting();
    // Events of a socket that was given up may still arrive; only the current one is heard.
    const isCurrent = () => socket === opened;
    const opened: Socket = environment.openSocket({
      opened: () => isCurrent() && greet(opened, () => opened.send(JSON.stringify(subscription(wanted)))),
      message: text => isCurrent() && take(text),
      closed: code => isCurrent() && onClosed(code),
    });
    socket = opened;
    wait(ANSWER_TIMEOUT_MS, lose);
  }

  /** Says who this is, now and again before the hub would take the token for an old one. */
  const greet = (to: Socket, then: () => void = () => undefined): void => {
    environment.token().then(
      token => {
        if (socket !== to) return;
        if (token === null) return stopAs(SESSION_ENDED);
        shown = token;
        to.send(JSON.stringify({ type: 'hello', token } satisfies LiveClientMessage));
        then();
        cancelRenewal = environment.after(RENEW_EVERY_MS, () => greet(to));
      },
      () => {
        if (socket === to) lose();
      },
    );
  };

  const onClosed = (code: number): void => {
    // The provider is asked again: it brings a new token, or says that nobody is logged in.
    if (code === LIVE_CLOSE.unauthenticated && shown !== null) environment.refused(shown);
    if (code === LIVE_CLOSE.forbidden) stopAs(NOT_ALLOWED);
    else lose();
  };

  /** Trying again would change nothing: somebody must log in first. */
  const stopAs = (refusal: string): void => {
    drop();
    connection.lost();
    connection.refused(refusal);
  };

  const subscription = (wanted: string): LiveClientMessage => {
    const after = board.board.value?.site.id === wanted && !mustStartOver ? board.cursor() : null;
    return after === null ? { type: 'subscribe', site: wanted } : { type: 'subscribe', site: wanted, after };
  };

  return {
    follow: next => {
      if (site === next) return;
      site = next;
      board.clear();
      connection.forget();
      connect();
    },
    retryNow: () => {
      if (connection.phase.value !== 'live') connect();
    },
    stop: () => {
      site = null;
      drop();
      board.clear();
      connection.forget();
    },
  };
}

function readMessage(text: string): LiveServerMessage | null {
  if (text.length > MESSAGE_CHARACTERS_MAX) return null;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  const parsed = LiveServerMessage.safeParse(json);
  return parsed.success ? parsed.data : null;
}
