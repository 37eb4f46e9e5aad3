import { randomUUID } from 'node:crypto';
import { apiSuccess, type Role, SessionView } from '@tapclock/contracts';
import { AccountsRepository, hashPassword } from '../../src/access/index.ts';
import type { RunningTestHub } from './running-hub.ts';

export const PASSWORD = 'lilac tundra oboe';
let hash: Promise<string> | undefined;
let sources = 0;

export interface TestAccount {
  id: string;
  email: string;
}

/** An account with the password `PASSWORD`, or without one. */
export async function addAccount(
  hub: RunningTestHub,
  more: { role?: Role; employee?: string | null; password?: boolean } = {},
): Promise<TestAccount> {
  const { role = 'supervisor', employee = null, password = true } = more;
  const account = { id: randomUUID(), email: `${randomUUID()}@werk.example` };
  // Hashing takes a quarter of a second: once for all.
  hash ??= hashPassword(PASSWORD);
  const passwordHash = password ? await hash : null;
  await hub.database.transaction(sql =>
    hub.part(AccountsRepository).insert(sql, {
      ...account,
      ...{ role, employee, passwordHash },
      name: 'Maria Schneider',
      teams: [],
      language: 'en',
      createdAt: new Date().toISOString(),
    }),
  );
  return account;
}

/** Its name at a hub that is reached by HTTPS, as behind a proxy (RFC 6265bis, 4.1.3.1). */
const COOKIE = '__Secure-tapclock_refresh';
const IN_COOKIE = new RegExp(`^${COOKIE}=([^;]*)`);

export interface VisitorAnswer {
  status: number;
  body: unknown;
  headers: Headers;
}

/** A browser at some address that keeps the cookie and the access token, as the dashboard does. The hub must run behind a proxy. */
export class Visitor {
  readonly source: string;
  readonly #hub: RunningTestHub;
  /** The refresh token; null when there is none. */
  cookie: string | null = null;
  token: string | null = null;

  constructor(
    hub: RunningTestHub,
    options: { source?: string; cookie?: string | null; token?: string | null } = {},
  ) {
    this.#hub = hub;
    sources += 1;
    this.source = options.source ?? `198.51.${Math.floor(sources / 250)}.${(sources % 250) + 1}`;
    this.cookie = options.cookie ?? null;
    this.token = options.token ?? null;
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<VisitorAnswer> {
    const answer = await fetch(`http://127.0.0.1:${this.#hub.httpPort}/api/v1/auth/${path}`, {
      method,
      headers: {
        'x-forwarded-for': this.source,
        'sec-fetch-site': 'same-origin',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.cookie === null ? {} : { cookie: `${COOKIE}=${this.cookie}` }),
        ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const [set] = answer.headers.getSetCookie();
    if (set !== undefined) this.cookie = set.match(IN_COOKIE)?.[1] || null;
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text), headers: answer.headers };
  }

  post(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<VisitorAnswer> {
    return this.send('POST', path, body, headers);
  }

  get(path: string): Promise<VisitorAnswer> {
    return this.send('GET', path);
  }

  /** A login that must work; keeps the token. */
  async logIn(account: { email: string }, more: object = {}): Promise<SessionView> {
    return this.#keep(await this.post('login', { email: account.email, password: PASSWORD, ...more }));
  }

  async refresh(): Promise<SessionView> {
    return this.#keep(await this.post('refresh'));
  }

  /** Status of an answer about oneself: 200 while the session works. */
  async whoAmI(): Promise<number> {
    return (await this.get('me')).status;
  }

  /** Waits until the session has ended at the hub; what ends it is announced, not awaited. */
  async untilOut(): Promise<void> {
    const giveUpMs = Date.now() + 10_000;
    while ((await this.whoAmI()) !== 401) {
      if (Date.now() > giveUpMs) throw new Error('the session did not end');
    }
  }

  #keep(answer: VisitorAnswer): SessionView {
    if (answer.status >= 300) throw new Error(`refused: ${JSON.stringify(answer.body)}`);
    const view = apiSuccess(SessionView).parse(answer.body).data;
    this.token = view.accessToken;
    return view;
  }
}

/** Status, stable code, and the code of each detail of a refusal. */
export function refused({ status, body }: VisitorAnswer): unknown[] {
  const { error } = body as { error: { code: string; details?: unknown } };
  const details = Array.isArray(error.details) ? (error.details as { code: string }[]) : [];
  return [status, error.code, ...details.map(({ code }) => code)];
}
