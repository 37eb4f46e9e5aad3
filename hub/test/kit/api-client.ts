import { ApiError, FieldProblemCode } from '@tapclock/contracts';
import type { RunningTestHub } from './running-hub.ts';

export interface Answer {
  status: number;
  body: unknown;
}

/** One request to a running hub, of an administrator of this name; `null` is nobody at all. */
export async function send(
  hub: RunningTestHub,
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  options: { body?: unknown; actor?: string | null } = {},
): Promise<Answer> {
  const { body, actor } = options;
  const asker = actor ? { name: actor } : {};
  const answer = await fetch(`http://127.0.0.1:${hub.httpPort}/api/v1${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(actor === null ? {} : await hub.askers.headers(asker)),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const read = { status: answer.status, body: await answer.json() };
  hub.openapi.verify();
  return read;
}

/** What an answer refuses: status, stable code, and the path of each detail, with its code where that is not one that any field may have. */
export function refusal({ status, body }: Answer): [number, string, ...string[]] {
  const { error } = ApiError.parse(body);
  const details = Array.isArray(error.details) ? error.details : [];
  return [
    status,
    error.code,
    ...details.map(({ code, path }) => (isOwn(code) ? `${code} ${path}` : `${path}`)),
  ];
}

function isOwn(code: unknown): boolean {
  return typeof code === 'string' && !FieldProblemCode.safeParse(code).success;
}
