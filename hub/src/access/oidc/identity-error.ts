import type { IdentityProblem } from '../domain/identity.ts';

/** A login by the identity provider that came to nothing, for a reason that people may be told. */
export class IdentityError extends Error {
  override readonly name = 'IdentityError';
  readonly problem: IdentityProblem;

  constructor(problem: IdentityProblem, options: { cause?: unknown } = {}) {
    super(problem, options);
    this.problem = problem;
  }
}
