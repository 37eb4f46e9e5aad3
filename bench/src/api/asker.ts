import { type Agent, request } from 'node:http';
import type { SessionView } from '@tapclock/contracts';

/** A refusal's beginning says what it is about. */
const ERROR_SHOWN_MAX = 300;
/** An access token lasts fifteen minutes. */
const LOG_IN_AGAIN_MS = 10 * 60_000;

export interface Login {
  email: string;
  password: string;
}

/** Somebody who is logged in and asks over kept connections. */
export class Asker {
  readonly #hubUrl: string;
  readonly #login: Login;
  readonly #agent: Agent;
  #token = '';
  #loggedInAtMs = Number.NEGATIVE_INFINITY;

  constructor(hubUrl: string, login: Login, agent: Agent) {
    this.#hubUrl = hubUrl;
    this.#login = login;
    this.#agent = agent;
  }

  /** Logs in unless that is a short while ago; not part of what is measured. */
  async freshen(): Promise<void> {
    if (performance.now() - this.#loggedInAtMs < LOG_IN_AGAIN_MS) return;
    const answer = await this.#send('POST', '/api/v1/auth/login', this.#login);
    this.#token = dataOf<SessionView>(answer, 'logging in').accessToken;
    this.#loggedInAtMs = performance.now();
  }

  /** Reads a path to the last byte. Throws when the answer is not 200. */
  async read(path: string): Promise<void> {
    const answer = await this.#send('GET', path);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${shown(answer)}`);
  }

  async get<T>(path: string): Promise<T> {
    return dataOf<T>(await this.#send('GET', path), path);
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    await this.freshen();
    return dataOf<T>(await this.#send('POST', path, body), path);
  }

  async put<T>(path: string, body: unknown): Promise<T> {
    await this.freshen();
    return dataOf<T>(await this.#send('PUT', path, body), path);
  }

  #send(method: string, path: string, body?: unknown): Promise<Answer> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      ...(this.#token === '' ? {} : { authorization: `Bearer ${this.#token}` }),
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
    };
    return new Promise((resolve, reject) => {
      const asked = request(`${this.#hubUrl}${path}`, { method, headers, agent: this.#agent }, answer => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks) }));
      });
      asked.on('error', reject);
      asked.end(payload);
    });
  }
}

interface Answer {
  status: number;
  body: Buffer;
}

function dataOf<T>(answer: Answer, what: string): T {
  const parsed = JSON.parse(answer.body.toString()) as { success: boolean; data: T };
  if (!parsed.success) throw new Error(`${what}: ${answer.status} ${shown(answer)}`);
  return parsed.data;
}

function shown({ body }: Answer): string {
  return body.subarray(0, ERROR_SHOWN_MAX).toString();
}
