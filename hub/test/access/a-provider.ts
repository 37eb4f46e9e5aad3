import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

/** Somebody as the provider knows them. */
export interface Person {
  subject: string;
  email?: string;
  emailVerified?: boolean;
}

export const CLIENT_ID = 'tapclock';
export const CLIENT_SECRET = 'a-secret-of-some-length';

/** A real identity provider in this process. Whoever it is told to let in is logged in by whoever asks. */
export class AProvider {
  readonly issuer: string;
  /** Who logs in next; null: they say no. */
  person: Person | null = null;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(redirectUri: string): Promise<AProvider> {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const self = new AProvider(server);
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const jwk = { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig' };
    const provider = new Provider(self.issuer, {
      clients: [{ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, redirect_uris: [redirectUri] }],
      claims: { openid: ['sub'], email: ['email', 'email_verified'] },
      cookies: { keys: ['test'] },
      jwks: { keys: [jwk] },
      ttl: {
        AccessToken: 600,
        AuthorizationCode: 60,
        Grant: 600,
        IdToken: 600,
        Interaction: 600,
        Session: 600,
      },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
      findAccount: (_context, subject) => ({ accountId: subject, claims: () => self.#claims(subject) }),
    });
    const answer = provider.callback();
    server.on('request', (request, reply) => {
      if (!request.url?.startsWith('/interaction/')) {
        void answer(request, reply);
        return;
      }
      self.#logIn(provider, request, reply).catch((error: unknown) => reply.destroy(error as Error));
    });
    return self;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  #claims(subject: string) {
    const { email, emailVerified } = this.person ?? {};
    return {
      sub: subject,
      ...(email === undefined ? {} : { email }),
      ...(emailVerified === undefined ? {} : { email_verified: emailVerified }),
    };
  }

  async #logIn(
    provider: Provider,
    ...[request, reply]: Parameters<Provider['interactionDetails']>
  ): Promise<void> {
    const details = await provider.interactionDetails(request, reply);
    if (this.person === null) {
      await provider.interactionFinished(request, reply, { error: 'access_denied' });
      return;
    }
    const { subject } = this.person;
    const grant = new provider.Grant({ accountId: subject, clientId: String(details.params.client_id) });
    grant.addOIDCScope('openid email');
    await provider.interactionFinished(request, reply, {
      login: { accountId: subject, remember: false },
      consent: { grantId: await grant.save() },
    });
  }
}
