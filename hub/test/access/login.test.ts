import { createHmac, createSign, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { apiSuccess, LoginOptions, Me } from '@tapclock/contracts';
import { SignJWT } from 'jose';
import { Sessions } from '../../src/access/index.ts';
import { PasswordHasher } from '../../src/access/passwords/password-hasher.ts';
import { VAULT, type Vault } from '../../src/platform/secrets/vault.ts';
import { type RunningTestHub, runHub } from '../kit/running-hub.ts';
import { addAccount, PASSWORD, refused, type TestAccount, Visitor } from '../kit/visitor.ts';

let hub: RunningTestHub;
let maria: TestAccount;

beforeAll(async () => {
  hub = await runHub({ change: config => ({ ...config, http: { ...config.http, behindProxy: true } }) });
  maria = await addAccount(hub);
});
afterAll(() => hub.stop());

describe('a login', () => {
  it('gives an access token for a quarter of an hour, and says who it is and what they may do', async () => {
    const visitor = new Visitor(hub);
    const before = Date.now();
    const view = await visitor.logIn({ email: `  ${maria.email.toUpperCase()} ` });
    expect(view).toMatchObject({
      account: { id: maria.id, email: maria.email, role: 'supervisor', secondFactor: false },
      reach: { kind: 'teams', teams: [] },
      restricted: null,
    });
    expect(view.rights).toContain('people.read');
    const minutes = (Date.parse(view.expiresAt) - before) / 60_000;
    expect(Math.round(minutes)).toBe(15);
    expect(JSON.stringify(view)).not.toMatch(/hash|\$2b/);
    const me = await visitor.get('me');
    expect(apiSuccess(Me).parse(me.body).data).toMatchObject({ kind: 'account', account: { id: maria.id } });
    expect(me.headers.get('cache-control')).toBe('no-store');
  });

  it('puts the refresh token where no script and no other site reads it', async () => {
    const answer = await new Visitor(hub).post('login', { email: maria.email, password: PASSWORD });
    const [cookie = ''] = answer.headers.getSetCookie();
    const [pair = '', ...attributes] = cookie.split('; ');
    expect(pair).toMatch(/^__Secure-tapclock_refresh=[\w-]{43}$/);
    expect(attributes.filter(attribute => !attribute.startsWith('Expires=')).sort()).toEqual([
      'HttpOnly',
      'Path=/api/v1/auth',
      'SameSite=Strict',
      'Secure',
    ]);
    const expires = attributes.find(attribute => attribute.startsWith('Expires='))?.slice(8) ?? '';
    expect(Math.round((Date.parse(expires) - Date.now()) / 86_400_000)).toBe(7);
    const token = pair.slice('__Secure-tapclock_refresh='.length);
    expect(JSON.stringify(answer.body)).not.toContain(token);
  });

  it('says the same of a wrong password, an unknown address, a disabled account and one without a password', async () => {
    const disabled = await addAccount(hub);
    await hub.database.primary.query('update account set disabled_at = now() where id = $1', [disabled.id]);
    const stranger = await addAccount(hub, { password: false });
    const tries = [
      { email: maria.email, password: 'not her password' },
      { email: 'nobody@werk.example', password: PASSWORD },
      { email: disabled.email, password: PASSWORD },
      { email: stranger.email, password: PASSWORD },
    ];
    const answers = [];
    for (const attempt of tries) answers.push(await new Visitor(hub).post('login', attempt));
    expect(new Set(answers.map(({ body }) => JSON.stringify((body as { error: unknown }).error))).size).toBe(
      1,
    );
    expect(answers.map(refused)).toEqual(Array(4).fill([401, 'UNAUTHENTICATED']));
    expect(answers.every(({ headers }) => headers.getSetCookie().length === 0)).toBe(true);
  });

  it('looks at a password whether there is such an account or not, so that nobody learns which there are', async () => {
    const verify = jest.spyOn(hub.part(PasswordHasher), 'verify');
    await new Visitor(hub).post('login', { email: 'nobody-here@werk.example', password: PASSWORD });
    await new Visitor(hub).post('login', { email: maria.email, password: 'a wrong sentence' });
    expect(verify).toHaveBeenCalledTimes(2);
    verify.mockRestore();
  });

  it('takes nothing but what it asks for', async () => {
    const view = await new Visitor(hub).logIn(maria, {
      role: 'admin',
      restricted: null,
      rights: ['accounts.write'],
    });
    expect(view.account.role).toBe('supervisor');
    expect(view.rights).not.toContain('accounts.write');
  });

  it('is refused, never an error, whatever the fields hold', async () => {
    const texts = [
      "' or 1=1 --",
      'a\u0000b',
      '\ud800',
      '../../etc/passwd',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a template that must not be filled in
      '${7*7}{{7*7}}',
      'x'.repeat(2_000),
      '\r\nset-cookie: a=b',
      '\u202egnp.exe',
      '',
    ];
    for (const text of texts) {
      const bodies = [
        { email: text, password: text },
        { email: maria.email, password: PASSWORD, code: text },
        { email: `a${text}@werk.example`, password: 'x' },
      ];
      for (const body of bodies) {
        const { status, headers } = await new Visitor(hub).post('login', body);
        expect([text, [400, 401].includes(status)]).toEqual([text, true]);
        expect(headers.getSetCookie()).toEqual([]);
      }
      const { status } = await new Visitor(hub).post('login', { email: maria.email, password: text });
      expect([400, 401, 429]).toContain(status);
    }
    const polluted = `{"email":"${maria.email}","password":"${PASSWORD}","__proto__":{"role":"admin"}}`;
    expect((await new Visitor(hub).post('login', polluted)).status).toBe(400);
  });

  it('keeps neither addresses nor sources in clear', async () => {
    await new Visitor(hub, { source: '203.0.113.77' }).post('login', {
      email: 'typed-password-here@x.example',
      password: 'x',
    });
    const rows = await hub.database.primary.query('select f::text as row from login_failure f');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toMatch(/typed-password|203\.0\.113/);
  });

  it('says how one may log in', async () => {
    const { body } = await new Visitor(hub).get('options');
    expect(apiSuccess(LoginOptions).parse(body).data).toMatchObject({ setupNeeded: false });
  });
});

describe('an access token', () => {
  /** What a token of this hub is like, and one thing changed. */
  async function forged(
    change: {
      key?: Uint8Array;
      claims?: object;
      header?: object;
      issuer?: string;
      audience?: string;
      ageSeconds?: number;
      session?: string;
    } = {},
  ): Promise<string> {
    const { value } = await hub.database.transaction(sql =>
      hub.part(Sessions).begin(sql, maria.id, Date.now()),
    );
    const key = change.key ?? hub.part<Vault>(VAULT as never).derive('access token');
    const issued = Math.floor(Date.now() / 1_000) - (change.ageSeconds ?? 0);
    return await new SignJWT({ ...change.claims })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', ...change.header })
      .setIssuer(change.issuer ?? 'tapclock-hub')
      .setAudience(change.audience ?? 'tapclock-api')
      .setSubject(change.session ?? value.session)
      .setIssuedAt(issued)
      .setExpirationTime(issued + 900)
      .sign(key);
  }

  const statusWith = async (token: string) => await new Visitor(hub, { token }).whoAmI();

  it('is taken when nothing is wrong with it', async () => {
    expect(await statusWith(await forged())).toBe(200);
  });

  it.each([
    ['signed with another key', { key: randomBytes(32) }],
    ['of another issuer', { issuer: 'somebody-else' }],
    ['for another audience', { audience: 'tapclock-kiosk' }],
    ['of another type', { header: { typ: 'JWT' } }],
    ['expired', { ageSeconds: 906 }],
  ])('is refused when it is %s', async (_case, change) => {
    expect(await statusWith(await forged(change))).toBe(401);
  });

  /** For what the library refuses to make: a token of a living session with this header, right in all else. */
  async function byHand(
    header: { alg: string; crit?: string[]; b65?: boolean },
    sign: (text: string) => string = hmac('sha256'),
  ): Promise<string> {
    const { value } = await hub.database.transaction(sql =>
      hub.part(Sessions).begin(sql, maria.id, Date.now()),
    );
    const now = Math.floor(Date.now() / 1_000);
    const claims = { iss: 'tapclock-hub', aud: 'tapclock-api', sub: value.session, iat: now, exp: now + 900 };
    const text = [{ typ: 'at+jwt', ...header }, claims]
      .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${text}.${sign(text)}`;
  }

  const hmac = (hash: string) => (text: string) =>
    createHmac(hash, hub.part<Vault>(VAULT as never).derive('access token'))
      .update(text)
      .digest('base64url');

  it('made by hand is as good as any, so that what follows is refused for one reason each', async () => {
    expect(await statusWith(await byHand({ alg: 'HS256' }))).toBe(200);
  });

  it('is refused when something unknown in it is critical', async () => {
    expect(await statusWith(await byHand({ alg: 'HS256', crit: ['b65'], b65: true }))).toBe(401);
  });

  it('is refused without a signature, whatever its header says', async () => {
    for (const alg of ['none', 'None', 'NONE', 'HS256']) {
      expect(await statusWith(await byHand({ alg }, () => ''))).toBe(401);
      expect(await statusWith(await byHand({ alg: alg === 'HS256' ? 'none' : alg }))).toBe(401);
    }
  });

  it('is refused when it names another algorithm, also with a key it brings along', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = publicKey.export({ format: 'jwk' });
    const own = await byHand({ alg: 'ES256', ...{ jwk } }, text =>
      createSign('sha256').update(text).sign({ key: privateKey, dsaEncoding: 'ieee-p1363' }, 'base64url'),
    );
    expect(await statusWith(own)).toBe(401);
    // The right key under the wrong name: the algorithm is the hub's choice, not the token's.
    expect(await statusWith(await byHand({ alg: 'HS512' }, hmac('sha512')))).toBe(401);
  });

  it('is refused when a byte of it changed', async () => {
    const token = await forged();
    const [head = '', claims = '', signature = ''] = token.split('.');
    const other = signature.startsWith('A') ? 'B' : 'A';
    expect(await statusWith(`${head}.${claims}.${other}${signature.slice(1)}`)).toBe(401);
    expect(await statusWith(`${head}.${claims}`)).toBe(401);
    expect(await statusWith('x')).toBe(401);
  });

  it('is refused for a session that never was', async () => {
    expect(await statusWith(await forged({ session: randomUUID() }))).toBe(401);
  });
});
