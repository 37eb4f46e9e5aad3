import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountView } from '@tapclock/contracts';
import { z } from 'zod';
import type { Asker } from '../kit/askers.ts';
import { addPerson, type RunningTestHub, runHub, SITE } from '../kit/running-hub.ts';
import { accountOf, aName, ask, becomes, INJECTIONS, NOT_LINES } from './asks.ts';

const NOBODY = '0198e0a0-0000-7000-8000-000000000001';
const TEAM = { site: SITE, team: 'early' };

let hub: RunningTestHub;
beforeAll(async () => {
  hub = await runHub();
});
afterAll(() => hub.stop());

const somebody = async (more: Asker = {}): Promise<{ asker: Asker; account: AccountView }> => {
  const asker: Asker = { name: aName('Sam'), role: 'hr', ...more };
  return { asker, account: await accountOf(hub, asker) };
};
const change = async ({ id, version }: AccountView, body: object, more: { as?: Asker; tag?: string } = {}) =>
  ask(hub, 'PATCH', `/accounts/${id}`, {
    body,
    headers: { 'if-match': more.tag ?? `"${version}"` },
    ...(more.as ? { as: more.as } : {}),
  });
const read = async (id: string) => (await ask(hub, 'GET', `/accounts/${id}`)).data(AccountView);
const list = async (query: string) =>
  (await ask(hub, 'GET', `/accounts?${query}`)).data(z.array(AccountView));

describe('changing an account', () => {
  it('takes effect at the next request of its owner', async () => {
    const { asker, account } = await somebody();
    await becomes(403, () => ask(hub, 'GET', '/accounts', { as: asker }));
    const changed = (await change(account, { role: 'admin', language: 'de' })).data(AccountView);
    expect(changed).toEqual({ ...account, role: 'admin', language: 'de', version: account.version + 1 });
    await becomes(200, () => ask(hub, 'GET', '/accounts', { as: asker }));
    await change(changed, { role: 'hr' });
    await becomes(403, () => ask(hub, 'GET', '/accounts', { as: asker }));
  });

  it('gives a supervisor teams, and takes them with the role', async () => {
    const { account } = await somebody();
    const led = (await change(account, { role: 'supervisor', teams: [TEAM, TEAM] })).data(AccountView);
    expect(led.teams).toEqual([TEAM]);
    expect((await change(led, { role: 'hr' })).data(AccountView).teams).toEqual([]);
  });

  it('names employees and teams that there are', async () => {
    const { account } = await somebody();
    expect((await change(account, { role: 'worker' })).refusal()).toEqual([
      400,
      'VALIDATION_ERROR',
      'EMPLOYEE_MISSING',
    ]);
    const teams = [TEAM, { site: SITE, team: 'no-such' }];
    expect((await change(account, { role: 'supervisor', teams, employee: NOBODY })).refusal()).toEqual([
      400,
      'VALIDATION_ERROR',
      'UNKNOWN_EMPLOYEE',
      'UNKNOWN_TEAM',
    ]);
    const { id: employee } = await addPerson(hub);
    const worker = (await change(account, { role: 'worker', employee })).data(AccountView);
    expect(worker).toMatchObject({ role: 'worker', employee });
  });

  it('writes over nothing that somebody else changed meanwhile', async () => {
    const { account } = await somebody();
    await change(account, { name: aName('First') });
    expect((await change(account, { role: 'admin' })).refusal()).toEqual([
      412,
      'PRECONDITION_FAILED',
      'CHANGED_MEANWHILE',
    ]);
    const blind = await ask(hub, 'PATCH', `/accounts/${account.id}`, { body: { role: 'admin' } });
    expect(blind.refusal().slice(0, 2)).toEqual([428, 'PRECONDITION_REQUIRED']);
    const seen = await ask(hub, 'GET', `/accounts/${account.id}`);
    expect(seen.headers.get('etag')).toBe('"2"');
    expect((await change(account, { role: 'supervisor' }, { tag: '"2"' })).status).toBe(200);
  });

  it('refuses every field that is not for changing', async () => {
    const { account } = await somebody();
    for (const field of [
      { id: NOBODY },
      { email: 'other@example.com' },
      { passwordHash: 'x' },
      { password_hash: 'x' },
      { version: 9 },
      { secondFactor: false },
      { oidcSubject: 'x' },
      { disabledAt: null },
      { rights: ['accounts.write'] },
      ...NOT_LINES.map(name => ({ name })),
    ]) {
      const answer = await change(account, field);
      expect([field, ...answer.refusal().slice(0, 2)]).toEqual([field, 400, 'VALIDATION_ERROR']);
    }
    expect(await read(account.id)).toEqual(account);
  });

  it('keeps any line of text as it was written', async () => {
    let { account } = await somebody();
    for (const name of INJECTIONS) {
      account = (await change(account, { name })).data(AccountView);
      expect((await read(account.id)).name).toBe(name);
    }
  });

  it('is for administrators only', async () => {
    const { account } = await somebody();
    const { id: employee } = await addPerson(hub);
    for (const as of [
      { name: aName('Worker'), role: 'worker', employee },
      { name: aName('Lead'), role: 'supervisor', teams: [TEAM] },
      { name: aName('Personnel'), role: 'hr' },
    ] satisfies Asker[]) {
      for (const [method, path, body] of [
        ['GET', '/accounts'],
        ['GET', `/accounts/${account.id}`],
        ['PATCH', `/accounts/${account.id}`, { role: 'admin' }],
        ['POST', `/accounts/${account.id}/password-reset`],
        ['DELETE', `/accounts/${account.id}/sessions`],
        ['DELETE', `/accounts/${account.id}/second-factor?reason=lost`],
      ] as const) {
        const headers = { 'if-match': `"${account.version}"` };
        const answer = await ask(hub, method, path, { as, headers, ...(body ? { body } : {}) });
        expect([path, ...answer.refusal()]).toEqual([path, 403, 'FORBIDDEN', 'needs']);
      }
    }
    expect((await ask(hub, 'GET', '/accounts', { as: null })).status).toBe(401);
  });
});

describe('one’s own account', () => {
  it('is renamed by its owner, and never raised, linked anew or locked', async () => {
    const asker: Asker = { name: aName('Ada'), role: 'admin' };
    const before = await accountOf(hub, asker);
    const [{ id: employee }, other] = [await addPerson(hub), await addPerson(hub)];
    // Once: of the first administrator nobody else could say who they are.
    const account = (await change(before, { employee }, { as: asker })).data(AccountView);
    for (const body of [
      { role: 'hr' },
      { disabled: true },
      { employee: null },
      { employee: other.id },
      { role: 'supervisor', teams: [TEAM] },
    ]) {
      const refused = (await change(account, body, { as: asker })).refusal();
      expect(refused.slice(0, 3)).toEqual([403, 'FORBIDDEN', 'OWN_ACCOUNT']);
    }
    const name = aName('Ada');
    expect((await change(account, { name }, { as: asker })).data(AccountView).name).toBe(name);
    const own = await ask(hub, 'DELETE', `/accounts/${account.id}/second-factor?reason=x`, { as: asker });
    expect(own.refusal()).toEqual([403, 'FORBIDDEN', 'OWN_ACCOUNT']);
  });
});

describe('disabling an account', () => {
  it('counts for the very next request', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { asker, account } = await somebody({ role: 'admin' });
      expect((await ask(hub, 'GET', '/auth/me', { as: asker })).status).toBe(200);
      await change(account, { disabled: true });
      expect((await ask(hub, 'GET', '/auth/me', { as: asker })).status).toBe(401);
    }
  });

  it('logs its owner out for good; enabling lets them log in again', async () => {
    const { asker, account } = await somebody();
    await becomes(200, () => ask(hub, 'GET', '/auth/me', { as: asker }));
    const disabled = (await change(account, { disabled: true })).data(AccountView);
    expect(disabled.disabledAt).not.toBeNull();
    await becomes(401, () => ask(hub, 'GET', '/auth/me', { as: asker }));
    const enabled = (await change(disabled, { disabled: false })).data(AccountView);
    expect(enabled.disabledAt).toBeNull();
    await becomes(401, () => ask(hub, 'GET', '/auth/me', { as: asker }));
  });
});

describe('the last administrator', () => {
  it('is neither demoted nor disabled, not even by two who demote each other at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [left, right]: Asker[] = [{ name: aName('Left') }, { name: aName('Right') }];
      if (!left || !right) throw new Error('two administrators');
      const accounts = { left: await accountOf(hub, left), right: await accountOf(hub, right) };
      await hub.database.primary.query(
        `update account set disabled_at = now() where role = 'admin' and id <> all($1)`,
        [[accounts.left.id, accounts.right.id]],
      );
      const body = round % 2 === 0 ? { role: 'hr' } : { disabled: true };
      const answers = await Promise.all([
        change(accounts.right, body, { as: left }),
        change(accounts.left, body, { as: right }),
      ]);
      expect(answers.map(({ status }) => status).toSorted()[0]).toBe(200);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      const rows = await hub.database.primary.query(
        `select id from account where role = 'admin' and disabled_at is null`,
      );
      expect(rows).toHaveLength(1);
      await hub.database.primary.query(`update account set disabled_at = null where name = 'Ada Admin'`);
    }
  });
});

describe('logging somebody out', () => {
  it('ends every session of theirs and nobody else’s', async () => {
    const { asker, account } = await somebody();
    const { asker: other } = await somebody();
    const ended = (await ask(hub, 'DELETE', `/accounts/${account.id}/sessions`)).data(
      z.object({ ended: z.number() }),
    );
    expect(ended).toEqual({ ended: 1 });
    await becomes(401, () => ask(hub, 'GET', '/auth/me', { as: asker }));
    expect((await ask(hub, 'GET', '/auth/me', { as: other })).status).toBe(200);
    expect((await ask(hub, 'DELETE', `/accounts/${NOBODY}/sessions`)).refusal()).toEqual([404, 'NOT_FOUND']);
  });
});

describe('a lost phone', () => {
  it('loses its second factor and its sessions, for a reason', async () => {
    const { asker, account } = await somebody();
    await hub.database.primary.query(
      `update account set totp_secret = '\\x00', totp_step = 1 where id = $1`,
      [account.id],
    );
    const path = `/accounts/${account.id}/second-factor`;
    expect((await ask(hub, 'DELETE', path)).refusal().slice(0, 2)).toEqual([400, 'VALIDATION_ERROR']);
    const removed = (await ask(hub, 'DELETE', `${path}?reason=phone%20stolen`)).data(AccountView);
    expect(removed.secondFactor).toBe(false);
    await becomes(401, () => ask(hub, 'GET', '/auth/me', { as: asker }));
    expect((await ask(hub, 'DELETE', `${path}?reason=again`)).refusal()).toEqual([
      409,
      'CONFLICT',
      'NO_SECOND_FACTOR',
    ]);
  });
});

describe('the list of accounts', () => {
  it('is searched, filtered, sorted and read page by page', async () => {
    const mark = aName('Zed');
    for (const letter of ['c', 'a', 'b']) await somebody({ name: `${mark} ${letter}`, role: 'hr' });
    const { account } = await somebody({ name: `${mark} d`, role: 'admin' });
    const names = async (query: string) =>
      (await list(`q=${encodeURIComponent(mark.toUpperCase())}&${query}`)).map(({ name }) => name.slice(-1));
    expect(await names('')).toEqual(['a', 'b', 'c', 'd']);
    expect(await names('sort=-name&per_page=3')).toEqual(['d', 'c', 'b']);
    expect(await names('sort=-name&per_page=3&page=2')).toEqual(['a']);
    expect(await names('sort=createdAt')).toEqual(['c', 'a', 'b', 'd']);
    expect(await names('role=admin')).toEqual(['d']);
    await change(account, { disabled: true });
    expect(await names('disabled=true')).toEqual(['d']);
    expect(await names('disabled=false')).toEqual(['a', 'b', 'c']);
    expect((await list(`q=${encodeURIComponent(account.email)}`)).map(({ id }) => id)).toEqual([account.id]);
  });

  it('takes what is searched for as text', async () => {
    const { account } = await somebody({ name: `100%_${aName('sure')}` });
    expect((await list(`q=${encodeURIComponent('100%_')}`)).map(({ id }) => id)).toEqual([account.id]);
    for (const text of INJECTIONS) {
      expect((await ask(hub, 'GET', `/accounts?q=${encodeURIComponent(text)}`)).status).toBe(200);
    }
  });

  it('sorts by nothing else', async () => {
    for (const sort of ['password_hash', 'name;drop table account', 'name desc', '--name', '']) {
      const answer = await ask(hub, 'GET', `/accounts?sort=${encodeURIComponent(sort)}`);
      expect(answer.refusal()[1]).toBe('VALIDATION_ERROR');
    }
  });

  it('never shows what proves who somebody is', async () => {
    const { text } = await ask(hub, 'GET', '/accounts?per_page=100');
    expect(text).not.toMatch(/hash|totp|subject|digest/i);
    expect((await ask(hub, 'GET', `/accounts/${NOBODY}`)).refusal()).toEqual([404, 'NOT_FOUND']);
    expect((await ask(hub, 'GET', '/accounts/me')).status).toBe(400);
  });
});
