import { z } from 'zod';
import { secretOf } from './secret-file.ts';

/** The company's own identity provider (OpenID Connect), where it has one. */
export interface IdentityProviderConfig {
  /** As the provider names itself, to the letter. */
  issuer: string;
  clientId: string;
  /** null for a client without one, which PKCE alone protects. */
  clientSecret: string | null;
  /** As people call it, such as `Acme login`: it stands on the button. */
  name: string;
  /** Whether its login counts as a second factor, so that nobody is asked for another here. */
  countsAsSecondFactor: boolean;
}

/** Settings of the identity provider: all optional, none without the issuer. */
export const IDENTITY_PROVIDER_SETTINGS = {
  TAPCLOCK_OIDC_ISSUER: z
    .string()
    .refine(isSafeIssuer, 'must be a URL starting with https: (http: on this machine only)')
    .optional(),
  TAPCLOCK_OIDC_CLIENT_ID: z.string().min(1).optional(),
  TAPCLOCK_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  TAPCLOCK_OIDC_CLIENT_SECRET_FILE: z.string().min(1).optional(),
  TAPCLOCK_OIDC_NAME: z.string().min(1).max(60).optional(),
  TAPCLOCK_OIDC_SECOND_FACTOR: z.enum(['0', '1'], 'must be 0 or 1').optional(),
};

type Settings = z.output<z.ZodObject<typeof IDENTITY_PROVIDER_SETTINGS>> & {
  TAPCLOCK_PUBLIC_URL?: string | undefined;
};

/** What is missing or too much, one text for each. */
export function identityProviderProblems(settings: Settings): string[] {
  if (settings.TAPCLOCK_OIDC_ISSUER === undefined) {
    const given = Object.entries(settings).filter(
      ([name, value]) => name.startsWith('TAPCLOCK_OIDC_') && value !== undefined,
    );
    return given.map(
      ([name]) => `${name}: says something about a provider, but TAPCLOCK_OIDC_ISSUER is missing`,
    );
  }
  const problems: string[] = [];
  if (settings.TAPCLOCK_OIDC_CLIENT_ID === undefined) {
    problems.push('TAPCLOCK_OIDC_CLIENT_ID: is missing');
  }
  if (settings.TAPCLOCK_PUBLIC_URL === undefined) {
    problems.push('TAPCLOCK_PUBLIC_URL: is missing; the identity provider sends people back there');
  }
  const { TAPCLOCK_OIDC_CLIENT_SECRET: secret, TAPCLOCK_OIDC_CLIENT_SECRET_FILE: file } = settings;
  if (secret !== undefined && file !== undefined) {
    problems.push('TAPCLOCK_OIDC_CLIENT_SECRET and TAPCLOCK_OIDC_CLIENT_SECRET_FILE: set one of them');
  }
  if (file !== undefined && secretOf(file) === null) {
    problems.push('TAPCLOCK_OIDC_CLIENT_SECRET_FILE: cannot be read, or is empty');
  }
  return problems;
}

/** Of settings without problems; null when there is no provider. */
export function identityProviderOf(settings: Settings): IdentityProviderConfig | null {
  const { TAPCLOCK_OIDC_ISSUER: issuer, TAPCLOCK_OIDC_CLIENT_ID: clientId } = settings;
  if (issuer === undefined || clientId === undefined) return null;
  const file = settings.TAPCLOCK_OIDC_CLIENT_SECRET_FILE;
  return {
    issuer,
    clientId,
    clientSecret: settings.TAPCLOCK_OIDC_CLIENT_SECRET ?? (file === undefined ? null : secretOf(file)),
    name: settings.TAPCLOCK_OIDC_NAME ?? new URL(issuer).hostname,
    countsAsSecondFactor: settings.TAPCLOCK_OIDC_SECOND_FACTOR === '1',
  };
}

function isSafeIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash } = new URL(text);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return (protocol === 'https:' || (protocol === 'http:' && isLocal)) && search === '' && hash === '';
}
