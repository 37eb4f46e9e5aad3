import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { Right } from '@tapclock/contracts';

/** Who may use a route. A route without a rule is refused to everybody and fails the test that lists all routes. */
export type AccessRule =
  | { kind: 'public' }
  /** Whoever is logged in, about their own account; also while something must be done first. */
  | { kind: 'signed-in' }
  | { kind: 'right'; right: Right; param: string | null };

export const ACCESS_RULE = 'tapclock:access-rule';

/** For everybody, logged in or not. */
export const Public = () =>
  applyDecorators(rule({ kind: 'public' }), ApiExtension('x-access', { kind: 'public' }));

/** For whoever is logged in, about their own account and nothing else. */
export const SignedIn = () => withDocs({ kind: 'signed-in' });

/**
 * For whoever has a right. With `person`, the name of a path parameter that holds an employee, the employee must be within reach of the one
 * who asks; without, the route itself narrows what it reads and writes to the reach (`Asking`).
 */
export const Needs = (right: Right, options: { person?: string } = {}) =>
  withDocs({ kind: 'right', right, param: options.person ?? null });

const RULE = Symbol('access rule');

interface Carrier {
  [RULE]?: AccessRule;
}

/** Remembers which rule a request was judged by. */
export function rememberRule(request: object, judgedBy: AccessRule): void {
  (request as Carrier)[RULE] = judgedBy;
}

/** Which rule a request was judged by; null when no route with one was reached. */
export function ruleOf(request: object): AccessRule | null {
  return (request as Carrier)[RULE] ?? null;
}

function rule(value: AccessRule) {
  return SetMetadata(ACCESS_RULE, value);
}

function withDocs(value: AccessRule) {
  return applyDecorators(rule(value), ApiBearerAuth(), ApiExtension('x-access', value));
}
