import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { BROKER_LINK, type BrokerLink } from '../src/platform/mqtt/broker-link.ts';
import { addPerson, type RunningTestHub, runHub, SITE } from './kit/running-hub.ts';

let hub: RunningTestHub;
afterEach(() => hub.stop());

async function readyWith(found: (body: Record<string, unknown>) => boolean) {
  for (let attempt = 0; attempt < 250; attempt += 1) {
    const { status, body } = await hub.get('/health/ready');
    const parsed = z.record(z.string(), z.unknown()).parse(body);
    if (found(parsed)) return { status, body: parsed };
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  throw new Error('health never came to that');
}

describe('health', () => {
  it('is ready with everything there', async () => {
    hub = await runHub();
    const { status, body } = await readyWith(({ replica }) => replica === 'up');
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'ready', database: 'up', broker: 'connected' });
    expect(await hub.get('/health/live')).toEqual({ status: 200, body: { status: 'ok' } });
  });

  it('starts, works and is ready with a replica that is down, and says so', async () => {
    hub = await runHub({ replicaUrl: 'postgres://nobody:x@127.0.0.1:1/none' });
    const { status, body } = await readyWith(() => true);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'ready', replica: 'down', replicaLagSeconds: null });
    const person = await addPerson(hub);
    const board = await hub.get(`/api/v1/sites/${SITE}/board`);
    expect(JSON.stringify(board.body)).toContain(person.id);
  });

  it('is not ready without a broker, though it lives', async () => {
    hub = await runHub();
    await hub.part<BrokerLink>(BROKER_LINK as never).stop();
    const { status, body } = await readyWith(() => true);
    expect([status, body.broker]).toEqual([503, 'disconnected']);
    expect((await hub.get('/health/live')).status).toBe(200);
  });

  it('shows its figures to Prometheus', async () => {
    hub = await runHub();
    const { body } = await hub.get('/metrics');
    expect(String(body)).toContain('tapclock_live_clients 0');
    expect(String(body)).toContain('tapclock_punches_total');
  });
});
