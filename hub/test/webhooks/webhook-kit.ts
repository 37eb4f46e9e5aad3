import { createHmac, randomUUID } from 'node:crypto';
import { type NewWebhook, WebhookMade, WebhookMessage, WebhookView } from '@tapclock/contracts';
import { CursorRunner, EventLog, type NewEvent } from '../../src/event-log/index.ts';
import { ask } from '../access/asks.ts';
import type { HttpReceiver, Received } from '../kit/http-receiver.ts';
import { type RunningTestHub, runHub, SITE } from '../kit/running-hub.ts';

/** A hub whose webhooks may reach this machine. */
export function runTellingHub(): Promise<RunningTestHub> {
  return runHub({ change: config => ({ ...config, webhookNetworks: ['127.0.0.0/8'] }) });
}

export async function makeWebhook(
  hub: RunningTestHub,
  receiver: HttpReceiver,
  more: Partial<NewWebhook> = {},
): Promise<WebhookMade> {
  const body = { url: receiver.url(), types: ['task.changed'], description: 'ERP', ...more };
  return (await ask(hub, 'POST', '/webhooks', { body })).data(WebhookMade);
}

export async function webhookOf(hub: RunningTestHub, id: string): Promise<WebhookView> {
  return (await ask(hub, 'GET', `/webhooks/${id}`)).data(WebhookView);
}

/** So many tasks change, one transaction each; their ids. */
export async function changeTasks(hub: RunningTestHub, count: number, site = SITE): Promise<string[]> {
  const tasks = Array.from({ length: count }, () => randomUUID());
  for (const task of tasks) await append(hub, { kind: 'task.changed', site, key: task, payload: { task } });
  return tasks;
}

export async function append(hub: RunningTestHub, ...events: NewEvent[]): Promise<void> {
  await hub.database.transaction(sql => hub.part(EventLog).append(sql, events));
  await hub.part(CursorRunner).caughtUp('webhooks');
}

/** The message of a request whose signature is good under this secret; written apart from the hub's own code on purpose. */
export function verified({ headers, body }: Received, secret: string): WebhookMessage {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const wanted = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  if (!String(headers['webhook-signature']).split(' ').includes(wanted)) throw new Error('bad signature');
  const message = WebhookMessage.parse(JSON.parse(body));
  if (message.id !== headers['webhook-id']) throw new Error('another id');
  return message;
}

/** Tasks that a receiver was told of, in the order in which it was. */
export function tasksOf({ received }: HttpReceiver): string[] {
  return received.flatMap(({ body }) => {
    const message = WebhookMessage.parse(JSON.parse(body));
    return message.type === 'task.changed' ? [message.data.task] : [];
  });
}
