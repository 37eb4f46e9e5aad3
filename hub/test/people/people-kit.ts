import { ApiError, apiPage, EmployeeDetail, EmployeeView } from '@tapclock/contracts';
import { z } from 'zod';
import type { ZodMiniType } from 'zod/mini';
import { SiteKeys } from '../../src/terminals/data.ts';
import type { Asker } from '../kit/askers.ts';
import { type RunningTestHub, SITE } from '../kit/running-hub.ts';

export const SITE_KEY = Buffer.alloc(32, 9);

export interface Answer {
  status: number;
  body: unknown;
  headers: Headers;
}

export interface Asked {
  body?: unknown;
  as?: Asker;
  headers?: Record<string, string>;
}

/** One request to a running hub; without `as` of an administrator. */
export async function ask(
  hub: RunningTestHub,
  method: string,
  path: string,
  { body, as = {}, headers = {} }: Asked = {},
): Promise<Answer> {
  const isBytes = body instanceof Uint8Array;
  const answer = await fetch(`http://127.0.0.1:${hub.httpPort}/api/v1${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': isBytes ? 'text/csv' : 'application/json' }),
      ...(await hub.askers.headers(as)),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isBytes ? Buffer.from(body) : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : JSON.parse(text), headers: answer.headers };
}

/** Data of an answer that went well. */
export function dataOf<T extends ZodMiniType>(answer: Answer, schema: T): z.output<T> {
  if (answer.status >= 400) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
  return schema.parse(z.object({ data: z.unknown() }).parse(answer.body).data) as z.output<T>;
}

/** What an answer refuses: status, stable code, and code and path of each detail. */
export function refused({ status, body }: Answer): [number, string, ...string[]] {
  const { error } = ApiError.parse(body);
  const details = z
    .array(z.object({ code: z.string(), path: z.string() }))
    .catch([])
    .parse(error.details);
  return [status, error.code, ...details.map(({ code, path }) => `${code} ${path}`)];
}

let numbers = 500_000;

/** Somebody new, by the API. */
export async function hire(
  hub: RunningTestHub,
  more: Record<string, unknown> = {},
): Promise<z.infer<typeof EmployeeDetail>> {
  numbers += 1;
  const body = {
    site: SITE,
    area: 'assembly',
    team: 'early',
    number: String(numbers),
    givenName: 'Ayşe',
    familyName: 'Öztürk',
    ...more,
  };
  return dataOf(await ask(hub, 'POST', '/employees', { body }), EmployeeDetail);
}

/** Names of people in a list. */
export async function namesOf(hub: RunningTestHub, query: string, as: Asker = {}): Promise<string[]> {
  // Waits for the replica.
  await hub.get('/api/v1/sites');
  const { body } = await ask(hub, 'GET', `/employees?${query}`, { as });
  return apiPage(EmployeeView)
    .parse(body)
    .data.map(({ name }) => name);
}

/** Tells the hub the key of the test site, which has badges from the start. */
export async function learnKey(hub: RunningTestHub): Promise<void> {
  await hub.part(SiteKeys).learn(SITE, SITE_KEY);
}
