/** Names of this machine that a browser may have been given, without port. */
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether a request comes from a page of our own. Without accounts the only guard is that nobody else can reach the port,
 * and a page anywhere on the web can: by DNS rebinding (caught by the Host) or across sites (caught by the Origin).
 * Behind a proxy the Host may be any name, but a page must still come from the same one.
 */
export function isOwnRequest(
  headers: { host?: string | undefined; origin?: string | undefined },
  behindProxy: boolean,
): boolean {
  const { host, origin } = headers;
  if (host === undefined || (!behindProxy && !LOOPBACK.has(withoutPort(host)))) return false;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const page = new URL(origin);
  // Another port of this machine may be a development server of the dashboard.
  return page.host === host.toLowerCase() || (!behindProxy && LOOPBACK.has(page.hostname));
}

function withoutPort(host: string): string {
  return host.toLowerCase().replace(/:\d{1,5}$/, '');
}
