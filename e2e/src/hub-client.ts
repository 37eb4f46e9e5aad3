import type { System } from '@tapclock/tools';
import { accountOf } from './log-in.ts';

/** What the hub says of a login; of people only who the login belongs to. */
interface Login {
  accessToken: string;
  account: { employee: string | null };
}

interface Answer {
  data: unknown;
  etag: string | null;
}

interface Day {
  date: string;
  attendance: string;
  punches: { id: string; kind: string }[];
  corrections: { kind: string; punch: string }[];
}

const DAY_MS = 86_400_000;
const LOOK_BACK_DAYS = 7;

/** Asks a hub by HTTP as one of the demo's accounts, for what a test sets up beside the browser. Throws with the hub's answer when it refuses. */
export class HubClient {
  readonly #url: string;
  readonly #login: Login;

  private constructor(url: string, login: Login) {
    this.#url = url;
    this.#login = login;
  }

  static async logIn(
    { hubUrl, factory }: Pick<System, 'hubUrl' | 'factory'>,
    role: Parameters<typeof accountOf>[1],
  ): Promise<HubClient> {
    const { email, password } = accountOf(factory, role);
    const response = await fetch(`${hubUrl}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    const { data } = (await response.json()) as { data: Login };
    return new HubClient(hubUrl, data);
  }

  /** The employee who owns the account. */
  get employee(): string {
    const { employee } = this.#login.account;
    if (employee === null) throw new Error('this account is of nobody who clocks in');
    return employee;
  }

  async ask(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#login.accessToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    const { data } = JSON.parse(text) as { data: unknown };
    return { data, etag: response.headers.get('etag') };
  }

  async get<T>(path: string): Promise<T> {
    return (await this.ask('GET', path)).data as T;
  }

  async post(path: string, body: object, headers: Record<string, string> = {}): Promise<void> {
    await this.ask('POST', path, body, headers);
  }

  async put(
    path: string,
    { ifMatch, ...body }: { ifMatch: string | null; [field: string]: unknown },
  ): Promise<void> {
    await this.ask('PUT', path, body, { 'if-match': ifMatch ?? '' });
  }

  /** Whether somebody clocked out on one of the last days before today. */
  async hasClockOut(employee: string): Promise<boolean> {
    return (await this.#clockOut(employee)) !== undefined;
  }

  /** The punch by which somebody last ended a day that is over. */
  async lastClockOut(employee: string): Promise<string> {
    const punch = await this.#clockOut(employee);
    if (punch === undefined) throw new Error(`${employee} did not clock out`);
    return punch;
  }

  async #clockOut(employee: string): Promise<string | undefined> {
    const dateOf = (daysAgo: number) => new Date(Date.now() - daysAgo * DAY_MS).toISOString().slice(0, 10);
    const path = `/api/v1/timesheets/${employee}?from=${dateOf(LOOK_BACK_DAYS)}&to=${dateOf(1)}`;
    const { days } = await this.get<{ days: Day[] }>(path);
    const whole = days.findLast(
      ({ punches, corrections }) => corrections.length === 0 && punches.at(-1)?.kind === 'OUT',
    );
    return whole?.punches.at(-1)?.id;
  }
}
