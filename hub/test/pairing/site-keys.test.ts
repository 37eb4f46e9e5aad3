import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PeopleService } from '../../src/people/index.ts';
import { SiteKeys } from '../../src/terminals/index.ts';
import { refusal, send } from '../kit/api-client.ts';
import { type RunningTestHub, runHub, SITE } from '../kit/running-hub.ts';
import { NewKiosk } from './new-kiosk.ts';

let hub: RunningTestHub;
beforeAll(async () => {
  hub = await runHub();
});
afterAll(() => hub.stop());

const key = (fill: number) => Buffer.alloc(32, fill);

async function newSite(id: string): Promise<void> {
  await hub.part(PeopleService).addSite({
    ...{ id, name: id, zone: 'Europe/Berlin', language: 'en' },
    areas: [{ id: 'hall', name: 'Hall' }],
    teams: [],
  });
}

describe('the key of a site', () => {
  it('is made once, however many ask at the same time', async () => {
    await newSite('plant-1');
    const keys = await Promise.all([1, 2, 3, 4].map(() => hub.part(SiteKeys).keyOf('plant-1')));
    expect(new Set(keys.map(found => found.toString('hex'))).size).toBe(1);
    expect(keys[0]).toHaveLength(32);
  });

  it('is learnt where kiosks have it already, and not replaced by another', async () => {
    await newSite('plant-2');
    await hub.part(SiteKeys).learn('plant-2', key(1));
    await hub.part(SiteKeys).learn('plant-2', key(1));
    await expect(hub.part(SiteKeys).learn('plant-2', key(2))).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await hub.part(SiteKeys).keyOf('plant-2')).toEqual(key(1));
  });

  it('is not made up for a site whose kiosks have one that the hub was not told', async () => {
    await newSite('plant-3');
    await hub.database.primary.query(
      `insert into terminal (id, site_id, place, public_key, password_hash) values ('old-1', 'plant-3', 'Gate', $1, '')`,
      [key(9)],
    );
    const { code } = await new NewKiosk(hub).open();
    const body = { code, site: 'plant-3', id: 'new-1', place: 'Gate' };
    expect(refusal(await send(hub, 'POST', '/pairings/approve', { body }))).toEqual([
      ...[409, 'CONFLICT', 'SITE_KEY_UNKNOWN site'],
    ] as never);
    await hub.part(SiteKeys).learn('plant-3', key(3));
    expect((await send(hub, 'POST', '/pairings/approve', { body })).status).toBe(200);
  });

  it.each([
    ['an unknown site', 'nowhere', key(1), 'NOT_FOUND'],
    ['a short key', SITE, Buffer.alloc(16), 'VALIDATION_ERROR'],
  ])('is not learnt for %s', async (_case, site, value, code) => {
    await expect(hub.part(SiteKeys).learn(site, value)).rejects.toMatchObject({ code });
  });
});
