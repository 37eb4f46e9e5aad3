import { request } from 'node:http';

interface Cookie {
  value: string;
  attributes: string;
}

interface Page {
  status: number;
  /** Where it leads, as it was said. */
  location: string | null;
  text: string;
}

interface Visit {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

const REDIRECTS_MAX = 20;

/**
 * As much of a browser as walks from one redirect to the next with its cookies. `hosts` says on which local port an origin really is; it is
 * asked under its own name all the same, which `fetch` would not do.
 */
export class ABrowser {
  readonly #hosts: Readonly<Record<string, number>>;
  readonly #cookies = new Map<string, Map<string, Cookie>>();

  constructor(hosts: Readonly<Record<string, number>>) {
    this.#hosts = hosts;
  }

  /** One request; redirects are told, not followed. */
  async open(url: string, visit: Visit = {}): Promise<Page> {
    const { origin, host, port, pathname, search } = new URL(url);
    const answer = await send({
      method: visit.method ?? 'GET',
      port: this.#hosts[origin] ?? Number(port),
      path: `${pathname}${search}`,
      headers: { ...visit.headers, host, cookie: this.#header(origin) },
      body: visit.body,
    });
    for (const line of answer.cookies) this.#keep(origin, line);
    return answer;
  }

  /** Follows redirects until `isEnd` says that this is where it ends, and tells the address. */
  async walk(url: string, isEnd: (url: string) => boolean): Promise<string> {
    let here = url;
    for (let steps = 0; steps < REDIRECTS_MAX; steps += 1) {
      if (isEnd(here)) return here;
      const { status, location, text } = await this.open(here);
      if (location === null) throw new Error(`${here} answered ${status}: ${text}`);
      here = new URL(location, here).href;
    }
    throw new Error('too many redirects');
  }

  cookie(origin: string, name: string): Cookie | undefined {
    return this.#jar(origin).get(name);
  }

  setCookie(origin: string, name: string, value: string): void {
    this.#jar(origin).set(name, { value, attributes: '' });
  }

  #header(origin: string): string {
    return [...this.#jar(origin)].map(([name, { value }]) => `${name}=${value}`).join('; ');
  }

  #keep(origin: string, line: string): void {
    const [pair = '', ...attributes] = line.split(/; */);
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    const expires = attributes.find(attribute => /^expires=/i.test(attribute))?.slice('expires='.length);
    if (expires !== undefined && Date.parse(expires) <= Date.now()) this.#jar(origin).delete(name);
    else this.#jar(origin).set(name, { value, attributes: attributes.join('; ') });
  }

  #jar(origin: string): Map<string, Cookie> {
    const jar = this.#cookies.get(origin) ?? new Map<string, Cookie>();
    this.#cookies.set(origin, jar);
    return jar;
  }
}

function send(asked: {
  method: string;
  port: number;
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
}): Promise<Page & { cookies: string[] }> {
  const { body, ...options } = asked;
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', ...options }, answer => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          location: answer.headers.location ?? null,
          text: Buffer.concat(chunks).toString(),
          cookies: answer.headers['set-cookie'] ?? [],
        }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
