import { AsyncLocalStorage } from 'node:async_hooks';
import type { AuditActor } from '@tapclock/contracts';
import type { Principal } from './principal.ts';

/** Who acts, and through what. Plain data: it goes along with work that another process does. */
export interface Acting {
  who: AuditActor & {
    /** The employee who acts; null for whoever does not clock in, and for what is nobody. */
    employee: string | null;
  };
  session: string | null;
  /** Id of the request. */
  request: string | null;
  /** Network address it came from. */
  source: string | null;
}

/** What happens outside of any request the hub does by itself. */
const THE_HUB: Acting = {
  who: { kind: 'system', id: null, name: 'the hub', role: null, employee: null },
  session: null,
  request: null,
  source: null,
};

/** The store of one request: the guard fills in who asks, once it knows. */
interface Asking {
  acting: Acting;
}

const storage = new AsyncLocalStorage<Asking>();

/** Who acts here and now. */
export function acting(): Acting {
  return storage.getStore()?.acting ?? THE_HUB;
}

/** Does work in somebody's name, such as a job that a request has ordered. */
export function actAs<T>(someone: Acting, work: () => T): T {
  return storage.run({ acting: someone }, work);
}

/** A principal as who acts. */
export function actingOf(
  { kind, id, name, role, employee, session }: Principal,
  { request, source }: Pick<Acting, 'request' | 'source'>,
): Acting {
  // A key is not the person who made it: what it looks at is looked at by a machine.
  const who = { kind, id, name, role, employee: kind === 'account' ? employee : null };
  return { who, session, request, source };
}

/** Says who asks for the rest of the request. */
export function nameAsker(principal: Principal): void {
  const asking = storage.getStore();
  if (asking) asking.acting = actingOf(principal, asking.acting);
}

/** As much of Fastify as is used here; its own types are not ours to import. */
interface Hooks {
  addHook(
    name: 'onRequest' | 'preValidation',
    hook: (request: { id: string; ip: string }, reply: unknown, done: () => void) => void,
  ): unknown;
}

/** Gives each request a context of its own, in which whatever it causes knows who asked. Comes after the hook of the request's id. */
export function askingContextHook(fastify: Hooks): void {
  const contexts = new WeakMap<object, Asking>();
  fastify.addHook('onRequest', (request, _reply, done) => {
    const who = {
      kind: 'anonymous',
      id: null,
      name: 'somebody not logged in',
      role: null,
      employee: null,
    } as const;
    const asking: Asking = { acting: { who, session: null, request: request.id, source: request.ip } };
    contexts.set(request, asking);
    storage.run(asking, done);
  });
  // A body arrives through events of the socket, which is older than the request and has no context.
  fastify.addHook('preValidation', (request, _reply, done) => {
    const asking = contexts.get(request);
    if (asking) storage.run(asking, done);
    else done();
  });
}
