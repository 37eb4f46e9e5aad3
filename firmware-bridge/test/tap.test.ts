import { createPublicKey, verify } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { receiptCode, signedText, topics } from '@tapclock/contracts';
import { chainHash } from '../src/index.ts';
import { SITE } from './support/fake-hub.ts';
import { aPresence, punchIdNumber } from './support/people.ts';
import { ANA, ANAS_BADGE, BENS_BADGE, credential, Plant, STRAY_BADGE } from './support/plant.ts';
import { until } from './support/until.ts';

let plant: Plant;
beforeEach(async () => {
  plant = new Plant();
  await plant.build();
  await plant.start();
  await plant.isOnline();
});
afterEach(() => plant.tearDown());

describe('a tap on a real serial line', () => {
  it('becomes a card, a punch on disk, a receipt and a confirmed screen', async () => {
    plant.tap(ANAS_BADGE);
    const card = await plant.page.shows('card');
    expect(card).toMatchObject({ person: { shortName: 'Ana K.' }, proposed: 'clock-in' });
    plant.page.send({ type: 'choose', visit: card.visit, action: 'clock-in' });
    const shown = await plant.page.shows('recorded', ({ delivery }) => delivery === 'confirmed');
    expect(shown.verdict).toMatchObject({ employee: ANA });

    const [batch] = plant.hub.batches;
    const [punch] = plant.hub.punches;
    expect(punch).toMatchObject({
      sequence: 1,
      employee: ANA,
      credential: credential(ANAS_BADGE),
      action: 'clock-in',
      chosenBy: 'worker',
      identifiedBy: 'badge',
      reader: 'reader-1',
      zone: 'Europe/Berlin',
      offline: false,
    });
    expect(batch?.head).toBe(chainHash(batch?.previous ?? '', punch ?? {}));
    expect(shown.receipt).toBe(receiptCode(batch?.head ?? ''));
    expect(plant.kept()).toBe(0);
  });

  it('is signed by the key the bridge hands out for enrolment (R9)', async () => {
    plant.tap(STRAY_BADGE);
    await plant.allArrived(1);
    const [batch] = plant.hub.batches;
    if (batch === undefined) throw new Error('no batch');
    const x = Buffer.from(plant.running?.bridge.publicKey() ?? '', 'base64').toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    expect(verify(null, Buffer.from(signedText(batch)), key, Buffer.from(batch.sig, 'base64'))).toBe(true);
  });

  it('again while the card is up is the worker saying yes; once more is already recorded (R2)', async () => {
    plant.tap(ANAS_BADGE);
    await plant.page.shows('card');
    plant.tap(ANAS_BADGE);
    await plant.page.shows('recorded');
    plant.tap(ANAS_BADGE);
    expect(await plant.page.shows('already-recorded')).toMatchObject({ action: 'clock-in' });
    await plant.allArrived(1);
    expect(plant.hub.punches).toMatchObject([{ chosenBy: 'worker' }]);
  });

  it('of a badge nobody knows is recorded and sent all the same (R3)', async () => {
    plant.tap(STRAY_BADGE);
    expect(await plant.page.shows('unknown-badge')).toMatchObject({ printed: '0000000001' });
    await plant.allArrived(1);
    expect(plant.hub.punches).toMatchObject([
      { action: 'auto', employee: null, credential: credential(STRAY_BADGE) },
    ]);
  });

  it('in a queue does not wait for the countdown of the one before', async () => {
    plant.tap(ANAS_BADGE);
    await plant.page.shows('card', ({ person }) => person.shortName === 'Ana K.');
    plant.tap(BENS_BADGE);
    await plant.page.shows('card', ({ person }) => person.shortName === 'Ben M.');
    plant.time.advance(4000);
    await plant.page.shows('recorded', ({ person }) => person.shortName === 'Ben M.');
    await plant.allArrived(2);
    expect(plant.hub.punches.map(({ chosenBy }) => chosenBy)).toEqual(['terminal', 'countdown']);
  });

  it('knows what was punched at another kiosk, and greets a page that comes later with the same screen', async () => {
    const since = new Date(plant.time.trueMs()).toISOString();
    const presence = aPresence({ punchId: punchIdNumber(77), since, weekMinutes: 1234 });
    await plant.hub.publish(topics.presence(SITE, ANA), presence);
    plant.tap(ANAS_BADGE);
    // The order of retained messages and taps is not promised: the card is dealt anew when the news comes.
    const card = await plant.page.shows('card', ({ state }) => state === 'in');
    expect(card.weekMinutes).toBe(1234);
    await plant.page.open(plant.running?.kioskPort ?? 0);
    expect(plant.page.now()).toMatchObject({ screen: 'card', visit: card.visit });
  });
});

describe('a reader', () => {
  it('that is unplugged shows as missing, and works again when it is back', async () => {
    const reader = () => plant.page.health?.readers[0]?.state;
    await plant.pty.unplug();
    // The bridge's own watchdog asks for the device file, in stretched time.
    await until(() => {
      plant.time.advance(1000);
      return reader() === 'missing';
    }, 'the reader is missed');
    await plant.pty.plug();
    await until(() => {
      plant.time.advance(1000);
      return reader() === 'online';
    }, 'the reader is back');
    plant.tap(ANAS_BADGE);
    await plant.page.shows('card');
  });
});

describe('commands of the hub', () => {
  it('make the kiosk flash, and let it go dark again', async () => {
    await plant.hub.command({ type: 'identify', seconds: 3 });
    await plant.page.shows('identify');
    plant.time.advance(3000);
    await plant.page.shows('idle');
  });

  it('that are malformed are counted and do no harm', async () => {
    await plant.hub.publish(topics.command(SITE, 'gate-2'), { type: 'format-disk' });
    await until(() => plant.running?.bridge.health().uplink.badMessages === 1, 'the message is counted');
    plant.tap(ANAS_BADGE);
    await plant.page.shows('card');
  });
});
