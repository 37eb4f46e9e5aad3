import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiKeyMade, ApiKeyView } from '@tapclock/contracts';
import { z } from 'zod';
import { NOT_FOR_KEYS, ROLE_RIGHTS } from '../../src/access/index.ts';
import { addPerson, type RunningTestHub, runHub } from '../kit/running-hub.ts';
import { aName, ask, bearer, INJECTIONS, NOT_LINES } from './asks.ts';

let hub: RunningTestHub;
beforeAll(async () => {
  hub = await runHub();
});
afterAll(() => hub.stop());

const make = async (more: object = {}) => {
  const answer = await ask(hub, 'POST', '/api-keys', {
    body: { name: aName('Payroll'), scopes: ['mappings.read'], ...more },
  });
  return answer.data(ApiKeyMade);
};
const lastUsed = async (id: string) => (await ask(hub, 'GET', `/api-keys/${id}`)).data(ApiKeyView).lastUsedAt;

describe('an API key', () => {
  it('does what its scopes say and nothing else, with everybody within reach', async () => {
    const { key } = await make();
    expect((await ask(hub, 'GET', '/export-formats', bearer(key))).status).toBe(200);
    expect((await ask(hub, 'GET', '/accounts', bearer(key))).refusal()).toEqual([403, 'FORBIDDEN', 'needs']);
  });

  it('is shown once and kept as a digest', async () => {
    const { key, id, prefix } = await make();
    expect(key).toMatch(/^tck_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/);
    expect(key.startsWith(`${prefix}_`)).toBe(true);
    const again = await ask(hub, 'GET', `/api-keys/${id}`);
    expect(again.text).not.toContain(key);
    expect(again.text).toContain(prefix);
    const [row] = await hub.database.primary.query<{ row: string }>(
      'select api_key::text as row from api_key where id = $1',
      [id],
    );
    expect(row?.row).not.toContain(key.slice(13));
  });

  it('stops working when it is revoked, from the next request on', async () => {
    const { key, id } = await make();
    expect((await ask(hub, 'GET', '/export-formats', bearer(key))).status).toBe(200);
    const revoked = (await ask(hub, 'DELETE', `/api-keys/${id}`)).data(ApiKeyView);
    expect(revoked.revokedAt).not.toBeNull();
    expect((await ask(hub, 'GET', '/export-formats', bearer(key))).refusal()).toEqual([
      401,
      'UNAUTHENTICATED',
    ]);
    const again = (await ask(hub, 'DELETE', `/api-keys/${id}`)).data(ApiKeyView);
    expect(again.revokedAt).toBe(revoked.revokedAt);
  });

  it('stops working when it has run out', async () => {
    const { key, id } = await make({ expiresInDays: 1 });
    await hub.database.primary.query(`update api_key set expires_at = now() where id = $1`, [id]);
    expect((await ask(hub, 'GET', '/export-formats', bearer(key))).refusal()).toEqual([
      401,
      'UNAUTHENTICATED',
    ]);
  });

  it('is no key with one character changed, cut or added', async () => {
    const { key } = await make();
    const last = key.endsWith('A') ? 'B' : 'A';
    for (const wrong of [key.slice(0, -1) + last, key.slice(0, -1), `${key}A`, 'tck_', key.toUpperCase()]) {
      expect((await ask(hub, 'GET', '/export-formats', bearer(wrong))).status).toBe(401);
    }
  });

  it('notes its use at most once a minute', async () => {
    const { key, id } = await make();
    expect(await lastUsed(id)).toBeNull();
    await ask(hub, 'GET', '/export-formats', bearer(key));
    const first = await lastUsed(id);
    expect(first).not.toBeNull();
    await ask(hub, 'GET', '/export-formats', bearer(key));
    expect(await lastUsed(id)).toBe(first);
    await hub.database.primary.query(
      `update api_key set last_used_at = last_used_at - interval '61 seconds' where id = $1`,
      [id],
    );
    await ask(hub, 'GET', '/export-formats', bearer(key));
    expect(Date.parse((await lastUsed(id)) ?? '')).toBeGreaterThanOrEqual(Date.parse(first ?? ''));
  });

  it('does about its maker no more than they do themselves', async () => {
    const [{ id: own }, { id: other }] = [await addPerson(hub), await addPerson(hub)];
    const as = { name: aName('Ada'), role: 'admin' as const, employee: own };
    const body = { name: aName('Mine'), scopes: ['leave.write'] };
    const { key } = (await ask(hub, 'POST', '/api-keys', { as, body })).data(ApiKeyMade);
    const give = async (id: string) => {
      const leave = { kind: 'annual', minutes: 480 };
      return await ask(hub, 'PUT', `/employees/${id}/leave/2027-03-01`, { ...bearer(key), body: leave });
    };
    expect((await give(own)).refusal()).toEqual([403, 'FORBIDDEN']);
    expect((await give(other)).status).toBe(200);
    const looks = await ask(hub, 'GET', `/employees/${own}/looks`, bearer(key));
    expect(looks.refusal()).toEqual([403, 'FORBIDDEN', 'needs']);
  });

  it('stands beside what it does as a key, by its name', async () => {
    const { key, name } = await make({ name: aName('ERP'), scopes: ['leave.write'] });
    const { id } = await addPerson(hub);
    const body = { kind: 'annual', minutes: 480 };
    const given = await ask(hub, 'PUT', `/employees/${id}/leave/2027-03-01`, { ...bearer(key), body });
    expect(given.data(z.object({ by: z.string() })).by).toBe(`API key: ${name}`);
  });
});

describe('making an API key', () => {
  it('is refused for every right that no key may have, and for none that an administrator may give', async () => {
    for (const scope of ROLE_RIGHTS.admin) {
      const answer = await ask(hub, 'POST', '/api-keys', { body: { name: aName('Try'), scopes: [scope] } });
      expect([scope, answer.status]).toEqual([scope, NOT_FOR_KEYS.has(scope) ? 403 : 201]);
    }
  });

  it('is for administrators only, and for no key', async () => {
    const body = { name: 'Mine', scopes: ['mappings.read'] };
    for (const role of ['worker', 'supervisor', 'hr'] as const) {
      const employee = role === 'worker' ? (await addPerson(hub)).id : null;
      const as = { name: aName(role), role, employee };
      for (const [method, path] of [
        ['GET', '/api-keys'],
        ['POST', '/api-keys'],
        ['DELETE', '/api-keys/0198e0a0-0000-7000-8000-000000000001'],
      ] as const) {
        const answer = await ask(hub, method, path, { as, ...(method === 'POST' ? { body } : {}) });
        expect(answer.refusal()).toEqual([403, 'FORBIDDEN', 'needs']);
      }
    }
    const { key } = await make();
    expect((await ask(hub, 'POST', '/api-keys', { ...bearer(key), body })).status).toBe(403);
    expect((await ask(hub, 'GET', '/api-keys', { as: null })).status).toBe(401);
  });

  it('takes a name that no living key has', async () => {
    const { name, id } = await make();
    const body = { name: name.toUpperCase(), scopes: ['mappings.read'] };
    expect((await ask(hub, 'POST', '/api-keys', { body })).refusal()).toEqual([
      409,
      'CONFLICT',
      'NAME_TAKEN',
    ]);
    await ask(hub, 'DELETE', `/api-keys/${id}`);
    expect((await ask(hub, 'POST', '/api-keys', { body })).status).toBe(201);
  });

  it('refuses what it does not ask for and what it cannot use', async () => {
    for (const wrong of [
      { scopes: [] },
      { scopes: ['everything'] },
      { expiresInDays: 0 },
      { expiresInDays: 401 },
      { expiresInDays: '30' },
      { createdBy: 'Somebody else' },
      { digest: '00' },
      { expiresAt: '2099-01-01T00:00:00.000Z' },
      ...NOT_LINES.map(name => ({ name })),
    ]) {
      const answer = await ask(hub, 'POST', '/api-keys', {
        body: { name: 'Try', scopes: ['mappings.read'], ...wrong },
      });
      expect(answer.refusal().slice(0, 2)).toEqual([400, 'VALIDATION_ERROR']);
    }
  });

  it('keeps any line of text as it was written', async () => {
    for (const name of INJECTIONS) {
      const { id } = await make({ name });
      expect((await ask(hub, 'GET', `/api-keys/${id}`)).data(ApiKeyView).name).toBe(name);
    }
  });
});

describe('the list of API keys', () => {
  it('shows those that work, newest first, and the others when asked', async () => {
    const [older, newer] = [await make(), await make()];
    await ask(hub, 'DELETE', `/api-keys/${older.id}`);
    const living = (await ask(hub, 'GET', '/api-keys?per_page=1')).data(z.array(ApiKeyView));
    expect(living.map(({ id }) => id)).toEqual([newer.id]);
    const all = (await ask(hub, 'GET', '/api-keys?state=all&per_page=2')).data(z.array(ApiKeyView));
    expect(all.map(({ id }) => id)).toEqual([newer.id, older.id]);
  });

  it('has no key for a wrong id', async () => {
    for (const method of ['GET', 'DELETE']) {
      const answer = await ask(hub, method, '/api-keys/0198e0a0-0000-7000-8000-000000000001');
      expect(answer.refusal()).toEqual([404, 'NOT_FOUND']);
    }
    expect((await ask(hub, 'GET', '/api-keys/1')).refusal().slice(0, 2)).toEqual([400, 'VALIDATION_ERROR']);
  });
});
