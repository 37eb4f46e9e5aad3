/** Why somebody who comes from the identity provider is not let in. Stable codes: the login page says them in words. */
export type IdentityProblem =
  /** Begun too long ago, or in another browser. */
  | 'login-expired'
  /** The provider said no, or the person did there. */
  | 'login-refused'
  /** The answer is not one to what was asked. */
  | 'login-failed'
  | 'provider-away'
  | 'email-not-verified'
  | 'unknown-person'
  | 'account-disabled'
  /** The account belongs to somebody else at the provider: an address that was given to another person. */
  | 'other-identity';

/** Somebody as the identity provider knows them. */
export interface Identity {
  issuer: string;
  subject: string;
  /** null: the provider names none. */
  email: string | null;
  emailVerified: boolean;
}

export interface KnownAccount {
  id: string;
  disabled: boolean;
  issuer: string | null;
  subject: string | null;
}

export type Recognition =
  | { kind: 'known'; account: string }
  /** Seen for the first time: from now on the subject counts, and not the address. */
  | { kind: 'link'; account: string }
  | { kind: 'refused'; problem: IdentityProblem };

/**
 * Whose account it is. The subject decides; an address does so once only, when the provider has verified it (OpenID Connect Core 1.0, 5.7).
 * Nobody gets an account by coming here. An identity of a provider that is not in use any more counts as none.
 */
export function recognise(
  identity: Identity,
  accounts: { bySubject: KnownAccount | null; byEmail: KnownAccount | null },
): Recognition {
  const { bySubject, byEmail } = accounts;
  if (bySubject) {
    return bySubject.disabled ? refused('account-disabled') : { kind: 'known', account: bySubject.id };
  }
  if (identity.email === null || !identity.emailVerified) return refused('email-not-verified');
  if (!byEmail) return refused('unknown-person');
  if (byEmail.disabled) return refused('account-disabled');
  const isOurs = byEmail.issuer === identity.issuer && byEmail.subject !== null;
  if (isOurs && byEmail.subject !== identity.subject) return refused('other-identity');
  return { kind: 'link', account: byEmail.id };
}

function refused(problem: IdentityProblem): Recognition {
  return { kind: 'refused', problem };
}
