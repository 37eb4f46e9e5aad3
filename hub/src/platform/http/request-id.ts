import { randomUUID } from 'node:crypto';

/** As much of Fastify as is used here; its own types are not ours to import. */
interface Hooks {
  addHook(
    name: 'onRequest',
    hook: (
      request: { id: string; headers: Record<string, string | string[] | undefined> },
      reply: { header(name: string, value: string): unknown },
      done: () => void,
    ) => void,
  ): unknown;
}

const ACCEPTED = /^[A-Za-z0-9_-]{8,64}$/;

/** Gives each request an id: the caller's `x-request-id` if it is harmless, else a new one; echoed in the answer. */
export function requestIdHook(fastify: Hooks): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const sent = request.headers['x-request-id'];
    request.id = typeof sent === 'string' && ACCEPTED.test(sent) ? sent : randomUUID();
    reply.header('x-request-id', request.id);
    done();
  });
}
