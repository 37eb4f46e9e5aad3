import { randomUUID } from 'node:crypto';
import { AccountView, ApiError } from '@tapclock/contracts';
import { z } from 'zod';
import type { Asker } from '../kit/askers.ts';
import type { RunningTestHub } from '../kit/running-hub.ts';

export interface Heard {
  status: number;
  headers: Headers;
  text: string;
  /** What the envelope holds, as this schema says. */
  data<T>(schema: { parse(value: unknown): T }): T;
  /** Status, stable code, and the codes of the details. */
  refusal(): [number, string, ...string[]];
}

export interface Question {
  body?: unknown;
  headers?: Record<string, string>;
  /** Who asks; null is nobody. An administrator unless it says otherwise. */
  as?: Asker | null;
}

const Success = z.object({ success: z.literal(true), data: z.unknown() });

/** One request to a running hub, as its answer came over the wire. */
export async function ask(
  hub: RunningTestHub,
  method: string,
  path: string,
  question: Question = {},
): Promise<Heard> {
  const { body, as = {}, headers } = question;
  const answer = await fetch(`http://127.0.0.1:${hub.httpPort}/api/v1${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(as === null ? {} : await hub.askers.headers(as)),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    data: schema => schema.parse(Success.parse(JSON.parse(text)).data),
    refusal: () => {
      const { error } = ApiError.parse(JSON.parse(text));
      const details = Array.isArray(error.details) ? error.details : [];
      return [answer.status, error.code, ...details.map(({ code, path: at }) => String(code ?? at))];
    },
  };
}

/** Headers of somebody with this token or key. */
export function bearer(token: string): Question {
  return { as: null, headers: { authorization: `Bearer ${token}` } };
}

/** Asks until the answer has this status: what somebody may do is heard by the hub a moment after it changed. */
export async function becomes(status: number, question: () => Promise<Heard>): Promise<Heard> {
  for (;;) {
    const answer = await question();
    if (answer.status === status) return answer;
  }
}

/** The account of somebody who asks. */
export async function accountOf(hub: RunningTestHub, asker: Asker): Promise<AccountView> {
  await hub.askers.token(asker);
  const me = await ask(hub, 'GET', `/accounts?q=${encodeURIComponent(asker.name ?? '')}`);
  const [account] = me.data(z.array(AccountView));
  if (!account) throw new Error(`nobody is called ${asker.name}`);
  return account;
}

/** A name that nobody else has. */
export const aName = (kind: string) => `${kind} ${randomUUID().slice(0, 8)}`;

/** Texts that break programs which take text for something else. */
export const INJECTIONS = [
  `'; drop table account; --`,
  `" or "1"="1`,
  '%_\\',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '=cmd|calc!A1',
  '../../etc/passwd',
  'a'.repeat(100),
  '😀 Ünïcödé',
] as const;
/** Texts that no line of text may hold. */
export const NOT_LINES = ['null\u0000byte', 'two\nlines', 'turned \u202e round', '   '] as const;
