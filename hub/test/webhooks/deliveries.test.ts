import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuditPage, DeliveryDetail, DeliveryView, NotificationView } from '@tapclock/contracts';
import { z } from 'zod';
import { CursorRunner } from '../../src/event-log/index.ts';
import { startHub } from '../../src/hub.ts';
import type { HubConfig } from '../../src/platform/config/hub-config.ts';
import { DeliveryRounds } from '../../src/webhooks/index.ts';
import { ask } from '../access/asks.ts';
import { HttpReceiver, untilTrue } from '../kit/http-receiver.ts';
import { addPerson, type RunningTestHub, runHub, SITE } from '../kit/running-hub.ts';
import { testLog } from '../support/hub-parts.ts';
import { append, changeTasks, makeWebhook, tasksOf, verified, webhookOf } from './webhook-kit.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let hub: RunningTestHub;
let config: HubConfig;
let receiver: HttpReceiver;

beforeAll(async () => {
  hub = await runHub({
    change: usual => {
      config = { ...usual, webhookNetworks: ['127.0.0.0/8'] };
      return config;
    },
  });
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

const deliver = (nowMs: number) => hub.part(DeliveryRounds).deliver(nowMs);
const deliveriesOf = async (id: string, query = '') =>
  (await ask(hub, 'GET', `/webhooks/${id}/deliveries${query}`)).data(z.array(DeliveryView));

/** Waits until the hub has tried so often by itself, and has noted the last time. */
async function tried(id: string, failures: number): Promise<void> {
  await receiver.until(failures);
  await untilTrue(async () => {
    const [row] = await hub.database.primary.query<{ failures: number; claim: string | null }>(
      'select failures, claim from webhook where id = $1',
      [id],
    );
    return row?.failures === failures && row.claim === null;
  }, `${failures} failures`);
}

describe('a webhook', () => {
  it('is told what happens, signed, by ids and without names', async () => {
    const webhook = await makeWebhook(hub, receiver, { types: ['people.changed', 'schedule.published'] });
    const person = await addPerson(hub, { familyName: 'Unmistakable' });
    await append(hub, {
      kind: 'schedule.published',
      site: SITE,
      key: SITE,
      payload: {
        publication: '0197c2f0-3b1e-7c55-9a40-5d0f2c6b8e11',
        employees: [person.id],
        from: '2026-11-02',
        to: '2026-11-08',
        by: 'Ada Admin',
      },
    });
    await receiver.until(2);
    const [first, second] = receiver.received.map(one => verified(one, webhook.secret));
    expect(first).toMatchObject({
      type: 'people.changed',
      version: 1,
      site: SITE,
      data: { employees: [person.id] },
    });
    expect(second).toEqual({
      ...{ id: second?.id, type: 'schedule.published', version: 1, time: second?.time, site: SITE },
      data: {
        publication: '0197c2f0-3b1e-7c55-9a40-5d0f2c6b8e11',
        employees: [person.id],
        from: '2026-11-02',
        to: '2026-11-08',
      },
    });
    const sent = receiver.received.map(({ body }) => body).join();
    expect(sent).not.toMatch(/Unmistakable|Ada Admin/);
    expect(receiver.received[0]?.headers['content-type']).toBe('application/json');
    await untilTrue(async () => (await webhookOf(hub, webhook.id)).waiting === 0, 'an empty queue');
    expect(await deliveriesOf(webhook.id)).toMatchObject([
      { message: second?.id, state: 'delivered', attempts: 1, last: { status: 204, problem: null } },
      { message: first?.id, state: 'delivered', attempts: 1 },
    ]);
  });

  it('is told only what it asked for, from its beginning on', async () => {
    await changeTasks(hub, 1);
    await hub.database.primary.query(
      `insert into site (id, name, zone, language) values ('elsewhere', 'Elsewhere', 'Europe/Berlin', 'en') on conflict do nothing`,
    );
    await makeWebhook(hub, receiver, { site: SITE });
    await changeTasks(hub, 1, 'elsewhere');
    await addPerson(hub);
    const [task] = await changeTasks(hub, 1);
    await receiver.until(1);
    await deliver(Date.now());
    expect(tasksOf(receiver)).toEqual([task]);
    expect(receiver.received).toHaveLength(1);
  });

  it('hears nothing of what happens while it is paused, and goes on with what waited', async () => {
    receiver.answers(500);
    const { id } = await makeWebhook(hub, receiver);
    const [waiting] = await changeTasks(hub, 1);
    await tried(id, 1);
    const put = (version: number, active: boolean) =>
      ask(hub, 'PUT', `/webhooks/${id}`, {
        body: { url: receiver.url(), types: ['task.changed'], site: null, description: 'ERP', active },
        headers: { 'if-match': `"${version}"` },
      });
    await put(1, false);
    await changeTasks(hub, 1);
    receiver.answers(204);
    await deliver(Date.now() + HOUR_MS);
    expect(receiver.received).toHaveLength(1);
    await put(2, true);
    const [later] = await changeTasks(hub, 1);
    await receiver.until(3);
    expect(tasksOf(receiver)).toEqual([waiting, waiting, later]);
  });
});

describe('a receiver that fails', () => {
  it('is tried again later and later, and hears everything in order', async () => {
    receiver.answers(500, {}, 'out of order');
    const { id } = await makeWebhook(hub, receiver);
    const tasks = await changeTasks(hub, 3);
    await tried(id, 1);
    const beganMs = Date.parse((await webhookOf(hub, id)).failingSince ?? '');
    await deliver(beganMs + 3_000);
    expect(receiver.received).toHaveLength(1);
    await deliver(beganMs + 7_000);
    expect(receiver.received).toHaveLength(2);
    await deliver(beganMs + 20_000);
    expect(receiver.received).toHaveLength(2);
    expect(await webhookOf(hub, id)).toMatchObject({ waiting: 3, off: null });
    const [, , first] = await deliveriesOf(id);
    expect(first).toMatchObject({
      attempts: 2,
      state: 'waiting',
      last: { status: 500, answer: 'out of order' },
    });
    receiver.answers(200);
    await deliver(beganMs + 60_000);
    expect(tasksOf(receiver)).toEqual([tasks[0], tasks[0], ...tasks]);
    expect(await webhookOf(hub, id)).toMatchObject({ waiting: 0, failingSince: null, nextTryAt: null });
  });

  it('for three days is switched off; administrators are told, and it can be switched on again', async () => {
    await hub.askers.headers({ name: 'Ira IT' });
    receiver.answers(503);
    const { id } = await makeWebhook(hub, receiver);
    const tasks = await changeTasks(hub, 1);
    await tried(id, 1);
    const beganMs = Date.parse((await webhookOf(hub, id)).failingSince ?? '');
    await deliver(beganMs + 3 * DAY_MS - 1_000);
    expect((await webhookOf(hub, id)).off).toBeNull();
    await deliver(beganMs + 3 * DAY_MS + 7 * HOUR_MS);
    const off = await webhookOf(hub, id);
    expect(off).toMatchObject({ off: { why: 'failing' }, waiting: 1, nextTryAt: null, version: 2 });
    await deliver(beganMs + 10 * DAY_MS);
    expect(receiver.received).toHaveLength(3);
    const told = (await ask(hub, 'GET', '/notifications', { as: { name: 'Ira IT' } })).data(
      z.array(NotificationView),
    );
    expect(told).toMatchObject([
      {
        kind: 'webhook-off',
        message: 'A webhook was switched off: nothing got through for three days.',
        about: { webhook: id },
      },
    ]);
    const trail = (await ask(hub, 'GET', '/audit?action=webhooks.switched-off')).data(AuditPage);
    expect(trail.entries).toMatchObject([{ actor: { kind: 'system' }, subject: { kind: 'webhook', id } }]);
    receiver.answers(204);
    const { url, types, site, description } = off;
    await ask(hub, 'PUT', `/webhooks/${id}`, {
      body: { url, types, site, description, active: true },
      headers: { 'if-match': '"2"' },
    });
    await receiver.until(4);
    expect(tasksOf(receiver).at(-1)).toBe(tasks[0]);
  });

  it('says 410 once and is switched off', async () => {
    receiver.answers(410);
    const { id } = await makeWebhook(hub, receiver);
    await changeTasks(hub, 2);
    await untilTrue(async () => (await webhookOf(hub, id)).off !== null, 'the end');
    await deliver(Date.now() + DAY_MS);
    expect(receiver.received).toHaveLength(1);
    expect((await webhookOf(hub, id)).off?.why).toBe('gone');
  });

  it('sends elsewhere and is not followed', async () => {
    const elsewhere = new HttpReceiver();
    await elsewhere.start();
    receiver.answers(307, { location: elsewhere.url() });
    const { id } = await makeWebhook(hub, receiver);
    await changeTasks(hub, 1);
    await tried(id, 1);
    expect(elsewhere.received).toEqual([]);
    expect(await deliveriesOf(id)).toMatchObject([{ state: 'waiting', last: { status: 307 } }]);
    await elsewhere.stop();
  });

  it('never answers and holds nobody else up', async () => {
    receiver.behaviour = () => undefined;
    const { id } = await makeWebhook(hub, receiver);
    const quick = new HttpReceiver();
    await quick.start();
    await makeWebhook(hub, quick);
    await changeTasks(hub, 2);
    await receiver.until(1);
    await quick.until(2);
    await tried(id, 1);
    expect(await deliveriesOf(id, '?state=waiting')).toMatchObject([
      { attempts: 0 },
      { attempts: 1, last: { status: null, problem: 'timeout' } },
    ]);
    await quick.stop();
  });
});

describe('every message', () => {
  it('goes out once and in order, whichever of two hubs sends it', async () => {
    const second = await startHub(config, testLog());
    const webhook = await makeWebhook(hub, receiver);
    const tasks: string[] = [];
    for (let round = 0; round < 10; round += 1) {
      tasks.push(...(await changeTasks(hub, 10)));
      await Promise.all(
        [hub.part(DeliveryRounds), second.app.get(DeliveryRounds, { strict: false })].map(rounds =>
          rounds.deliver(Date.now()),
        ),
      );
    }
    await receiver.until(tasks.length);
    await untilTrue(async () => (await webhookOf(hub, webhook.id)).waiting === 0, 'an empty queue');
    expect(tasksOf(receiver)).toEqual(tasks);
    await second.stop();
  });

  it('goes out once though the cursor starts over (R8), also when its log is gone', async () => {
    const webhook = await makeWebhook(hub, receiver);
    const tasks = await changeTasks(hub, 3);
    await receiver.until(3);
    await untilTrue(async () => (await webhookOf(hub, webhook.id)).waiting === 0, 'an empty queue');
    await hub.part(DeliveryRounds).forget(Date.now() + 31 * DAY_MS);
    expect(await deliveriesOf(webhook.id)).toEqual([]);
    await hub.part(CursorRunner).rebuild('webhooks');
    await hub.part(CursorRunner).caughtUp('webhooks');
    const [last] = await changeTasks(hub, 1);
    await receiver.until(4);
    expect(tasksOf(receiver)).toEqual([...tasks, last]);
  });

  it('is sent by another hub when the one that had it died', async () => {
    const webhook = await makeWebhook(hub, receiver, { active: false });
    await hub.database.primary.query(
      `update webhook set claim = gen_random_uuid(), claimed_until = now() + interval '1 minute', active = true where id = $1`,
      [webhook.id],
    );
    await changeTasks(hub, 1);
    await deliver(Date.now() + 30_000);
    expect(receiver.received).toEqual([]);
    await deliver(Date.now() + 61_000);
    expect(receiver.received).toHaveLength(1);
  });

  it('waits no longer than there is room', async () => {
    const { id } = await makeWebhook(hub, receiver);
    await hub.database.primary.query(
      `update webhook set waiting = 99999, due_at = now() + interval '1 hour' where id = $1`,
      [id],
    );
    await changeTasks(hub, 1);
    expect(await webhookOf(hub, id)).toMatchObject({ waiting: 100_000, off: null });
    await changeTasks(hub, 1);
    expect(await webhookOf(hub, id)).toMatchObject({ waiting: 100_000, off: { why: 'queue-full' } });
  });
});

describe('by hand', () => {
  it('a test is sent at once and says what was answered', async () => {
    receiver.answers(202, {}, 'hello');
    const webhook = await makeWebhook(hub, receiver, { active: false });
    const answer = await ask(hub, 'POST', `/webhooks/${webhook.id}/test`);
    expect(answer.data(DeliveryDetail)).toMatchObject({
      ...{ type: 'webhook.test', state: 'delivered', last: { status: 202, answer: 'hello' } },
    });
    const [sent] = receiver.received;
    expect(sent && verified(sent, webhook.secret).type).toBe('webhook.test');
    receiver.answers(404);
    const failed = (await ask(hub, 'POST', `/webhooks/${webhook.id}/test`)).data(DeliveryDetail);
    expect(failed).toMatchObject({ state: 'given-up', last: { status: 404 } });
  });

  it('a message is sent again to the letter, but not while it waits', async () => {
    const webhook = await makeWebhook(hub, receiver);
    await changeTasks(hub, 1);
    await untilTrue(async () => (await deliveriesOf(webhook.id))[0]?.state === 'delivered', 'a delivery');
    const [delivery] = await deliveriesOf(webhook.id);
    const path = `/webhooks/${webhook.id}/deliveries/${delivery?.id}`;
    expect((await ask(hub, 'POST', `${path}/redeliver`)).data(DeliveryDetail)).toMatchObject({ attempts: 2 });
    const [first, again] = receiver.received;
    expect(again?.body).toBe(first?.body);
    expect(again && verified(again, webhook.secret).id).toBe(delivery?.message);
    receiver.answers(500);
    await changeTasks(hub, 1);
    await untilTrue(async () => (await webhookOf(hub, webhook.id)).failingSince !== null, 'a failure');
    const [waiting] = await deliveriesOf(webhook.id, '?state=waiting');
    const refused = await ask(hub, 'POST', `/webhooks/${webhook.id}/deliveries/${waiting?.id}/redeliver`);
    expect(refused.refusal()).toEqual([409, 'CONFLICT', 'STILL_WAITING']);
  });

  it('a message that can never arrive is taken out of the way', async () => {
    receiver.answers(500);
    const webhook = await makeWebhook(hub, receiver);
    const [poison = '', second] = await changeTasks(hub, 2);
    await tried(webhook.id, 1);
    receiver.behaviour = (response, { body }) => response.writeHead(body.includes(poison) ? 500 : 204).end();
    const [, head] = await deliveriesOf(webhook.id, '?state=waiting');
    const path = `/webhooks/${webhook.id}/deliveries/${head?.id}/give-up`;
    expect((await ask(hub, 'POST', path)).data(DeliveryDetail).state).toBe('given-up');
    await untilTrue(async () => (await webhookOf(hub, webhook.id)).waiting === 0, 'an empty queue');
    expect(tasksOf(receiver).at(-1)).toBe(second);
    expect((await ask(hub, 'POST', path)).refusal()).toEqual([409, 'CONFLICT', 'NOT_WAITING']);
  });
});
