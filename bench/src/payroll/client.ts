import { request } from 'node:http';
import type { SessionView } from '@tapclock/contracts';
import type { System } from '@tapclock/tools';

/** A refusal may list a company; its beginning says what it is about. */
const ERROR_SHOWN_MAX = 500;
/** A session's token lasts fifteen minutes; a lock of a large company does not outlive a fresh one. */
const LOG_IN_AGAIN_MS = 5 * 60_000;

interface Answer<T> {
  success: boolean;
  data: T;
  error?: unknown;
}

/** The hub's HTTP API as an integrator uses it, logged in as the demo's administrator. Throws with the hub's own words when it refuses. */
export class HubClient {
  readonly #url: string;
  readonly #login: { email: string; password: string };
  #token = '';
  #loggedInAtMs = Number.NEGATIVE_INFINITY;

  constructor({ hubUrl, factory }: System) {
    this.#url = hubUrl;
    const admin = factory.accounts.find(({ role }) => role === 'admin');
    if (!admin) throw new Error('the demo has no administrator');
    this.#login = { email: admin.email, password: admin.password };
  }

  get<T>(path: string): Promise<T> {
    return this.#ask('GET', path);
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return this.#ask('POST', path, body);
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.#ask('PUT', path, body);
  }

  /** Token of a session that has just begun or is young. */
  async token(): Promise<string> {
    if (performance.now() - this.#loggedInAtMs > LOG_IN_AGAIN_MS) {
      const session = await this.#send<SessionView>('POST', 'auth/login', {}, this.#login);
      this.#token = session.accessToken;
      this.#loggedInAtMs = performance.now();
    }
    return this.#token;
  }

  async #ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    return this.#send(method, path, { authorization: `Bearer ${await this.token()}` }, body);
  }

  /** Plain `node:http`: `fetch` gives an answer five minutes to begin, and the largest lock takes longer. */
  #send<T>(method: string, path: string, headers: Record<string, string>, body?: unknown): Promise<T> {
    const payload = body === undefined ? null : JSON.stringify(body);
    const all = payload === null ? headers : { ...headers, 'content-type': 'application/json' };
    return new Promise((resolve, reject) => {
      const asked = request(`${this.#url}/api/v1/${path}`, { method, headers: all }, answer => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const parsed = JSON.parse(Buffer.concat(chunks).toString()) as Answer<T>;
          if (parsed.success) resolve(parsed.data);
          else
            reject(new Error(`${method} ${path}: ${JSON.stringify(parsed.error).slice(0, ERROR_SHOWN_MAX)}`));
        });
      });
      asked.on('error', reject);
      asked.end(payload ?? undefined);
    });
  }
}
