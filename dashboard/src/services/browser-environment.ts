import type { LiveEnvironment, SocketHandlers } from './live-connection.ts';

/** The browser's socket, timers and dice; `session` says who is logged in. */
export function browserEnvironment(session: Pick<LiveEnvironment, 'token' | 'refused'>): LiveEnvironment {
  return {
    openSocket: handlers => openBrowserSocket(liveUrl(window.location), handlers),
    after: (delayMs, run) => {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
    random: Math.random,
    token: session.token,
    refused: session.refused,
  };
}

function liveUrl({ protocol, host }: Location): string {
  return `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/api/v1/live`;
}

function openBrowserSocket(url: string, handlers: SocketHandlers) {
  const socket = new WebSocket(url);
  socket.addEventListener('open', () => handlers.opened());
  socket.addEventListener('message', event => handlers.message(String(event.data)));
  // An error is always followed by a close, which says the same.
  socket.addEventListener('close', event => handlers.closed(event.code));
  return { send: (text: string) => socket.send(text), close: () => socket.close() };
}
