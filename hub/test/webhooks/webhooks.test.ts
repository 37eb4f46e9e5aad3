import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuditPage, type NewWebhook, WEBHOOKS_MAX, WebhookMade, WebhookView } from '@tapclock/contracts';
import { z } from 'zod';
import { ask } from '../access/asks.ts';
import { HttpReceiver } from '../kit/http-receiver.ts';
import type { RunningTestHub } from '../kit/running-hub.ts';
import { changeTasks, makeWebhook, runTellingHub, verified, webhookOf } from './webhook-kit.ts';

let hub: RunningTestHub;
let receiver: HttpReceiver;

beforeAll(async () => {
  hub = await runTellingHub();
});
beforeEach(async () => {
  receiver = new HttpReceiver();
  await receiver.start();
});
afterEach(async () => {
  await hub.database.primary.query('delete from webhook');
  await receiver.stop();
});
afterAll(() => hub.stop());

const usual: NewWebhook = {
  ...{
    url: 'https://erp.example/hook',
    types: ['task.changed'],
    site: null,
    description: 'ERP',
    active: true,
  },
};
const make = (more: object = {}) => ask(hub, 'POST', '/webhooks', { body: { ...usual, ...more } });
const ifMatch = (version: number) => ({ headers: { 'if-match': `"${version}"` } });

describe('webhooks', () => {
  it('are made with a secret that is shown once', async () => {
    const made = await make();
    expect(made.status).toBe(201);
    expect(made.headers.get('etag')).toBe('"1"');
    const { secret, ...view } = made.data(WebhookMade);
    expect(Buffer.from(secret.slice('whsec_'.length), 'base64')).toHaveLength(32);
    const found = await ask(hub, 'GET', `/webhooks/${view.id}`);
    expect(found.data(WebhookView)).toEqual(view);
    const listed = await ask(hub, 'GET', '/webhooks');
    expect(listed.data(z.array(WebhookView))).toEqual([view]);
    expect(`${found.text}${listed.text}`).not.toContain(secret.slice(6));
    const kept = await hub.database.primary.query('select * from webhook');
    expect(JSON.stringify(kept)).not.toContain(secret.slice(6));
  });

  it('are written to the trail without what lets somebody in', async () => {
    const { id } = (await make({ url: 'https://erp.example/in/s3cr3t-path?token=s3cr3t' })).data(WebhookMade);
    const trail = await ask(hub, 'GET', '/audit?action=webhooks.made');
    const [entry] = trail.data(AuditPage).entries;
    expect(entry).toMatchObject({ subject: { kind: 'webhook', id }, after: { host: 'erp.example' } });
    expect(trail.text).not.toContain('s3cr3t');
  });

  it.each([
    ['http://erp.example/hook', 'NOT_VALID'],
    ['ftp://erp.example/hook', 'NOT_VALID'],
    ['https://user:password@erp.example/', 'NOT_VALID'],
    ['https://erp.example/#part', 'NOT_VALID'],
    ['https://10.1.2.3/hook', 'ADDRESS_FORBIDDEN'],
    ['https://169.254.169.254/latest/meta-data', 'ADDRESS_FORBIDDEN'],
    ['https://[::1]/hook', 'ADDRESS_FORBIDDEN'],
    ['https://[fd00::1]/hook', 'ADDRESS_FORBIDDEN'],
    ['https://0x0a.1.2.3/hook', 'ADDRESS_FORBIDDEN'],
  ])('are not sent to %s', async (url, code) => {
    expect((await make({ url })).refusal()).toEqual([400, 'VALIDATION_ERROR', code]);
  });

  it('say what else cannot be', async () => {
    expect((await make({ site: 'nowhere' })).refusal()).toEqual([400, 'VALIDATION_ERROR', 'UNKNOWN_SITE']);
    expect((await make({ types: [] })).refusal()[0]).toBe(400);
    expect((await make({ types: ['findings.changed'] })).refusal()[0]).toBe(400);
    const nobody = '0198e0a0-0000-7000-8000-000000000001';
    expect((await ask(hub, 'GET', `/webhooks/${nobody}`)).refusal()[0]).toBe(404);
    expect((await ask(hub, 'POST', `/webhooks/${nobody}/test`)).refusal()[0]).toBe(404);
    expect((await ask(hub, 'GET', `/webhooks/${nobody}/deliveries`)).refusal()[0]).toBe(404);
  });

  it('are so many and no more', async () => {
    await hub.database.primary.query(
      `insert into webhook (id, url, types, description, active, secret, seen_xid, seen_position, due_at, created_by, created_at)
       select gen_random_uuid(), 'https://erp.example', '{task.changed}', 'ERP', true, '', '0', 0, now(), 'test', now()
       from generate_series(2, $1::int)`,
      [WEBHOOKS_MAX],
    );
    expect((await make()).status).toBe(201);
    expect((await make()).refusal().slice(0, 2)).toEqual([409, 'CONFLICT']);
  });

  it('are changed and removed by whoever knows how they are now', async () => {
    const { id } = (await make()).data(WebhookMade);
    const body = { ...usual, description: 'New ERP' };
    const path = `/webhooks/${id}`;
    expect((await ask(hub, 'PUT', path, { body })).status).toBe(428);
    const changed = await ask(hub, 'PUT', path, { body, ...ifMatch(1) });
    expect(changed.data(WebhookView)).toMatchObject({ description: 'New ERP', version: 2 });
    expect((await ask(hub, 'PUT', path, { body, ...ifMatch(1) })).refusal()).toEqual([
      ...[412, 'PRECONDITION_FAILED', 'CHANGED_MEANWHILE'],
    ]);
    expect((await ask(hub, 'DELETE', path, ifMatch(1))).status).toBe(412);
    expect((await ask(hub, 'DELETE', path, ifMatch(2))).status).toBe(200);
    expect((await ask(hub, 'GET', path)).status).toBe(404);
  });

  it('are the business of administrators', async () => {
    for (const role of ['supervisor', 'hr'] as const) {
      const as = { role, name: `A ${role}` };
      expect((await ask(hub, 'GET', '/webhooks', { as })).status).toBe(403);
      expect((await ask(hub, 'POST', '/webhooks', { as, body: usual })).status).toBe(403);
    }
    expect((await ask(hub, 'GET', '/webhooks', { as: null })).status).toBe(401);
    // A key that could make one would send itself everything that happens.
    const key = { name: 'Hooks', scopes: ['webhooks.read', 'webhooks.write'] };
    expect((await ask(hub, 'POST', '/api-keys', { body: key })).status).toBe(403);
  });
});

describe('a new secret', () => {
  const renew = async (id: string, version: number, overlapHours: number) =>
    (await ask(hub, 'POST', `/webhooks/${id}/secret`, { body: { overlapHours }, ...ifMatch(version) })).data(
      WebhookMade,
    ).secret;

  it('signs beside the one before for a while', async () => {
    const webhook = await makeWebhook(hub, receiver);
    const secret = await renew(webhook.id, 1, 24);
    await changeTasks(hub, 1);
    await receiver.until(1);
    const [sent] = receiver.received;
    if (!sent) throw new Error('nothing came');
    expect(verified(sent, secret)).toEqual(verified(sent, webhook.secret));
    expect(String(sent.headers['webhook-signature']).split(' ')).toHaveLength(2);
    await hub.database.primary.query(`update webhook set earlier_until = now() - interval '1 second'`);
    await changeTasks(hub, 1);
    await receiver.until(2);
    const later = receiver.received[1];
    expect(later && verified(later, secret).type).toBe('task.changed');
    expect(() => later && verified(later, webhook.secret)).toThrow('bad signature');
  });

  it('replaces one that somebody else knows, at once', async () => {
    const webhook = await makeWebhook(hub, receiver);
    const secret = await renew(webhook.id, 1, 0);
    expect((await webhookOf(hub, webhook.id)).earlierSecretUntil).toBeNull();
    await changeTasks(hub, 1);
    await receiver.until(1);
    const [sent] = receiver.received;
    expect(sent && verified(sent, secret).type).toBe('task.changed');
    expect(() => sent && verified(sent, webhook.secret)).toThrow('bad signature');
  });
});
