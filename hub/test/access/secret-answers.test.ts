import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { NOT_REPLAYED } from '../../src/platform/http/idempotency.decorator.ts';
import { type RunningTestHub, runHub } from '../kit/running-hub.ts';

/** Names under which answers hold what opens something. */
const SECRETS: ReadonlySet<string> = new Set([
  ...['accessToken', 'ticket', 'key', 'password', 'pin', 'secret', 'uri', 'recoveryCodes', 'sealed', 'box'],
]);
const WRITES = ['post', 'put', 'patch', 'delete'] as const;

const Operation = z.looseObject({
  responses: z.record(z.string(), z.unknown()),
  [NOT_REPLAYED]: z.optional(z.literal(true)),
});
const Document = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

let hub: RunningTestHub;
let writes: { name: string; holds: string[]; isReplayed: boolean }[];

beforeAll(async () => {
  hub = await runHub();
  const { paths } = Document.parse((await hub.get('/api/docs-json')).body);
  writes = Object.entries(paths).flatMap(([path, item]) =>
    WRITES.filter(method => method in item).map(method => {
      const operation = Operation.parse(item[method]);
      const answers = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
      return {
        name: `${method.toUpperCase()} ${path}`,
        holds: propertiesIn(answers.map(([, answer]) => answer)).filter(property => SECRETS.has(property)),
        isReplayed: operation[NOT_REPLAYED] !== true,
      };
    }),
  );
});
afterAll(() => hub.stop());

/** Names of all properties in a schema, however deep. */
function propertiesIn(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(propertiesIn);
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([name, value]) => [
    ...(name === 'properties' && typeof value === 'object' && value !== null ? Object.keys(value) : []),
    ...propertiesIn(value),
  ]);
}

describe('an answer that holds a secret', () => {
  it('is stored nowhere, so that Idempotency-Key cannot ask for it again', () => {
    expect(writes.filter(({ holds, isReplayed }) => isReplayed && holds.length > 0)).toEqual([]);
  });

  it('is that of these routes', () => {
    expect(writes.flatMap(({ name, holds }) => (holds.length > 0 ? [name] : [])).toSorted()).toEqual([
      'POST /api/v1/accounts/{account}/password-reset',
      'POST /api/v1/api-keys',
      'POST /api/v1/auth/login',
      'POST /api/v1/auth/oidc/code',
      'POST /api/v1/auth/refresh',
      'POST /api/v1/auth/register',
      'POST /api/v1/auth/second-factor',
      'POST /api/v1/auth/second-factor/confirm',
      'POST /api/v1/auth/setup',
      'POST /api/v1/invitations',
      'POST /api/v1/pairings/{id}/claim',
      'POST /api/v1/webhooks',
      'POST /api/v1/webhooks/{webhook}/secret',
    ]);
  });
});
