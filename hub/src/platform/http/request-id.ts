import { randomUUID } from 'node:crypto';

type Headers = Record<string, string | string[] | undefined>;

/** As much of Fastify as is used here; its own types are not ours to import. */
interface Hooks {
  addHook(
    name: 'onRequest',
    hook: (
      request: { id: string; headers: Headers },
      reply: { header(name: string, value: string): unknown },
      done: () => void,
    ) => void,
  ): unknown;
}

const ACCEPTED = /^[A-Za-z0-9_-]{8,64}$/;

/**
 * Gives each request an id of our own, by which the log and the audit trail know it: nobody outside chooses what those say. The caller's
 * `x-request-id` is answered beside it, as `x-correlation-id`.
 */
export function requestIdHook(fastify: Hooks): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    request.id = randomUUID();
    reply.header('x-request-id', request.id);
    const theirs = correlationIdOf(request.headers);
    if (theirs !== undefined) reply.header('x-correlation-id', theirs);
    done();
  });
}

/** What the caller calls its request; undefined when it says nothing, or nothing harmless. */
export function correlationIdOf(headers: Headers): string | undefined {
  const sent = headers['x-request-id'];
  return typeof sent === 'string' && ACCEPTED.test(sent) ? sent : undefined;
}
