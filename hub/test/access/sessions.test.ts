import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiSuccess, OwnSession } from '@tapclock/contracts';
import { z } from 'zod';
import { Sessions } from '../../src/access/index.ts';
import { AccessChanges } from '../../src/access/sessions/access-changes.ts';
import { type RunningTestHub, runHub, SITE } from '../kit/running-hub.ts';
import { addAccount, PASSWORD, refused, type TestAccount, Visitor } from '../kit/visitor.ts';

let hub: RunningTestHub;
let maria: TestAccount;

beforeAll(async () => {
  hub = await runHub({ change: config => ({ ...config, http: { ...config.http, behindProxy: true } }) });
  maria = await addAccount(hub);
});
afterAll(() => hub.stop());

async function loggedIn(account = maria): Promise<Visitor> {
  const visitor = new Visitor(hub);
  await visitor.logIn(account);
  return visitor;
}

/** As if it had happened so long ago. */
async function shift(column: string, table: string, account: string, interval: string): Promise<void> {
  const owner =
    table === 'session' ? 't.account_id' : '(select account_id from session where id = t.session_id)';
  await hub.database.primary.query(
    `update ${table} t set ${column} = ${column} - $2::interval where ${owner} = $1`,
    [account, interval],
  );
}

async function sessionsOf(visitor: Visitor) {
  const { body } = await visitor.get('sessions');
  return apiSuccess(z.array(OwnSession)).parse(body).data;
}

async function endedWhy(account: string): Promise<(string | null)[]> {
  const rows = await hub.database.primary.query<{ ended_why: string | null }>(
    'select ended_why from session where account_id = $1 order by created_at',
    [account],
  );
  return rows.map(row => row.ended_why);
}

describe('a refresh', () => {
  it('changes the cookie for its successor and goes on with the same session', async () => {
    const visitor = await loggedIn();
    const [first, firstToken] = [visitor.cookie, visitor.token];
    const view = await visitor.refresh();
    expect(view.account.id).toBe(maria.id);
    expect(visitor.cookie).not.toBe(first);
    expect(await visitor.whoAmI()).toBe(200);
    const old = new Visitor(hub, { token: firstToken });
    expect((await sessionsOf(old)).find(({ current }) => current)?.id).toBe(
      (await sessionsOf(visitor)).find(({ current }) => current)?.id,
    );
  });

  it('keeps refresh tokens as digests only', async () => {
    const visitor = await loggedIn();
    const rows = await hub.database.primary.query(
      `select encode(digest, 'base64') as digest from refresh_token`,
    );
    expect(rows.length).toBeGreaterThan(0);
    const kept = JSON.stringify(rows);
    expect(kept).not.toContain(visitor.cookie);
    expect(kept).not.toContain(Buffer.from(visitor.cookie ?? '', 'base64url').toString('base64'));
  });

  it('gives two tabs that wake up together the same successor', async () => {
    const visitor = await loggedIn();
    const tabs = [new Visitor(hub, { cookie: visitor.cookie }), new Visitor(hub, { cookie: visitor.cookie })];
    await Promise.all(tabs.map(tab => tab.refresh()));
    expect(tabs[0]?.cookie).toBe(tabs[1]?.cookie);
    expect(tabs[0]?.cookie).not.toBe(visitor.cookie);
    await tabs[1]?.refresh();
    expect(await tabs[0]?.whoAmI()).toBe(200);
  });

  it('ends the session when a copy of a used token turns up, for the thief and for the owner', async () => {
    const account = await addAccount(hub);
    const owner = await loggedIn(account);
    const thief = new Visitor(hub, { cookie: owner.cookie });
    await owner.refresh();
    await shift('used_at', 'refresh_token', account.id, '11 seconds');
    expect(refused(await thief.post('refresh'))).toEqual([401, 'UNAUTHENTICATED']);
    await owner.untilOut();
    expect(refused(await owner.post('refresh'))).toEqual([401, 'UNAUTHENTICATED']);
    expect(await endedWhy(account.id)).toEqual(['refresh token used twice']);
    const entries = await hub.database.primary.query(
      `select from audit_entry where action = 'sessions.token-reused' and subject_id = $1`,
      [account.id],
    );
    expect(entries).toHaveLength(1);
  });

  it('is over after seven days without use, and not a day before', async () => {
    const account = await addAccount(hub);
    const visitor = await loggedIn(account);
    await shift('expires_at', 'session', account.id, '6 days 23 hours');
    await visitor.refresh();
    await shift('expires_at', 'session', account.id, '7 days 1 second');
    expect((await visitor.post('refresh')).status).toBe(401);
  });

  it('is over thirty days after the login, however much it is used', async () => {
    const account = await addAccount(hub);
    const visitor = await loggedIn(account);
    await shift('created_at', 'session', account.id, '28 days');
    await visitor.refresh();
    const [session] = await sessionsOf(visitor);
    const daysLeft = (Date.parse(session?.expiresAt ?? '') - Date.now()) / 86_400_000;
    expect(Math.round(daysLeft)).toBe(2);
  });

  it('is not for a disabled account', async () => {
    const account = await addAccount(hub);
    const visitor = await loggedIn(account);
    await hub.database.primary.query('update account set disabled_at = now() where id = $1', [account.id]);
    expect((await visitor.post('refresh')).status).toBe(401);
    await visitor.untilOut();
  });

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['another name of the same site', { 'sec-fetch-site': 'same-site' }, 403],
    ['nobody knows where', { 'sec-fetch-site': '' }, 403],
    ['no page, by hand', { 'sec-fetch-site': 'none' }, 200],
    ['a form', { 'content-type': 'text/plain' }, 415],
  ])('from %s is answered as such', async (_case, headers, status) => {
    const visitor = await loggedIn();
    expect((await visitor.post('refresh', {}, headers)).status).toBe(status);
    expect((await visitor.post('logout', {}, headers)).status).toBe(status);
  });

  it('takes an own origin where the browser says nothing else', async () => {
    const visitor = await loggedIn();
    const origin = `http://127.0.0.1:${hub.httpPort}`;
    expect((await visitor.post('refresh', {}, { 'sec-fetch-site': '', origin })).status).toBe(200);
  });

  it.each([
    ['another site, whatever the origin', { 'sec-fetch-site': 'cross-site' }, 'http'],
    ['the same name without encryption', { 'sec-fetch-site': '', 'x-forwarded-proto': 'https' }, 'http'],
    ['the same name with encryption', { 'sec-fetch-site': '' }, 'https'],
  ])('from %s is refused', async (_case, headers, scheme) => {
    const visitor = await loggedIn();
    const origin = `${scheme}://127.0.0.1:${hub.httpPort}`;
    expect((await visitor.post('refresh', {}, { ...headers, origin })).status).toBe(403);
  });

  it.each([
    ['none', null],
    ['a wrong one', 'A'.repeat(43)],
    ['no token', "' or 1=1 --"],
    ['a long one', 'A'.repeat(3_000)],
  ])('is refused with %s', async (_case, cookie) => {
    const { status, headers } = await new Visitor(hub, { cookie }).post('refresh');
    expect([status, headers.getSetCookie()]).toEqual([401, []]);
  });
});

describe('a logout', () => {
  it('ends the session at once for the cookie and within seconds for the token, and takes the cookie away', async () => {
    const visitor = await loggedIn();
    const copy = new Visitor(hub, { cookie: visitor.cookie });
    const { status, headers } = await visitor.post('logout');
    expect(status).toBe(200);
    expect(headers.getSetCookie()[0]).toMatch(
      /^__Secure-tapclock_refresh=; .*Path=\/api\/v1\/auth; Expires=Thu, 01 Jan 1970/,
    );
    expect((await copy.post('refresh')).status).toBe(401);
    await visitor.untilOut();
  });

  it('of nobody is fine', async () => {
    expect((await new Visitor(hub).post('logout')).status).toBe(200);
  });

  it('reads no cookie of other routes', async () => {
    const visitor = await loggedIn();
    visitor.token = null;
    expect((await visitor.get('me')).status).toBe(401);
  });
});

describe('the list of one’s own sessions', () => {
  it('shows where one is logged in, and ends another one', async () => {
    const account = await addAccount(hub);
    const desk = await loggedIn(account);
    const phone = new Visitor(hub);
    const answer = await phone.post(
      'login',
      { email: account.email, password: PASSWORD },
      { 'user-agent': `Phone ${'x'.repeat(300)}` },
    );
    phone.token = apiSuccess(z.object({ accessToken: z.string() })).parse(answer.body).data.accessToken;
    const seen = await sessionsOf(desk);
    expect(seen.map(({ current }) => current)).toEqual([false, true]);
    expect(seen[0]?.userAgent).toMatch(/^Phone x{194}$/);
    expect((await desk.send('DELETE', `sessions/${seen[0]?.id}`)).status).toBe(200);
    await phone.untilOut();
    expect((await phone.post('refresh')).status).toBe(401);
    expect(await desk.whoAmI()).toBe(200);
    expect(refused(await desk.send('DELETE', `sessions/${seen[0]?.id}`))).toEqual([404, 'NOT_FOUND']);
  });

  it('neither shows nor ends those of others', async () => {
    const other = await loggedIn(await addAccount(hub));
    const [session] = await sessionsOf(other);
    const visitor = await loggedIn();
    expect(JSON.stringify(await sessionsOf(visitor))).not.toContain(session?.id);
    expect(refused(await visitor.send('DELETE', `sessions/${session?.id}`))).toEqual([404, 'NOT_FOUND']);
    expect(await other.whoAmI()).toBe(200);
  });

  it('has fifty at most: one more ends the one that was used longest ago', async () => {
    const account = await addAccount(hub);
    const first = await loggedIn(account);
    const nowMs = Date.now();
    await hub.database.transaction(async sql => {
      for (let more = 1; more <= 50; more += 1) await hub.part(Sessions).begin(sql, account.id, nowMs + more);
    });
    const why = await endedWhy(account.id);
    expect(why.filter(reason => reason === null)).toHaveLength(50);
    expect(why[0]).toBe('too many');
    await first.untilOut();
  });
});

describe('what an account may do', () => {
  it.each([
    ['a session ends', 'update session set ended_at = now() where account_id = $1'],
    ['its role changes', `update account set role = 'hr' where id = $1`],
    ['its teams change', `insert into account_team values ($1, '${SITE}', 'early')`],
  ])('is announced to every hub when %s, whoever changes it', async (_case, change) => {
    const account = await addAccount(hub);
    await loggedIn(account);
    const heard = new Promise<void>(resolve => {
      const end = hub.part(AccessChanges).onChange(changed => {
        if (changed !== account.id) return;
        end();
        resolve();
      });
    });
    await hub.database.primary.query(change, [account.id]);
    await heard;
  });

  it('counts for a session that lives already', async () => {
    const account = await addAccount(hub);
    const visitor = await loggedIn(account);
    expect(await visitor.whoAmI()).toBe(200);
    await hub.database.primary.query(`update account set role = 'hr' where id = $1`, [account.id]);
    const giveUpMs = Date.now() + 10_000;
    let role: unknown;
    while (role !== 'hr' && Date.now() < giveUpMs) {
      const { body } = await visitor.get('me');
      role = apiSuccess(z.object({ account: z.object({ role: z.string() }) })).parse(body).data.account.role;
    }
    expect(role).toBe('hr');
  });
});
