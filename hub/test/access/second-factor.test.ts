import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiSuccess, SecondFactorOffer, SecondFactorOn } from '@tapclock/contracts';
import { Secret, TOTP } from 'otpauth';
import { Sessions } from '../../src/access/index.ts';
import { type RunningTestHub, runHub } from '../kit/running-hub.ts';
import { addAccount, PASSWORD, refused, type TestAccount, Visitor } from '../kit/visitor.ts';

let hub: RunningTestHub;

beforeAll(async () => {
  hub = await runHub({
    change: config => ({
      ...config,
      http: { ...config.http, behindProxy: true },
      access: { secondFactorRoles: ['hr', 'admin'] },
    }),
  });
});
afterAll(() => hub.stop());

/** An authenticator on somebody's phone. */
class Phone {
  readonly #totp: TOTP;

  constructor(secret: string) {
    this.#totp = new TOTP({ secret: Secret.fromBase32(secret) });
  }

  /** The code of this moment, or of so many steps later: the next one is taken already. */
  code(steps = 0): string {
    return this.#totp.generate({ timestamp: Date.now() + steps * 30_000 });
  }
}

async function enrolled(visitor: Visitor): Promise<{ phone: Phone; recoveryCodes: string[] }> {
  const offered = await visitor.post('second-factor', { password: PASSWORD });
  const phone = new Phone(apiSuccess(SecondFactorOffer).parse(offered.body).data.secret);
  const confirmed = await visitor.post('second-factor/confirm', { code: phone.code() });
  return { phone, recoveryCodes: apiSuccess(SecondFactorOn).parse(confirmed.body).data.recoveryCodes };
}

async function withSecondFactor(role: 'supervisor' | 'admin' = 'supervisor') {
  const account = await addAccount(hub, { role });
  const visitor = new Visitor(hub);
  await visitor.logIn(account);
  return { account, visitor, ...(await enrolled(visitor)) };
}

/** As if so much time had passed since the last wrong code. */
async function later(interval: string): Promise<void> {
  await hub.database.primary.query('update login_failure set last_at = last_at - $1::interval', [interval]);
}

const logIn = ({ email }: TestAccount, code?: string, visitor = new Visitor(hub)) =>
  visitor.post('login', { email, password: PASSWORD, ...(code === undefined ? {} : { code }) });

describe('a second factor', () => {
  it('is asked for once it is set up, and makes ten recovery codes that work once each', async () => {
    const { account, phone, recoveryCodes } = await withSecondFactor();
    expect(new Set(recoveryCodes).size).toBe(10);
    expect(refused(await logIn(account))).toEqual([401, 'SECOND_FACTOR_REQUIRED']);
    expect((await logIn(account, phone.code(1))).status).toBe(200);
    const [first = '', second = ''] = recoveryCodes;
    expect((await logIn(account, first)).status).toBe(200);
    expect(refused(await logIn(account, first))).toEqual([401, 'UNAUTHENTICATED', 'CODE_WRONG']);
    expect((await logIn(account, ` ${second.toUpperCase()} `)).status).toBe(200);
  });

  it('takes no code twice, and none of before one that it took', async () => {
    const { account, phone } = await withSecondFactor();
    const [now, next] = [phone.code(), phone.code(1)];
    expect((await logIn(account, next)).status).toBe(200);
    expect(refused(await logIn(account, next))).toEqual([401, 'UNAUTHENTICATED', 'CODE_WRONG']);
    await later('8 seconds');
    expect(refused(await logIn(account, now))).toEqual([401, 'UNAUTHENTICATED', 'CODE_WRONG']);
  });

  it('lets one in of two who have the same code', async () => {
    const { account, recoveryCodes } = await withSecondFactor();
    const answers = await Promise.all([logIn(account, recoveryCodes[0]), logIn(account, recoveryCodes[0])]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('does not say that a password is right to whoever has it wrong', async () => {
    const { account, phone } = await withSecondFactor();
    const answer = await new Visitor(hub).post('login', {
      ...{ email: account.email, password: 'a wrong sentence', code: phone.code() },
    });
    expect(refused(answer)).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('cannot be guessed: five wrong codes lock, and asking for the code in between forgives none', async () => {
    const { account, phone } = await withSecondFactor();
    const thief = new Visitor(hub);
    for (let count = 1; count <= 5; count += 1) {
      expect((await logIn(account, '000000', thief)).status).toBe(401);
      await later('8 seconds');
      if (count < 5)
        expect(refused(await logIn(account, undefined, thief))[1]).toBe('SECOND_FACTOR_REQUIRED');
      await later('8 seconds');
    }
    expect(refused(await logIn(account, phone.code(), thief))).toEqual([429, 'RATE_LIMITED']);
  });

  it('needs the password to be set up, and a code of the offered secret', async () => {
    const account = await addAccount(hub);
    const visitor = new Visitor(hub);
    await visitor.logIn(account);
    expect(refused(await visitor.post('second-factor/confirm', { code: '123456' }))).toEqual([
      409,
      'CONFLICT',
    ]);
    expect(refused(await visitor.post('second-factor', {}))).toEqual([403, 'FORBIDDEN', 'PASSWORD_WRONG']);
    await later('8 seconds');
    await visitor.post('second-factor', { password: PASSWORD });
    expect(refused(await visitor.post('second-factor/confirm', { code: '000000' }))).toEqual([
      403,
      'FORBIDDEN',
      'CODE_WRONG',
    ]);
    expect((await logIn(account)).status).toBe(200);
  });

  it('replaces no other: one that is in force is removed first', async () => {
    const { visitor } = await withSecondFactor();
    expect(refused(await visitor.post('second-factor', { password: PASSWORD }))).toEqual([409, 'CONFLICT']);
    expect(refused(await visitor.post('second-factor/confirm', { code: '000000' }))).toEqual([
      409,
      'CONFLICT',
    ]);
  });

  it('is offered for a quarter of an hour', async () => {
    const account = await addAccount(hub);
    const visitor = new Visitor(hub);
    await visitor.logIn(account);
    const { body } = await visitor.post('second-factor', { password: PASSWORD });
    const phone = new Phone(apiSuccess(SecondFactorOffer).parse(body).data.secret);
    await hub.database.primary.query(
      `update account set totp_offered_at = totp_offered_at - interval '15 minutes' where id = $1`,
      [account.id],
    );
    expect(refused(await visitor.post('second-factor/confirm', { code: phone.code() }))).toEqual([
      409,
      'CONFLICT',
    ]);
  });

  it('ends all other sessions when it is set up or removed', async () => {
    const account = await addAccount(hub);
    const [desk, phone] = [new Visitor(hub), new Visitor(hub)];
    await desk.logIn(account);
    await phone.logIn(account);
    const { recoveryCodes } = await enrolled(desk);
    await phone.untilOut();
    await phone.logIn(account, { code: recoveryCodes[0] });
    const removed = await desk.post('second-factor/remove', { password: PASSWORD, code: recoveryCodes[1] });
    expect(removed.status).toBe(200);
    await phone.untilOut();
    expect((await logIn(account)).status).toBe(200);
    expect((await logIn(account, recoveryCodes[2])).status).toBe(200);
  });

  it('is removed with password and code only', async () => {
    const { visitor, phone, recoveryCodes } = await withSecondFactor();
    const tries = [
      { code: phone.code() },
      { password: 'a wrong sentence', code: phone.code() },
      { password: PASSWORD, code: '000000' },
    ];
    for (const proof of tries) {
      expect((await visitor.post('second-factor/remove', proof)).status).toBe(403);
      await later('8 seconds');
    }
    const proof = { password: PASSWORD, code: recoveryCodes[0] };
    expect((await visitor.post('second-factor/remove', proof)).status).toBe(200);
  });

  it('is sealed in the database, and its recovery codes are digests', async () => {
    const account = await addAccount(hub);
    const visitor = new Visitor(hub);
    await visitor.logIn(account);
    const { body } = await visitor.post('second-factor', { password: PASSWORD });
    const { secret } = apiSuccess(SecondFactorOffer).parse(body).data;
    const confirmed = await visitor.post('second-factor/confirm', { code: new Phone(secret).code() });
    const { recoveryCodes } = apiSuccess(SecondFactorOn).parse(confirmed.body).data;
    const rows = await hub.database.primary.query<{ row: string }>(
      `select a::text || (select string_agg(encode(r.digest, 'escape'), ' ') from recovery_code r where r.account_id = a.id) as row
       from account a where id = $1`,
      [account.id],
    );
    const kept = rows[0]?.row ?? '';
    expect(kept).not.toBe('');
    expect(kept).not.toContain(Buffer.from(Secret.fromBase32(secret).bytes).toString('hex'));
    for (const code of recoveryCodes) expect(kept).not.toContain(code);
  });
});

describe('a role that needs a second factor', () => {
  it('may do nothing but set it up until it has one, and everything after', async () => {
    const account = await addAccount(hub, { role: 'admin' });
    const visitor = new Visitor(hub);
    expect((await visitor.logIn(account)).restricted).toBe('enrol-second-factor');
    expect(await visitor.whoAmI()).toBe(200);
    const accounts = () =>
      fetch(`http://127.0.0.1:${hub.httpPort}/api/v1/accounts`, {
        headers: { authorization: `Bearer ${visitor.token}` },
      });
    expect((await accounts()).status).toBe(403);
    await enrolled(visitor);
    const giveUpMs = Date.now() + 10_000;
    while ((await accounts()).status !== 200 && Date.now() < giveUpMs);
    expect((await accounts()).status).toBe(200);
    expect((await visitor.refresh()).restricted).toBeNull();
  });

  it('logs in with two factors and is free at once', async () => {
    const { account, phone } = await withSecondFactor('admin');
    const view = await new Visitor(hub).logIn(account, { code: phone.code(1) });
    expect(view.restricted).toBeNull();
  });

  it('keeps it', async () => {
    const { account, visitor, recoveryCodes } = await withSecondFactor('admin');
    const proof = { password: PASSWORD, code: recoveryCodes[0] };
    expect(refused(await visitor.post('second-factor/remove', proof))).toEqual([403, 'FORBIDDEN']);
    expect(refused(await logIn(account))).toEqual([401, 'SECOND_FACTOR_REQUIRED']);
  });

  it('is not asked again after a login that counted as two factors', async () => {
    const account = await addAccount(hub, { role: 'admin', password: false });
    const { value } = await hub.database.transaction(sql =>
      hub.part(Sessions).begin(sql, account.id, Date.now(), { secondFactor: true }),
    );
    const visitor = new Visitor(hub, { cookie: value.refreshToken });
    expect((await visitor.refresh()).restricted).toBeNull();
  });
});
