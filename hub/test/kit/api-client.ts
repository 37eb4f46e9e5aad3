import { ApiError } from '@tapclock/contracts';
import type { RunningTestHub } from './running-hub.ts';

export interface Answer {
  status: number;
  body: unknown;
}

/** One request to a running hub, under a name. */
export async function send(
  hub: RunningTestHub,
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  options: { body?: unknown; actor?: string } = {},
): Promise<Answer> {
  const { body, actor } = options;
  const answer = await fetch(`http://127.0.0.1:${hub.httpPort}/api/v1${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(actor === undefined ? {} : { 'x-tapclock-actor': encodeURIComponent(actor) }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

/** What an answer refuses: status, stable code, and the code and path of each detail. */
export function refusal({ status, body }: Answer): [number, string, ...string[]] {
  const { error } = ApiError.parse(body);
  const details = Array.isArray(error.details) ? error.details : [];
  return [status, error.code, ...details.map(({ code, path }) => (code ? `${code} ${path}` : `${path}`))];
}
