import { Inject, Injectable } from '@nestjs/common';
import { HUB_CONFIG, type HubConfig } from '../../platform/config/hub-config.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { cookieName } from '../cookie-name.ts';
import type { BegunSession } from './sessions.ts';

const NAME = 'tapclock_refresh';
/** The routes that read it; no other request carries it. */
const PATH = '/api/v1/auth';
/** Of a token: longer is none of ours. */
const LENGTH_MAX = 100;

/** As much of Fastify's request and answer as is used here, with `@fastify/cookie`. */
export interface CookieRequest {
  protocol: string;
  ip: string;
  headers: Record<string, string | string[] | undefined>;
  cookies: Record<string, string | undefined>;
}
export interface CookieReply {
  setCookie(name: string, value: string, options: CookieOptions): unknown;
  clearCookie(name: string, options: CookieOptions): unknown;
}
interface CookieOptions {
  path: string;
  httpOnly: boolean;
  sameSite: 'strict';
  secure: boolean;
  expires?: Date;
}

/** The refresh token as a cookie: no script reads it, and no page of another site sends it. */
@Injectable()
export class SessionCookie {
  readonly #http: HubConfig['http'];

  constructor(@Inject(HUB_CONFIG) { http }: HubConfig) {
    this.#http = http;
  }

  set(request: CookieRequest, reply: CookieReply, { refreshToken, sessionExpiresAt }: BegunSession): void {
    const options = this.#options(request);
    const name = cookieName(NAME, options.secure);
    reply.setCookie(name, refreshToken, { ...options, expires: new Date(sessionExpiresAt) });
  }

  clear(request: CookieRequest, reply: CookieReply): void {
    const options = this.#options(request);
    reply.clearCookie(cookieName(NAME, options.secure), options);
  }

  /**
   * The refresh token; null when there is none. Throws FORBIDDEN unless the browser says that a page of ours sent the request, and
   * UNSUPPORTED_MEDIA_TYPE unless it is JSON: SameSite keeps out other sites, but not another port or name of the same one (OWASP ASVS 5.0, V3.5).
   */
  read(request: CookieRequest): string | null {
    const { headers, cookies } = request;
    if (!this.#isFromOwnPage(request)) {
      throw new HubError('FORBIDDEN', {
        en: 'Only a page of this hub may do this.',
        de: 'Das darf nur eine Seite dieses Servers.',
      });
    }
    const [type = ''] = textOf(headers['content-type']).split(';');
    if (type.trim().toLowerCase() !== 'application/json') {
      throw new HubError('UNSUPPORTED_MEDIA_TYPE', {
        en: 'Send JSON: Content-Type: application/json, at least {}.',
        de: 'Senden Sie JSON: Content-Type: application/json, mindestens {}.',
      });
    }
    const token = cookies[cookieName(NAME, this.#options(request).secure)];
    return token === undefined || token === '' || token.length > LENGTH_MAX ? null : token;
  }

  #options({ protocol }: CookieRequest): CookieOptions {
    const secure = protocol === 'https' || this.#http.behindProxy || this.#http.tls !== null;
    return { path: PATH, httpOnly: true, sameSite: 'strict', secure };
  }

  /**
   * No script can set these two headers. What the browser says of the page decides; one that says nothing tells the whole origin. A program that is
   * no browser sends neither and says `Sec-Fetch-Site: none`.
   */
  #isFromOwnPage({ headers, protocol }: CookieRequest): boolean {
    const site = textOf(headers['sec-fetch-site']);
    if (site !== '') return site === 'same-origin' || site === 'none';
    const origin = textOf(headers.origin);
    return [this.#http.publicUrl, `${protocol}://${textOf(headers.host).toLowerCase()}`].includes(origin);
  }
}

function textOf(header: string | string[] | undefined): string {
  return typeof header === 'string' ? header : '';
}

/** By which somebody knows a session again, as the browser calls itself. */
export function userAgentOf({ headers }: Pick<CookieRequest, 'headers'>): string | null {
  const header = headers['user-agent'];
  return typeof header === 'string' ? header : null;
}
