import { randomBytes, scryptSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { topics } from '@tapclock/contracts';
import { credentialOf, FAMILIES, type Family, findFamily, systemEntropy } from '../src/index.ts';
import { createOsdpPdEmulator } from '../src/readers/osdp/osdp-pd-emulator.ts';
import { EmulatedReader } from './support/emulated-reader.ts';
import { SITE } from './support/fake-hub.ts';
import { aCard } from './support/people.ts';
import { ANA, ANAS_BADGE, Plant, SITE_KEY } from './support/plant.ts';
import { until } from './support/until.ts';

/** What readers of each kind see of one badge owner: the badge has 0003887558 printed on it, or 059,20934. */
const ANAS_CARDS = [
  { technology: 'em4100', raw: ANAS_BADGE },
  { technology: 'iso14443a', raw: '003B51C6' },
  { technology: 'wiegand', bits: 26, raw: '9DA8E300' },
  { technology: 'barcode', raw: '30303033383837353538' },
] as const;

let plant: Plant;
let reader: EmulatedReader | null = null;

beforeEach(() => {
  plant = new Plant();
});
afterEach(async () => {
  await reader?.close();
  reader = null;
  await plant.tearDown();
});

/** Starts the bridge with these readers and Ana on the roster, with a badge for each of them. */
async function startWith(readers: object[]): Promise<void> {
  plant.readers = readers;
  await plant.build();
  const key = Buffer.from(SITE_KEY, 'hex');
  const ana = aCard({ credentials: ANAS_CARDS.map(card => credentialOf(card, key)) });
  await plant.hub.publish(topics.roster(SITE, ANA), ana);
  await plant.start();
  await plant.isOnline();
}

async function clockIn(): Promise<void> {
  const card = await plant.page.shows('card');
  expect(card.person.shortName).toBe('Ana K.');
  plant.page.send({ type: 'choose', visit: card.visit, action: 'clock-in' });
  await plant.page.shows('recorded', ({ delivery }) => delivery === 'confirmed');
  expect(plant.hub.punches).toMatchObject([{ employee: ANA, reader: 'gate', action: 'clock-in' }]);
}

/** Settings that a real reader of a family needs beside its port. */
function settingsOf({ name }: Family): object {
  return name === 'osdp' ? { family: name, scbk: 'c0'.repeat(16) } : { family: name };
}

const bySerial = FAMILIES.filter(({ link }) => link === 'serial').map(({ name }) => name);
const byOther = FAMILIES.filter(({ link }) => link !== 'serial').map(({ name }) => name);

function familyOf(name: string): Family {
  const family = findFamily(name);
  if (family === null) throw new Error(`no family ${name}`);
  return family;
}

describe('a badge at a software reader becomes a punch', () => {
  it.each(bySerial)('over a serial line: %s', async name => {
    const family = familyOf(name);
    const settings = settingsOf(family);
    await plant.pty.plug();
    reader = await EmulatedReader.open(
      family.createEmulator([{ ...settings }], systemEntropy()),
      plant.pty.testEnd,
    );
    await startWith([{ id: 'gate', place: 'Gate', port: plant.pty.readerEnd, ...settings }]);
    reader.present(family.cardOfBadge(ANAS_BADGE, { ...settings }));
    await clockIn();
    const { discardedBytes, refusedReads } = plant.running?.bridge.health().readers[0] ?? {};
    expect({ discardedBytes, refusedReads }).toEqual({ discardedBytes: 0, refusedReads: 0 });
  });

  it.each(byOther)('over a line in memory: %s', async name => {
    await startWith([{ id: 'gate', place: 'Gate', family: name, virtual: true }]);
    expect(plant.running?.bridge.virtualTap({ badge: ANAS_BADGE })).toEqual({
      kind: 'presented',
      reader: 'gate',
    });
    await clockIn();
  });

  it('with the right light at the reader, decided here: osdp', async () => {
    const family = familyOf('osdp');
    const settings = settingsOf(family);
    await plant.pty.plug();
    reader = await EmulatedReader.open(
      family.createEmulator([{ ...settings }], systemEntropy()),
      plant.pty.testEnd,
    );
    await startWith([{ id: 'gate', place: 'Gate', port: plant.pty.readerEnd, ...settings }]);
    await plant.hub.stop();
    await until(() => plant.page.health?.link === 'offline', 'the kiosk notices that the hub is away');
    reader.present(family.cardOfBadge(ANAS_BADGE, { ...settings }));
    const card = await plant.page.shows('card');
    plant.page.send({ type: 'choose', visit: card.visit, action: 'clock-in' });
    await plant.page.shows('recorded');
    await until(
      () => /amber/.test(reader?.shown() ?? ''),
      () => `amber light, not ${reader?.shown()}`,
    );
  });

  it('with a number and a PIN from its own keypad: osdp', async () => {
    const settings = { address: 0, scbk: 'c0'.repeat(16) };
    await plant.pty.plug();
    const keypad = createOsdpPdEmulator([settings], systemEntropy());
    reader = await EmulatedReader.open(keypad, plant.pty.testEnd);
    await startWith([{ id: 'gate', place: 'Gate', family: 'osdp', port: plant.pty.readerEnd, ...settings }]);
    await plant.hub.publish(topics.roster(SITE, ANA), aCard({ number: '1001', pin: pinHash('4711') }));
    await until(
      () => plant.running?.bridge.health().readers[0]?.state === 'online',
      'the secure channel is up',
    );
    keypad.press('1001#');
    await plant.page.shows('pin', ({ step }) => step === 'pin');
    keypad.press('4711#');
    expect(await plant.page.shows('card')).toMatchObject({ person: { shortName: 'Ana K.' } });
  });
});

/** As the hub stores a PIN, made cheap for a test. */
function pinHash(pin: string): string {
  const salt = randomBytes(16);
  const hash = scryptSync(pin, salt, 32, { N: 16, r: 8, p: 1 });
  return `scrypt$16$8$1$${salt.toString('base64')}$${hash.toString('base64')}`;
}
