import { jest } from '@jest/globals';
import { ApiError, apiPage, apiSuccess, type WebClockPut, WebClockView, WebPunch } from '@tapclock/contracts';
import * as z from 'zod/mini';
import { Sessions } from '../../src/access/index.ts';
import type { Asker } from '../kit/askers.ts';
import { addPerson, type RunningTestHub, SITE } from '../kit/running-hub.ts';

const Anything = apiSuccess(z.unknown());

/** An answer as it came. */
export interface Told {
  status: number;
  headers: Headers;
  body: unknown;
}

/** A worker with a login. */
export interface Clocker {
  employee: string;
  asker: Asker;
}

let workers = 0;

export async function addWorker(hub: RunningTestHub, team: string | null = 'early'): Promise<Clocker> {
  const { id } = await addPerson(hub, { team });
  workers += 1;
  const asker: Asker = { name: `Worker ${workers}`, role: 'worker', employee: id };
  await hub.askers.headers(asker);
  return { employee: id, asker };
}

/** One request to the hub's API. */
export async function ask(
  hub: RunningTestHub,
  asker: Asker,
  [method, path]: readonly ['GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH', string],
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Told> {
  const answer = await fetch(`http://127.0.0.1:${hub.httpPort}/api/v1/${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(await hub.askers.headers(asker)),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const told = { status: answer.status, headers: answer.headers, body: await answer.json() };
  hub.openapi.verify();
  return told;
}

/** What the envelope of a good answer holds. */
export function dataOf<T extends z.ZodMiniType>({ status, body }: Told, data: T): z.output<T> {
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return data.parse(Anything.parse(body).data);
}

export function pageOf<T extends z.ZodMiniType>({ status, body }: Told, item: T) {
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return apiPage(item).parse(body);
}

/** Status and the codes of the details of a refusal. */
export function refusalOf({ status, body }: Told): [number, ...string[]] {
  const { details } = ApiError.parse(body).error;
  const codes = Array.isArray(details) ? details.map(({ code }) => String(code)) : [];
  return [status, ...codes];
}

/** Decides anew who may clock by the web. */
export async function openWebClock(
  hub: RunningTestHub,
  more: Partial<WebClockPut> = {},
  site = SITE,
): Promise<WebClockView> {
  const path = `sites/${site}/web-clock`;
  const { version } = dataOf(await ask(hub, {}, ['GET', path]), WebClockView);
  const wanted = { open: 'everybody', teams: [], location: 'never', networks: [], ...more };
  return dataOf(await ask(hub, {}, ['PUT', path], wanted, { 'if-match': `"${version}"` }), WebClockView);
}

export async function clock(
  hub: RunningTestHub,
  { asker }: Clocker,
  move: 'start' | 'stop' | 'pause' | 'resume',
  body: unknown = {},
  headers: Record<string, string> = {},
): Promise<Told> {
  return await ask(hub, asker, ['POST', `time/${move}`], body, headers);
}

/** The same, as what a good answer holds. */
export async function clocked(...given: Parameters<typeof clock>): Promise<WebPunch> {
  return dataOf(await clock(...given), WebPunch);
}

/** Clocks while the hub's clock stands at an instant, as somebody who has just logged in. */
export async function clockedAt(
  hub: RunningTestHub,
  { employee }: Clocker,
  [instant, move]: readonly [string, 'start' | 'stop' | 'pause' | 'resume'],
  body: unknown = {},
): Promise<WebPunch> {
  const stopped = jest.spyOn(Date, 'now').mockReturnValue(Date.parse(instant));
  try {
    const { value } = await hub.database.transaction(async sql => {
      const [account] = await sql.query<{ id: string }>('select id from account where employee_id = $1', [
        employee,
      ]);
      return await hub.part(Sessions).begin(sql, account?.id ?? '', Date.now());
    });
    const answer = await fetch(`http://127.0.0.1:${hub.httpPort}/api/v1/time/${move}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${value.token}` },
      body: JSON.stringify(body),
    });
    return dataOf({ status: answer.status, headers: answer.headers, body: await answer.json() }, WebPunch);
  } finally {
    stopped.mockRestore();
  }
}
