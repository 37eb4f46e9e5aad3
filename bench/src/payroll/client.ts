const ACTOR = { 'x-tapclock-actor': 'bench', 'content-type': 'application/json' };

/** A refusal may list a company; its beginning says what it is about. */
const ERROR_SHOWN_MAX = 500;

/** The hub's HTTP API as an integrator uses it. Throws with the hub's own words when it refuses. */
export class HubClient {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
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

  async #ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${this.#url}/api/v1/${path}`, { method, headers: ACTOR, ...init });
    const answer = (await response.json()) as { success: boolean; data: T; error?: unknown };
    if (!answer.success)
      throw new Error(`${method} ${path}: ${JSON.stringify(answer.error).slice(0, ERROR_SHOWN_MAX)}`);
    return answer.data;
  }
}
