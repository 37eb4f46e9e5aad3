import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PasswordTickets } from '../../src/access/passwords/password-tickets.ts';
import { addPerson, type RunningTestHub, runHub } from '../kit/running-hub.ts';
import { addAccount, PASSWORD, refused, type TestAccount, Visitor } from '../kit/visitor.ts';

const NEXT = 'vier Affen tanzen Tango';

let hub: RunningTestHub;
let admin: TestAccount;

beforeAll(async () => {
  hub = await runHub({ change: config => ({ ...config, http: { ...config.http, behindProxy: true } }) });
  admin = await addAccount(hub, { role: 'admin' });
});
afterAll(() => hub.stop());

async function loggedIn(account: TestAccount): Promise<Visitor> {
  const visitor = new Visitor(hub);
  await visitor.logIn(account);
  return visitor;
}

async function ticketFor({ id }: TestAccount, by = admin): Promise<string> {
  const { value } = await hub.database.transaction(sql =>
    hub.part(PasswordTickets).make(sql, id, { by: by.id, nowMs: Date.now() }),
  );
  return value.ticket;
}

const statusWith = async ({ email }: TestAccount, password: string) =>
  (await new Visitor(hub).post('login', { email, password })).status;

describe('a change of password', () => {
  it('takes a ticket out of use that somebody holds still', async () => {
    const account = await addAccount(hub);
    const ticket = await ticketFor(account);
    await (await loggedIn(account)).post('password', { current: PASSWORD, next: NEXT });
    const password = 'Zwiebelkuchen im Regen';
    expect((await new Visitor(hub).post('password-reset', { ticket, password })).status).toBe(403);
    expect(await statusWith(account, NEXT)).toBe(200);
  });

  it('is in the audit trail of the employee', async () => {
    const { id: employee } = await addPerson(hub);
    const account = await addAccount(hub, { employee });
    await (await loggedIn(account)).post('password', { current: PASSWORD, next: NEXT });
    await new Visitor(hub).post('password-reset', { ticket: await ticketFor(account), password: PASSWORD });
    const entries = await hub.database.primary.query<{ action: string }>(
      `select action from audit_entry where people @> array[$1::uuid] and action like 'accounts.password-%' order by at`,
      [employee],
    );
    expect(entries.map(({ action }) => action)).toEqual([
      'accounts.password-changed',
      'accounts.password-reset',
    ]);
  });

  it('ends all other sessions, keeps this one, and counts from now on', async () => {
    const account = await addAccount(hub);
    const [desk, phone] = [await loggedIn(account), await loggedIn(account)];
    expect((await desk.post('password', { current: PASSWORD, next: NEXT })).status).toBe(200);
    await phone.untilOut();
    expect((await phone.post('refresh')).status).toBe(401);
    expect(await desk.whoAmI()).toBe(200);
    expect([await statusWith(account, PASSWORD), await statusWith(account, NEXT)]).toEqual([401, 200]);
  });

  it('needs the present password', async () => {
    const account = await addAccount(hub);
    const visitor = await loggedIn(account);
    const answer = await visitor.post('password', { current: 'a wrong sentence', next: NEXT });
    expect(refused(answer)).toEqual([403, 'FORBIDDEN', 'PASSWORD_WRONG']);
    expect(await statusWith(account, PASSWORD)).toBe(200);
  });

  it.each([
    ['too short', 'k7#pQ2vLx9!', 'PASSWORD_TOO_SHORT'],
    ['too long for bcrypt', `${'lilac tundra oboe '.repeat(3)}${'ü'.repeat(10)}`, 'PASSWORD_TOO_LONG'],
    ['common', 'Sommer2026!!', 'PASSWORD_TOO_COMMON'],
    ['of the owner’s name', 'MariaSchneider1', 'PASSWORD_TOO_COMMON'],
    ['not typable', 'lilac\u0000tundra oboe', 'PASSWORD_NOT_TYPABLE'],
  ])('is refused for a new one that is %s', async (_case, next, code) => {
    const account = await addAccount(hub);
    const visitor = await loggedIn(account);
    expect(refused(await visitor.post('password', { current: PASSWORD, next }))).toEqual([
      400,
      'VALIDATION_ERROR',
      code,
    ]);
    expect(await statusWith(account, PASSWORD)).toBe(200);
  });

  it('takes the same characters from any keyboard', async () => {
    const account = await addAccount(hub);
    const visitor = await loggedIn(account);
    await visitor.post('password', { current: PASSWORD, next: 'Grüße aus Ulm, Süd' });
    expect(await statusWith(account, 'Gru\u0308ße aus Ulm, Su\u0308d')).toBe(200);
  });

  it('is for people who are logged in', async () => {
    expect((await new Visitor(hub).post('password', { current: PASSWORD, next: NEXT })).status).toBe(401);
  });
});

describe('a reset with a ticket', () => {
  it('sets the password once, and logs out everywhere', async () => {
    const account = await addAccount(hub);
    const visitor = await loggedIn(account);
    const ticket = await ticketFor(account);
    const answer = await new Visitor(hub).post('password-reset', { ticket, password: NEXT });
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([200, []]);
    await visitor.untilOut();
    expect([await statusWith(account, PASSWORD), await statusWith(account, NEXT)]).toEqual([401, 200]);
    expect(refused(await new Visitor(hub).post('password-reset', { ticket, password: NEXT }))).toEqual([
      403,
      'FORBIDDEN',
      'TICKET_INVALID',
    ]);
  });

  it('lets its owner in at once, also where wrong tries had locked them out', async () => {
    const account = await addAccount(hub);
    const visitor = new Visitor(hub);
    for (let count = 1; count <= 5; count += 1) {
      await visitor.post('login', { email: account.email, password: 'a wrong sentence' });
      await hub.database.primary.query(`update login_failure set last_at = last_at - interval '8 seconds'`);
    }
    const { email } = account;
    expect((await visitor.post('login', { email, password: PASSWORD })).status).toBe(429);
    await visitor.post('password-reset', { ticket: await ticketFor(account), password: NEXT });
    expect((await visitor.post('login', { email, password: NEXT })).status).toBe(200);
  });

  it.each(["role = 'hr'", 'disabled_at = now()'])(
    'is not done with a ticket of somebody since %s',
    async how => {
      const maker = await addAccount(hub, { role: 'admin' });
      const account = await addAccount(hub);
      const ticket = await ticketFor(account, maker);
      await hub.database.primary.query(`update account set ${how} where id = $1`, [maker.id]);
      expect((await new Visitor(hub).post('password-reset', { ticket, password: NEXT })).status).toBe(403);
    },
  );

  it('gives the ticket to one of two who come at once', async () => {
    const account = await addAccount(hub);
    const ticket = await ticketFor(account);
    const answers = await Promise.all(
      [NEXT, 'Zwiebelkuchen im Regen'].map(password =>
        new Visitor(hub).post('password-reset', { ticket, password }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
  });

  it('keeps the ticket when the new password is not good enough', async () => {
    const account = await addAccount(hub);
    const ticket = await ticketFor(account);
    const visitor = new Visitor(hub);
    expect((await visitor.post('password-reset', { ticket, password: 'password1234' })).status).toBe(400);
    expect((await visitor.post('password-reset', { ticket, password: NEXT })).status).toBe(200);
  });

  it('says the same of every ticket that is worth nothing', async () => {
    const replaced = await ticketFor(await addAccount(hub));
    const account = await addAccount(hub);
    const old = await ticketFor(account);
    await ticketFor(account);
    const tooOld = await addAccount(hub);
    const expired = await ticketFor(tooOld);
    await hub.database.primary.query(`update password_ticket set expires_at = now() where account_id = $1`, [
      tooOld.id,
    ]);
    const gone = await addAccount(hub);
    const ofDisabled = await ticketFor(gone);
    await hub.database.primary.query('update account set disabled_at = now() where id = $1', [gone.id]);
    const answers = [];
    for (const ticket of [old, expired, ofDisabled, 'A'.repeat(43)]) {
      answers.push(await new Visitor(hub).post('password-reset', { ticket, password: NEXT }));
    }
    expect(answers.map(refused)).toEqual(Array(4).fill([403, 'FORBIDDEN', 'TICKET_INVALID']));
    expect((await new Visitor(hub).post('password-reset', { ticket: replaced, password: NEXT })).status).toBe(
      200,
    );
  });

  it('sets a password and nothing else', async () => {
    const account = await addAccount(hub);
    const ticket = await ticketFor(account);
    await new Visitor(hub).post('password-reset', {
      ...{ ticket, password: NEXT, role: 'admin', email: 'other@werk.example', account: account.id },
    });
    const rows = await hub.database.primary.query('select role, email from account where id = $1', [
      account.id,
    ]);
    expect(rows).toEqual([{ role: 'supervisor', email: account.email }]);
  });
});
