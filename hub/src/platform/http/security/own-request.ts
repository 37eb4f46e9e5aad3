/** Names of this machine that a browser may have been given, without port. */
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Where the hub's own pages may be. */
export interface OwnPlaces {
  behindProxy: boolean;
  publicUrl: string | null;
  corsOrigins: readonly string[];
}

/**
 * Whether a request comes from a page of our own. A page anywhere on the web can reach a hub that its reader can reach: by DNS rebinding
 * (caught by the Host) or across sites (caught by the Origin). Without a public address the hub answers to names of this machine only,
 * unless a proxy stands in front, which knows the names better; a page must still come from the same one.
 */
export function isOwnRequest(
  headers: { host?: string | undefined; origin?: string | undefined },
  { behindProxy, publicUrl, corsOrigins }: OwnPlaces,
): boolean {
  const { host, origin } = headers;
  if (host === undefined) return false;
  const publicHost = publicUrl === null ? null : new URL(publicUrl).host;
  const isLocal = LOOPBACK.has(withoutPort(host));
  if (!isLocal && host.toLowerCase() !== publicHost && !(behindProxy && publicHost === null)) return false;
  if (origin === undefined || corsOrigins.includes(origin)) return true;
  if (!URL.canParse(origin)) return false;
  const page = new URL(origin);
  // Another port of this machine may be a development server of the dashboard.
  return page.host === host.toLowerCase() || (isLocal && !behindProxy && LOOPBACK.has(page.hostname));
}

function withoutPort(host: string): string {
  return host.toLowerCase().replace(/:\d{1,5}$/, '');
}
