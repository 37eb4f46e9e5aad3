import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { AccountView, Reach, Right, Role } from '@tapclock/contracts';
import { HubError } from '../hub-error.ts';

/** Who asks, as every route and every message of a live socket sees them. */
export interface Principal {
  kind: 'account' | 'api-key';
  /** Of the account or the key. */
  id: string;
  /** As it is written beside what was done. */
  name: string;
  /** null for an API key. */
  role: Role | null;
  /** The employee who asks, or who made the key that asks; null for whoever does not clock in. */
  employee: string | null;
  rights: ReadonlySet<Right>;
  /** Whose data the rights are for. Somebody's own data is always within reach of a right to read. */
  reach: Reach;
  account: AccountView | null;
  /** Session of an account; null for an API key. */
  session: string | null;
  /** What must be done before anything else is allowed. */
  restricted: 'enrol-second-factor' | null;
}

/** As much of a request as finding out who asks needs. */
export interface Asked {
  headers: Record<string, string | string[] | undefined>;
  /** Address of the caller, behind a proxy the one that the proxy names. */
  ip: string;
}

/** Finds out who asks. Provided by the access feature under `AUTHENTICATOR`. */
export interface Authenticator {
  /** Null when the token is no token of ours, has expired, or its session has ended. */
  ofBearer(token: string, nowMs: number): Promise<Principal | null>;
}

export const AUTHENTICATOR = Symbol('Authenticator');

const PRINCIPAL = Symbol('principal');

interface Carrier {
  [PRINCIPAL]?: Principal;
}

/** Remembers who asks for the rest of the request. */
export function remember(request: object, principal: Principal): void {
  (request as Carrier)[PRINCIPAL] = principal;
}

/** Who asks; null on a public route. */
export function principalOf(request: object): Principal | null {
  return (request as Carrier)[PRINCIPAL] ?? null;
}

/** Who asks, as a parameter of a route. */
export const Asking = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const principal = principalOf(context.switchToHttp().getRequest<object>());
  if (!principal)
    throw new HubError('UNAUTHENTICATED', { en: 'Log in first.', de: 'Melden Sie sich zuerst an.' });
  return principal;
});

/** Name of who asks, as it is written beside what they do. */
export const Actor = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const principal = principalOf(context.switchToHttp().getRequest<object>());
  if (!principal)
    throw new HubError('UNAUTHENTICATED', { en: 'Log in first.', de: 'Melden Sie sich zuerst an.' });
  return principal.name;
});
