import { isIPv6 } from 'node:net';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { HubConfig } from '../../config/hub-config.ts';
import { sendError } from '../error-answer.ts';
import { HubError } from '../hub-error.ts';
import { Attempts } from './attempts.ts';
import { isOwnRequest } from './own-request.ts';

const MINUTE_MS = 60_000;
const YEAR_SECONDS = 365 * 24 * 3_600;
const PREFLIGHT_SECONDS = 600;
/** Callers that are counted at once; beyond it the one that was quiet longest is forgotten. */
const SOURCES_MAX = 20_000;

const FOREIGN = {
  en: 'Open the hub by its own name, not through another page.',
  de: 'Öffnen Sie den Hub unter seinem eigenen Namen, nicht über eine andere Seite.',
};
const TOO_MANY = {
  en: 'Too many requests from this address. Wait a moment.',
  de: 'Zu viele Anfragen von dieser Adresse. Warten Sie einen Augenblick.',
};

/**
 * What holds for every request before any route sees it: from a page of our own or an allowed one, not too many, and answered with the
 * headers that keep browsers from harm (OWASP ASVS 5.0, V3). Cross-origin callers send a token themselves; the cookie of a session is
 * never theirs (`credentials` stays off).
 */
export async function secureHttp(adapter: FastifyAdapter, { http }: Pick<HubConfig, 'http'>): Promise<void> {
  const fastify = adapter.getInstance();
  const isEncrypted = http.tls !== null || http.behindProxy;
  // The limit below begins at a route; what comes through another page, or under another name, is ended before that.
  const foreign = new Attempts({ max: http.requestsPerMinute, spanMs: MINUTE_MS });
  fastify.addHook('onRequest', async (request, reply) => {
    const { host, origin } = request.headers;
    // Answers are about people: no cache keeps them unless the route says otherwise.
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
    if (isOwnRequest({ host, origin }, http)) return;
    const source = sourceOf(request.ip);
    const waitMs = foreign.waitMs(source, Date.now());
    if (waitMs === 0) foreign.count(source, Date.now());
    sendError(waitMs > 0 ? tooMany(waitMs) : new HubError('FORBIDDEN', FOREIGN), request, reply);
    return reply;
  });
  await fastify.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(isEncrypted ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    hsts: isEncrypted ? { maxAge: YEAR_SECONDS, includeSubDomains: false } : false,
  });
  await fastify.register(cors, {
    origin: [...http.corsOrigins],
    credentials: false,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      ...['authorization', 'content-type', 'accept-language', 'x-request-id'],
      ...['if-match', 'if-none-match', 'idempotency-key'],
    ],
    exposedHeaders: [
      ...['etag', 'retry-after', 'x-request-id', 'x-correlation-id'],
      ...['content-language', 'idempotent-replayed'],
    ],
    maxAge: PREFLIGHT_SECONDS,
  });
  await fastify.register(rateLimit, {
    global: true,
    max: http.requestsPerMinute,
    timeWindow: MINUTE_MS,
    cache: SOURCES_MAX,
    keyGenerator: ({ ip }) => sourceOf(ip),
    errorResponseBuilder: (_request, { ttl }) => tooMany(ttl),
  });
}

function tooMany(waitMs: number): HubError {
  return new HubError('RATE_LIMITED', TOO_MANY, {
    details: { retryAfterSeconds: Math.ceil(waitMs / 1_000) },
  });
}

/** Who is counted as one: an address, or of IPv6 the /64 that a household or a company has to itself (RFC 6177). */
export function sourceOf(ip: string): string {
  return networkOf(ip, 64);
}

/** The same for what strangers may do without an account: of IPv6 the /48 that a site is given, of which 65,536 sources can be made (RFC 6177). */
export function placeOf(ip: string): string {
  return networkOf(ip, 48);
}

const GROUP_BITS = 16;

function networkOf(ip: string, prefixBits: number): string {
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(ip)) return ip;
  const [address = ''] = ip.split('%');
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups =
    tail === undefined ? before : [...before, ...zeros(8 - before.length - after.length), ...after];
  return `${groups
    .slice(0, prefixBits / GROUP_BITS)
    .map(group => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':')}::/${prefixBits}`;
}

function zeros(count: number): string[] {
  return Array.from({ length: count }, () => '0');
}
