import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountView, InvitationMade, InvitationView, SessionView } from '@tapclock/contracts';
import { z } from 'zod';
import { ApiKeys } from '../../src/access/api-keys/api-keys.service.ts';
import { Invitations } from '../../src/access/invitations/invitations.service.ts';
import { Principals } from '../../src/access/principals.ts';
import type { Asker } from '../kit/askers.ts';
import { addPerson, type RunningTestHub, runHub, SITE } from '../kit/running-hub.ts';
import { accountOf, aName, ask, bearer, INJECTIONS, NOT_LINES } from './asks.ts';

const PASSWORD = 'seven grey herons at the weir';
const TEAM = { site: SITE, team: 'early' };

let hub: RunningTestHub;
beforeAll(async () => {
  hub = await runHub();
});
afterAll(() => hub.stop());

const anAddress = () => `${randomUUID()}@example.com`;
const inviting = (more: object = {}) =>
  ask(hub, 'POST', '/invitations', { body: { email: anAddress(), role: 'hr', ...more } });
const invite = async (more: object = {}) => (await inviting(more)).data(InvitationMade);
const register = (ticket: string, more: object = {}) =>
  ask(hub, 'POST', '/auth/register', {
    as: null,
    body: { ticket, name: 'Rita Register', password: PASSWORD, ...more },
  });
const WRONG_TICKET = [403, 'FORBIDDEN', 'TICKET_INVALID'];

describe('an invitation', () => {
  it('becomes an account of the role that was chosen, which is logged in at once', async () => {
    const { ticket, email } = await invite({ role: 'supervisor', teams: [TEAM], language: 'de' });
    const answer = await register(ticket);
    expect(answer.status).toBe(201);
    const { account, accessToken } = answer.data(SessionView);
    expect(account).toMatchObject({
      ...{ email, name: 'Rita Register', role: 'supervisor', teams: [TEAM], language: 'de', employee: null },
    });
    expect((await ask(hub, 'GET', '/auth/me', bearer(accessToken))).status).toBe(200);
    expect(answer.headers.get('set-cookie')).toMatch(/^tapclock_refresh=.*HttpOnly.*SameSite=Strict/);
    const login = await ask(hub, 'POST', '/auth/login', { as: null, body: { email, password: PASSWORD } });
    expect(login.data(SessionView).account.id).toBe(account.id);
  });

  it('lets a worker see themselves', async () => {
    const { id: employee } = await addPerson(hub);
    const { ticket } = await invite({ role: 'worker', employee });
    const { account, reach } = (await register(ticket)).data(SessionView);
    expect([account.employee, reach]).toEqual([employee, { kind: 'self' }]);
  });

  it('works once, also when two take it at the same time', async () => {
    const { ticket } = await invite();
    const answers = await Promise.all([register(ticket), register(ticket), register(ticket)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 403, 403]);
    expect((await register(ticket)).refusal()).toEqual(WRONG_TICKET);
  });

  it('is answered alike when it is unknown, taken back or too old', async () => {
    const revoked = await invite();
    await ask(hub, 'DELETE', `/invitations/${revoked.id}`);
    const old = await invite();
    await hub.database.primary.query('update invitation set expires_at = now() where id = $1', [old.id]);
    const texts = new Set<string>();
    for (const ticket of [revoked.ticket, old.ticket, 'x'.repeat(43)]) {
      const answer = await register(ticket);
      expect(answer.refusal()).toEqual(WRONG_TICKET);
      texts.add(JSON.stringify(z.looseObject({ error: z.unknown() }).parse(JSON.parse(answer.text)).error));
    }
    expect(texts.size).toBe(1);
  });

  it('lasts 72 hours', async () => {
    const { createdAt, expiresAt } = await invite();
    expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBe(72 * 3_600_000);
  });

  it('outlives a password that is not good enough', async () => {
    const { ticket } = await invite();
    for (const password of ['short', 'x'.repeat(73), 'rita register rita']) {
      expect((await register(ticket, { password })).refusal().slice(0, 2)).toEqual([400, 'VALIDATION_ERROR']);
    }
    expect((await register(ticket)).status).toBe(201);
  });

  it('is kept as a digest, and shown once', async () => {
    const { ticket, id } = await invite();
    const [row] = await hub.database.primary.query<{ row: string }>(
      'select invitation::text as row from invitation where id = $1',
      [id],
    );
    expect(row?.row).not.toContain(ticket);
    expect((await ask(hub, 'GET', '/invitations?per_page=100')).text).not.toContain(ticket);
  });
});

describe('an invitation by somebody who is no administrator any more', () => {
  const asPrincipal = async (asker: Asker) => {
    const principal = await hub.part(Principals).ofBearer(await hub.askers.token(asker), Date.now());
    if (!principal) throw new Error('is logged in');
    return principal;
  };
  const becomes = async (asker: Asker, how: object) => {
    const { id, version } = await accountOf(hub, asker);
    const headers = { 'if-match': `"${version}"` };
    return (await ask(hub, 'PATCH', `/accounts/${id}`, { body: how, headers })).data(AccountView);
  };
  const inviteAs = async (as: Asker) =>
    (await ask(hub, 'POST', '/invitations', { as, body: { email: anAddress(), role: 'admin' } })).data(
      InvitationMade,
    );

  it.each([{ disabled: true }, { role: 'hr' }])(
    'opens nothing after %j, also when they are one again',
    async how => {
      const asker: Asker = { name: aName('Bo'), role: 'admin' };
      const { ticket, id, email } = await inviteAs(asker);
      await becomes(asker, how);
      expect((await register(ticket)).refusal()).toEqual(WRONG_TICKET);
      await becomes(asker, { disabled: false, role: 'admin' });
      expect((await register(ticket)).refusal()).toEqual(WRONG_TICKET);
      const open = (await ask(hub, 'GET', `/invitations?q=${email}`)).data(z.array(InvitationView));
      expect(open).toEqual([]);
      const entries = await hub.database.primary.query(
        `select from audit_entry where action = 'invitations.revoked' and subject_id = $1`,
        [id],
      );
      expect(entries).toHaveLength(1);
    },
  );

  it('opens nothing either when only the account was changed', async () => {
    const asker: Asker = { name: aName('Bo'), role: 'admin' };
    const { ticket } = await inviteAs(asker);
    await hub.database.primary.query('update account set disabled_at = now() where name = $1', [asker.name]);
    expect((await register(ticket)).refusal()).toEqual(WRONG_TICKET);
  });

  it('is not made, nor is a key, by a request that was let in a moment before', async () => {
    const asker: Asker = { name: aName('Bo'), role: 'admin' };
    const principal = await asPrincipal(asker);
    await becomes(asker, { disabled: true });
    const wanted = { email: anAddress(), role: 'admin', employee: null, teams: [], language: 'en' } as const;
    const key = { name: aName('Key'), scopes: ['leave.read' as const], expiresInDays: 1 };
    await expect(hub.part(Invitations).make({ ...wanted, teams: [] }, principal)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(hub.part(ApiKeys).make(key, principal)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('registering', () => {
  it('is not done under a name of the hub or of a key', async () => {
    const { ticket } = await invite();
    for (const name of ['the hub', 'API key: ERP']) {
      expect((await register(ticket, { name })).refusal()).toEqual([
        400,
        'VALIDATION_ERROR',
        'NAME_RESERVED',
      ]);
    }
    expect((await register(ticket)).status).toBe(201);
  });

  it('decides about name and password and nothing else', async () => {
    const { ticket } = await invite();
    for (const more of [
      { role: 'admin' },
      { email: 'other@example.com' },
      { employee: randomUUID() },
      { teams: [TEAM] },
      { disabledAt: null },
      { id: randomUUID() },
      ...NOT_LINES.map(name => ({ name })),
      { ticket: `${ticket}' or '1'='1` },
    ]) {
      expect((await register(ticket, more)).refusal().slice(0, 2)).toEqual([400, 'VALIDATION_ERROR']);
    }
    expect((await register(ticket)).data(SessionView).account.role).toBe('hr');
  });

  it('keeps any name as it was written', async () => {
    for (const name of INJECTIONS.slice(0, 3)) {
      const { ticket } = await invite();
      expect((await register(ticket, { name })).data(SessionView).account.name).toBe(name);
    }
  });

  it('finds out when the address got an account another way', async () => {
    const { ticket, email } = await invite();
    const { id } = await accountOf(hub, { name: aName('Early'), role: 'hr' });
    await hub.database.primary.query('update account set email = $2 where id = $1', [id, email]);
    expect((await register(ticket)).refusal()).toEqual([409, 'CONFLICT', 'HAS_ACCOUNT']);
    const rows = await hub.database.primary.query(
      'select id from invitation where email = $1 and used_at is null',
      [email],
    );
    expect(rows).toHaveLength(1);
  });
});

describe('inviting', () => {
  it('takes one address once', async () => {
    const { email, id } = await invite();
    expect((await inviting({ email: ` ${email.toUpperCase()} ` })).refusal()).toEqual([
      409,
      'CONFLICT',
      'IS_INVITED',
    ]);
    await ask(hub, 'DELETE', `/invitations/${id}`);
    const again = await invite({ email });
    await register(again.ticket);
    expect((await inviting({ email })).refusal()).toEqual([409, 'CONFLICT', 'HAS_ACCOUNT']);
  });

  it('takes one address once, also from two administrators at the same time', async () => {
    const email = anAddress();
    const answers = await Promise.all([inviting({ email }), inviting({ email }), inviting({ email })]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
  });

  it('invites anew whose invitation ran out', async () => {
    const { email, id } = await invite();
    await hub.database.primary.query('update invitation set expires_at = now() where id = $1', [id]);
    expect((await inviting({ email })).status).toBe(201);
  });

  it.each([
    ['a worker without an employee', { role: 'worker' }],
    ['teams of somebody who is no supervisor', { role: 'hr', teams: [TEAM] }],
    ['a team that there is not', { role: 'supervisor', teams: [{ site: SITE, team: 'no-such' }] }],
    ['an employee that there is not', { role: 'worker', employee: randomUUID() }],
    ['a role that there is not', { role: 'owner' }],
    ['something that is no address', { email: 'nobody' }],
    ['what it does not ask for', { invitedBy: 'Somebody else' }],
    ['an expiry of one’s own', { expiresAt: '2099-01-01T00:00:00.000Z' }],
  ])('refuses %s', async (_case, more) => {
    expect((await inviting(more)).refusal().slice(0, 2)).toEqual([400, 'VALIDATION_ERROR']);
  });

  it('is for administrators only', async () => {
    const { id } = await invite();
    for (const role of ['supervisor', 'hr'] as const) {
      const as = { name: aName(role), role };
      for (const [method, path] of [
        ['GET', '/invitations'],
        ['POST', '/invitations'],
        ['DELETE', `/invitations/${id}`],
      ] as const) {
        const body = method === 'POST' ? { body: { email: anAddress(), role: 'admin' } } : {};
        expect((await ask(hub, method, path, { as, ...body })).refusal()).toEqual([
          403,
          'FORBIDDEN',
          'needs',
        ]);
      }
    }
    expect((await ask(hub, 'POST', '/invitations', { as: null, body: {} })).status).toBe(401);
  });

  it('lists who has not come yet, and takes back', async () => {
    const [first, second, third] = [await invite(), await invite(), await invite()];
    await register(second.ticket);
    const list = async (query: string) =>
      (await ask(hub, 'GET', `/invitations?${query}`)).data(z.array(InvitationView)).map(({ id }) => id);
    expect(await list('per_page=2')).toEqual([third.id, first.id]);
    expect(await list(`q=${first.email.slice(0, 20).toUpperCase()}`)).toEqual([first.id]);
    const path = `/invitations/${first.id}`;
    expect((await ask(hub, 'DELETE', path)).data(InvitationView).id).toBe(first.id);
    expect((await ask(hub, 'DELETE', path)).refusal()).toEqual([404, 'NOT_FOUND']);
    expect((await ask(hub, 'DELETE', `/invitations/${second.id}`)).refusal()).toEqual([404, 'NOT_FOUND']);
    expect(await list('per_page=1')).toEqual([third.id]);
  });
});
