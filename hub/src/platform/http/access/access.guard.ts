import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { EmployeeId, type Right } from '@tapclock/contracts';
import { HubError } from '../hub-error.ts';
import { nameAsker } from './asking-context.ts';
import { ACCESS_RULE, type AccessRule, rememberRule } from './needs.ts';
import { type Asked, AUTHENTICATOR, type Authenticator, type Principal, remember } from './principal.ts';
import { MEMBERSHIP, type Membership, requireReach } from './reach-check.ts';

type HttpRequest = Asked & { params?: Record<string, string> };

const BEARER = /^Bearer ([A-Za-z0-9._~+/-]{1,4096}=*)$/i;

/** The one place that decides who may use a route; what has no rule is refused. */
@Injectable()
export class AccessGuard implements CanActivate {
  readonly #reflector: Reflector;
  readonly #authenticator: Authenticator;
  readonly #membership: Membership;

  constructor(
    @Inject(Reflector) reflector: Reflector,
    @Inject(AUTHENTICATOR) authenticator: Authenticator,
    @Inject(MEMBERSHIP) membership: Membership,
  ) {
    this.#reflector = reflector;
    this.#authenticator = authenticator;
    this.#membership = membership;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = this.#reflector.getAllAndOverride<AccessRule | undefined>(ACCESS_RULE, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (rule?.kind === 'public') return true;
    const request = context.switchToHttp().getRequest<HttpRequest>();
    if (rule !== undefined) rememberRule(request, rule);
    const principal = await this.#whoAsks(request);
    remember(request, principal);
    nameAsker(principal);
    if (rule === undefined)
      throw new HubError('FORBIDDEN', { en: 'Nobody may do this.', de: 'Das darf niemand.' });
    if (rule.kind === 'signed-in') return true;
    allow(principal, rule.right);
    if (rule.param !== null) {
      const employee = EmployeeId.safeParse(request.params?.[rule.param]);
      // What is no employee is told by the route, which says what is wrong with it.
      if (employee.success) await requireReach(this.#membership, principal, rule.right, [employee.data]);
    }
    return true;
  }

  async #whoAsks({ headers }: HttpRequest): Promise<Principal> {
    const { authorization } = headers;
    if (authorization === undefined)
      throw new HubError('UNAUTHENTICATED', { en: 'Log in first.', de: 'Melden Sie sich zuerst an.' });
    const token = typeof authorization === 'string' ? BEARER.exec(authorization)?.[1] : undefined;
    const principal = token === undefined ? null : await this.#authenticator.ofBearer(token, Date.now());
    if (!principal)
      throw new HubError('UNAUTHENTICATED', {
        en: 'This session has ended. Log in again.',
        de: 'Diese Sitzung ist beendet. Melden Sie sich neu an.',
      });
    return principal;
  }
}

/** Throws FORBIDDEN unless the principal has the right and nothing is to be done before. */
export function allow(principal: Principal, right: Right): void {
  if (principal.restricted !== null) {
    throw new HubError(
      'FORBIDDEN',
      { en: 'Set up your second factor first.', de: 'Richten Sie zuerst Ihren zweiten Faktor ein.' },
      {
        details: [{ code: principal.restricted }],
      },
    );
  }
  if (!principal.rights.has(right)) {
    throw new HubError(
      'FORBIDDEN',
      { en: `This needs the right ${right}.`, de: `Dafür ist das Recht ${right} nötig.` },
      {
        details: [{ code: 'needs', right }],
      },
    );
  }
}
