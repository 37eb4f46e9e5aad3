import { Inject, Injectable } from '@nestjs/common';
import { Email } from '@tapclock/contracts';
import * as client from 'openid-client';
import { z } from 'zod';
import { HUB_CONFIG, type HubConfig } from '../../platform/config/hub-config.ts';
import type { IdentityProviderConfig } from '../../platform/config/identity-provider.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import type { Identity } from '../domain/identity.ts';
import { IdentityError } from './identity-error.ts';

/** Where the provider sends people back to. */
export const CALLBACK_PATH = '/api/v1/auth/oidc/callback';
const TIMEOUT_SECONDS = 10;
/** What the provider says about itself is read again after so long. Its keys are read again whenever one is unknown. */
const METADATA_LIFE_MS = 3_600_000;

/** What must be the same when the person comes back. */
export const LoginFlow = z.object({ state: z.string(), nonce: z.string(), verifier: z.string() });
export type LoginFlow = z.infer<typeof LoginFlow>;

/** Some providers write booleans as text. */
const Flag = z.union([z.boolean(), z.enum(['true', 'false']).transform(text => text === 'true')]);
/** OpenID Connect Core 1.0, 2 and 5.1. */
const Claims = z.object({
  sub: z.string().min(1).max(255),
  email: z.optional(Email).catch(undefined),
  email_verified: Flag.optional().catch(undefined),
});

interface Provider {
  settings: IdentityProviderConfig;
  redirectUri: string;
}

/** The company's identity provider: OpenID Connect, authorization code with PKCE, state and nonce (RFC 9700). */
@Injectable()
export class IdentityProvider {
  readonly #provider: Provider | null;
  #discovered: { configuration: Promise<client.Configuration>; atMs: number } | null = null;

  constructor(@Inject(HUB_CONFIG) { identityProvider, http }: HubConfig) {
    this.#provider =
      identityProvider !== null && http.publicUrl !== null
        ? { settings: identityProvider, redirectUri: `${http.publicUrl}${CALLBACK_PATH}` }
        : null;
  }

  /** As people call it; null when the company has none. */
  get name(): string | null {
    return this.#provider?.settings.name ?? null;
  }

  /** Throws NOT_FOUND when the company has none. */
  get settings(): IdentityProviderConfig {
    return this.#required().settings;
  }

  /** Where to send a browser, and what it must bring back. Throws IdentityError. */
  async begin(): Promise<{ url: string; flow: LoginFlow }> {
    const { redirectUri } = this.#required();
    const configuration = await this.#configuration();
    const flow = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
    };
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: 'openid email',
      state: flow.state,
      nonce: flow.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(flow.verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, flow };
  }

  /**
   * Who came back with this query. `wantsEmail`: whether the address is needed, which many providers tell only when asked once more. Throws
   * IdentityError.
   */
  async finish(
    query: string,
    flow: LoginFlow,
    wantsEmail: (subject: { issuer: string; subject: string }) => Promise<boolean>,
  ): Promise<Identity> {
    const { redirectUri } = this.#required();
    const configuration = await this.#configuration();
    try {
      const tokens = await client.authorizationCodeGrant(configuration, new URL(`${redirectUri}?${query}`), {
        expectedState: flow.state,
        expectedNonce: flow.nonce,
        pkceCodeVerifier: flow.verifier,
        idTokenExpected: true,
      });
      const token = tokens.claims();
      if (token === undefined) throw new IdentityError('login-failed');
      const claims = Claims.parse(token);
      const who = { issuer: token.iss, subject: claims.sub };
      if (claims.email !== undefined || !(await wantsEmail(who))) return { ...who, ...addressOf(claims) };
      const more = await client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
      return { ...who, ...addressOf(Claims.parse(more)) };
    } catch (error) {
      throw asIdentityError(error);
    }
  }

  #required(): Provider {
    if (this.#provider) return this.#provider;
    throw new HubError('NOT_FOUND', {
      en: 'This hub has no identity provider: log in with your password.',
      de: 'Dieser Server hat keinen Anmeldedienst: Melden Sie sich mit Ihrem Passwort an.',
    });
  }

  async #configuration(): Promise<client.Configuration> {
    const nowMs = Date.now();
    if (!this.#discovered || nowMs - this.#discovered.atMs > METADATA_LIFE_MS) {
      this.#discovered = { configuration: discover(this.#required().settings), atMs: nowMs };
    }
    const { configuration } = this.#discovered;
    try {
      return await configuration;
    } catch (error) {
      // The next one asks again; a provider that was away for a moment must not stay so.
      if (this.#discovered?.configuration === configuration) this.#discovered = null;
      throw new IdentityError('provider-away', { cause: error });
    }
  }
}

async function discover({
  issuer,
  clientId,
  clientSecret,
}: IdentityProviderConfig): Promise<client.Configuration> {
  const isLocal = issuer.startsWith('http:');
  return await client.discovery(
    new URL(issuer),
    clientId,
    undefined,
    clientSecret === null ? client.None() : secretAuth(clientSecret),
    {
      timeout: TIMEOUT_SECONDS,
      execute: [
        // TLS alone vouches for tokens from the token endpoint; the signature does besides, also behind a proxy that opens TLS.
        client.enableNonRepudiationChecks,
        // Only the configuration of a provider on this very machine gets here without TLS.
        ...(isLocal ? [client.allowInsecureRequests] : []),
      ],
    },
  );
}

/** By header, the default of OpenID Connect Core 1.0, 9; in the body where the provider takes nothing else. */
function secretAuth(secret: string): client.ClientAuth {
  const [basic, post] = [client.ClientSecretBasic(secret), client.ClientSecretPost(secret)];
  return (server, metadata, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    (methods.includes('client_secret_basic') ? basic : post)(server, metadata, body, headers);
  };
}

function addressOf({ email, email_verified }: z.infer<typeof Claims>) {
  return { email: email ?? null, emailVerified: email_verified === true };
}

function asIdentityError(error: unknown): unknown {
  if (error instanceof IdentityError) return error;
  if (error instanceof client.AuthorizationResponseError) {
    return new IdentityError('login-refused', { cause: error });
  }
  if (isAway(error)) return new IdentityError('provider-away', { cause: error });
  const isAnswer =
    error instanceof client.ClientError ||
    error instanceof client.ResponseBodyError ||
    error instanceof client.WWWAuthenticateChallengeError ||
    error instanceof z.ZodError;
  return isAnswer ? new IdentityError('login-failed', { cause: error }) : error;
}

/** `fetch` fails with a TypeError of Node's own realm, told by its name as `database/errors.ts` tells others. */
function isAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if ('code' in error && error.code === 'OAUTH_TIMEOUT') return true;
  const cause = error instanceof client.ClientError ? error.cause : error;
  return (
    typeof cause === 'object' &&
    cause !== null &&
    'name' in cause &&
    (cause.name === 'TimeoutError' ||
      (cause.name === 'TypeError' && 'cause' in cause && cause.cause !== undefined))
  );
}
