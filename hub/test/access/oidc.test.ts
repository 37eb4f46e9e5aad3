import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiSuccess, LoginOptions, type Role, SessionView } from '@tapclock/contracts';
import { AccountsRepository } from '../../src/access/index.ts';
import type { IdentityProviderConfig } from '../../src/platform/config/identity-provider.ts';
import { type RunningTestHub, runHub } from '../kit/running-hub.ts';
import { ABrowser } from './a-browser.ts';
import { AProvider, CLIENT_ID, CLIENT_SECRET } from './a-provider.ts';
import { ask } from './asks.ts';
import { codeOfNow, enrolAuthenticator, wrongCode } from './totp-code.ts';

const HUB = 'https://clock.example';
const API = `${HUB}/api/v1/auth`;
const Entered = apiSuccess(SessionView);
const CALLBACK = `${API}/oidc/callback`;

let provider: AProvider;
const hubs: RunningTestHub[] = [];
beforeAll(async () => {
  provider = await AProvider.start(CALLBACK);
});
afterAll(async () => {
  await Promise.all(hubs.map(hub => hub.stop()));
  await provider.stop();
});

const start = async (
  more: Partial<IdentityProviderConfig> = {},
  secondFactorRoles: Role[] = [],
): Promise<RunningTestHub> => {
  const hub = await runHub({
    change: config => ({
      ...config,
      http: { ...config.http, publicUrl: HUB },
      access: { ...config.access, secondFactorRoles },
      identityProvider: {
        issuer: provider.issuer,
        clientId: CLIENT_ID,
        clientSecret: CLIENT_SECRET,
        name: 'Acme login',
        countsAsSecondFactor: false,
        ...more,
      },
    }),
  });
  hubs.push(hub);
  return hub;
};
const browserOf = (hub: RunningTestHub) => new ABrowser({ [HUB]: hub.httpPort });

const anAccount = async (hub: RunningTestHub, more: { role?: Role } = {}) => {
  const id = randomUUID();
  const email = `${id}@example.com`;
  await hub.database.transaction(sql =>
    hub.part(AccountsRepository).insert(sql, {
      ...{ id, email, name: 'Ida Identity', role: more.role ?? 'hr' },
      ...{ employee: null, teams: [], language: 'en', passwordHash: null },
      createdAt: new Date().toISOString(),
    }),
  );
  return { id, email, subject: `subject-${id}` };
};

/** Walks to the provider and back, as far as the address that the hub is asked to take the person in at. */
const toCallback = async (browser: ABrowser, change: (url: URL) => void = () => undefined): Promise<URL> => {
  const begun = await browser.open(`${API}/oidc/start`);
  const url = new URL(begun.location ?? '');
  change(url);
  return new URL(await browser.walk(url.href, at => at.startsWith(CALLBACK)));
};
const landing = async (browser: ABrowser, url: URL): Promise<string> => {
  const answer = await browser.open(url.href);
  expect(answer.status).toBe(302);
  return answer.location ?? '';
};
const logIn = async (browser: ABrowser) => landing(browser, await toCallback(browser));
const refresh = async (browser: ABrowser) => {
  const answer = await browser.open(`${API}/refresh`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: HUB },
    body: '{}',
  });
  return answer.status === 200 ? Entered.parse(JSON.parse(answer.text)).data : null;
};

describe('logging in at the identity provider', () => {
  let hub: RunningTestHub;
  beforeAll(async () => {
    hub = await start();
  });

  it('is offered by name', async () => {
    const options = await ask(hub, 'GET', '/auth/options', { as: null });
    expect(options.data(LoginOptions).identityProvider).toBe('Acme login');
  });

  it('lets in whoever has an account with the verified address, and knows them by their subject from then on', async () => {
    const { id, email, subject } = await anAccount(hub);
    provider.person = { subject, email: email.toUpperCase(), emailVerified: true };
    const browser = browserOf(hub);
    expect(await logIn(browser)).toBe('/');
    const session = await refresh(browser);
    expect(session?.account).toMatchObject({ id, email });
    expect(session?.restricted).toBeNull();

    provider.person = { subject };
    const later = browserOf(hub);
    expect(await logIn(later)).toBe('/');
    expect((await refresh(later))?.account.id).toBe(id);
  });

  it('asks with a state, a nonce and a challenge, and keeps what belongs to them out of reach of scripts', async () => {
    const browser = browserOf(hub);
    const begun = await browser.open(`${API}/oidc/start`);
    const { searchParams } = new URL(begun.location ?? '');
    expect(searchParams.get('code_challenge_method')).toBe('S256');
    expect(searchParams.get('redirect_uri')).toBe(CALLBACK);
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(searchParams.get(name)).toMatch(/^.{43}$/);
    const cookie = browser.cookie(HUB, '__Secure-tapclock_oidc');
    expect(cookie?.attributes).toMatch(/Path=\/api\/v1\/auth\/oidc.*HttpOnly.*Secure.*SameSite=Lax/);
    expect(Buffer.from(cookie?.value ?? '', 'base64url').toString()).not.toContain(searchParams.get('state'));
  });

  it.each([
    ['an address that is not verified', { emailVerified: false }, 'email-not-verified'],
    ['an address of which nothing is said', { emailVerified: undefined }, 'email-not-verified'],
    ['no address', { email: undefined }, 'email-not-verified'],
    ['an address that has no account', { email: 'nobody@example.com' }, 'unknown-person'],
  ])('refuses %s', async (_case, more, problem) => {
    const { email, subject } = await anAccount(hub);
    provider.person = { subject, email, emailVerified: true, ...more };
    const browser = browserOf(hub);
    expect(await logIn(browser)).toBe(`/login?problem=${problem}`);
    expect(await refresh(browser)).toBeNull();
  });

  it('makes nobody an account', async () => {
    const count = async () =>
      (await hub.database.primary.query<{ n: number }>('select count(*) as n from account'))[0]?.n;
    const before = await count();
    provider.person = { subject: 'stranger', email: 'stranger@example.com', emailVerified: true };
    await logIn(browserOf(hub));
    expect(await count()).toBe(before);
  });

  it('refuses a disabled account, known or not', async () => {
    const { id, email, subject } = await anAccount(hub);
    provider.person = { subject, email, emailVerified: true };
    const disable = (at: string) =>
      hub.database.primary.query(`update account set disabled_at = ${at} where id = $1`, [id]);
    await disable('now()');
    expect(await logIn(browserOf(hub))).toBe('/login?problem=account-disabled');
    await disable('null');
    expect(await logIn(browserOf(hub))).toBe('/');
    await disable('now()');
    expect(await logIn(browserOf(hub))).toBe('/login?problem=account-disabled');
  });

  it('refuses an address that was given to somebody else', async () => {
    const { email, subject } = await anAccount(hub);
    provider.person = { subject, email, emailVerified: true };
    expect(await logIn(browserOf(hub))).toBe('/');
    provider.person = { subject: 'successor', email, emailVerified: true };
    expect(await logIn(browserOf(hub))).toBe('/login?problem=other-identity');
  });

  it('tells that somebody said no', async () => {
    provider.person = null;
    expect(await logIn(browserOf(hub))).toBe('/login?problem=login-refused');
  });
});

describe('an answer of the provider that was tampered with', () => {
  let hub: RunningTestHub;
  let browser: ABrowser;
  beforeAll(async () => {
    hub = await start();
    browser = browserOf(hub);
    const { email, subject } = await anAccount(hub);
    provider.person = { subject, email, emailVerified: true };
  });

  const expectRefused = async (url: URL, problem = 'login-failed') => {
    expect(await landing(browser, url)).toBe(`/login?problem=${problem}`);
    expect(await refresh(browser)).toBeNull();
  };

  it('is refused with another state, and with none', async () => {
    const other = await toCallback(browser);
    other.searchParams.set('state', 'x'.repeat(43));
    await expectRefused(other);
    const none = await toCallback(browser);
    none.searchParams.delete('state');
    await expectRefused(none);
  });

  it('is refused with a state said twice', async () => {
    const url = await toCallback(browser);
    url.searchParams.append('state', url.searchParams.get('state') ?? '');
    await expectRefused(url);
  });

  it('is refused with another nonce in the token', async () => {
    await expectRefused(await toCallback(browser, url => url.searchParams.set('nonce', 'y'.repeat(43))));
  });

  it('is refused from another issuer, and from one that does not say who it is (RFC 9207)', async () => {
    const other = await toCallback(browser);
    expect(other.searchParams.get('iss')).toBe(provider.issuer);
    other.searchParams.set('iss', 'https://evil.example');
    await expectRefused(other);
    const none = await toCallback(browser);
    none.searchParams.delete('iss');
    await expectRefused(none);
  });

  it('is refused in a browser that did not begin it', async () => {
    const stolen = await toCallback(browserOf(hub));
    await expectRefused(stolen, 'login-expired');
  });

  it('is refused with the code of another login, which was begun with another challenge', async () => {
    const stolen = await toCallback(browserOf(hub));
    const own = await toCallback(browser);
    own.searchParams.set('code', stolen.searchParams.get('code') ?? '');
    await expectRefused(own);
  });

  it('is refused the second time', async () => {
    const url = await toCallback(browser);
    const flow = browser.cookie(HUB, '__Secure-tapclock_oidc')?.value ?? '';
    expect(await landing(browser, url)).toBe('/');
    const replay = browserOf(hub);
    expect(await landing(replay, url)).toBe('/login?problem=login-expired');
    replay.setCookie(HUB, '__Secure-tapclock_oidc', flow);
    expect(await landing(replay, url)).toBe('/login?problem=login-failed');
    expect(await refresh(replay)).toBeNull();
  });

  it('is refused with a cookie that was changed', async () => {
    const fresh = browserOf(hub);
    const url = await toCallback(fresh);
    const flow = fresh.cookie(HUB, '__Secure-tapclock_oidc')?.value ?? '';
    fresh.setCookie(HUB, '__Secure-tapclock_oidc', `${flow.slice(0, -4)}AAAA`);
    expect(await landing(fresh, url)).toBe('/login?problem=login-expired');
  });

  it('leads nowhere but to pages of the hub, whatever is in it', async () => {
    for (const more of ['&return=https://evil.example', '&redirect_uri=//evil.example', '#//evil.example']) {
      const fresh = browserOf(hub);
      const url = await toCallback(fresh);
      expect(await landing(fresh, new URL(`${url.href}${more}`))).toMatch(/^\/(?:login\?problem=[a-z-]+)?$/);
    }
  });
});

describe('the second factor of whoever comes from the provider', () => {
  const code = async (browser: ABrowser, value: string) =>
    browser.open(`${API}/oidc/code`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: HUB },
      body: JSON.stringify({ code: value }),
    });
  const withSecondFactor = async (hub: RunningTestHub) => {
    const account = await anAccount(hub);
    const secret = await enrolAuthenticator(hub, account.id);
    provider.person = { subject: account.subject, email: account.email, emailVerified: true };
    return { ...account, secret };
  };

  it('is asked for here, and works once', async () => {
    const hub = await start({}, ['hr']);
    const { id, secret } = await withSecondFactor(hub);
    const browser = browserOf(hub);
    expect(await logIn(browser)).toBe('/login?step=code');
    expect(await refresh(browser)).toBeNull();
    expect((await code(browser, wrongCode(secret))).status).toBe(401);
    await hub.database.primary.query('delete from login_failure');
    const right = codeOfNow(secret);
    const entered = await code(browser, right);
    expect(entered.status).toBe(200);
    const session = await refresh(browser);
    expect(session).toMatchObject({ account: { id }, restricted: null });
    expect((await code(browser, right)).status).toBe(401);
    expect((await code(browserOf(hub), right)).status).toBe(401);
  });

  it('comes before the account is theirs for ever', async () => {
    const hub = await start({}, ['hr']);
    const { id, secret } = await withSecondFactor(hub);
    const linked = async () => {
      const [row] = await hub.database.primary.query<{ subject: string | null }>(
        'select oidc_subject as subject from account where id = $1',
        [id],
      );
      return row?.subject ?? null;
    };
    const stranger = browserOf(hub);
    const email = provider.person?.email ?? '';
    provider.person = { subject: 'somebody who got the address', email, emailVerified: true };
    expect(await logIn(stranger)).toBe('/login?step=code');
    expect((await code(stranger, wrongCode(secret))).status).toBe(401);
    expect(await linked()).toBeNull();
    await hub.database.primary.query('delete from login_failure');
    const owner = browserOf(hub);
    provider.person = { subject: 'its owner', email, emailVerified: true };
    expect(await logIn(owner)).toBe('/login?step=code');
    expect((await code(owner, codeOfNow(secret))).status).toBe(200);
    expect(await linked()).toBe('its owner');
  });

  it('must be set up here by whoever has none and needs one', async () => {
    const hub = await start({}, ['hr']);
    const { email, subject } = await anAccount(hub);
    provider.person = { subject, email, emailVerified: true };
    const browser = browserOf(hub);
    expect(await logIn(browser)).toBe('/');
    expect((await refresh(browser))?.restricted).toBe('enrol-second-factor');
  });

  it('is the provider’s where its login counts as one', async () => {
    const hub = await start({ countsAsSecondFactor: true }, ['hr']);
    await withSecondFactor(hub);
    const browser = browserOf(hub);
    expect(await logIn(browser)).toBe('/');
    expect((await refresh(browser))?.restricted).toBeNull();
  });
});

describe('a provider that cannot be used', () => {
  it('is none when the company has none', async () => {
    const hub = await runHub();
    hubs.push(hub);
    for (const path of ['/auth/oidc/start', '/auth/oidc/callback?code=x&state=y']) {
      expect((await ask(hub, 'GET', path, { as: null })).refusal()).toEqual([404, 'NOT_FOUND']);
    }
  });

  it('is told to be away, and is tried again', async () => {
    const away = createServer((_request, reply) => reply.destroy());
    await new Promise<void>(resolve => away.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(away.address() as AddressInfo).port}`;
    const hub = await start({ issuer });
    const browser = browserOf(hub);
    for (let tries = 0; tries < 2; tries += 1) {
      const answer = await browser.open(`${API}/oidc/start`);
      expect(answer.location).toBe('/login?problem=provider-away');
    }
    await new Promise(resolve => away.close(resolve));
  });

  it('is refused when it names itself otherwise than it is configured', async () => {
    const hub = await start({ issuer: provider.issuer.replace('127.0.0.1', 'localhost') });
    const answer = await browserOf(hub).open(`${API}/oidc/start`);
    expect(answer.location).toBe('/login?problem=provider-away');
  });

  it('lets nobody in with a wrong secret of its client', async () => {
    const hub = await start({ clientSecret: 'another' });
    const { email, subject } = await anAccount(hub);
    provider.person = { subject, email, emailVerified: true };
    expect(await logIn(browserOf(hub))).toBe('/login?problem=login-failed');
  });
});
