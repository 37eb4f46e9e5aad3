import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether a request may come in: its Host must be a loopback name and its Origin, if any, a page of this machine. A page on the internet
 * whose name was rebound to 127.0.0.1 still says its own name here (DNS rebinding).
 */
export function isFromThisMachine({ host, origin }: Pick<IncomingHttpHeaders, 'host' | 'origin'>): boolean {
  if (host === undefined || !isLoopback(`http://${host}`)) return false;
  return origin === undefined || isLoopback(origin);
}

function isLoopback(address: string): boolean {
  return URL.canParse(address) && LOOPBACK_NAMES.has(new URL(address).hostname);
}
