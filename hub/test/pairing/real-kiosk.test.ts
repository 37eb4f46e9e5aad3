import { createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type KioskScreen, type PairingStep, Punch, signedText, TerminalView } from '@tapclock/contracts';
import { credentialOf } from '../../../firmware-bridge/src/readers/credential.ts';
import { until } from '../../../firmware-bridge/test/support/until.ts';
import { EvidenceRepository } from '../../src/evidence/evidence.repository.ts';
import { SiteKeys } from '../../src/terminals/index.ts';
import { send } from '../kit/api-client.ts';
import { addPerson, type RunningTestHub, runHub, SITE } from '../kit/running-hub.ts';
import { KioskProcess } from './kiosk-process.ts';
import { dataOf } from './new-kiosk.ts';

const TERMINAL = 'gate-9';
const BADGE = '67003B51C6';
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

let hub: RunningTestHub;
let kiosk: KioskProcess;
let employee: string;
beforeAll(async () => {
  hub = await runHub();
  kiosk = new KioskProcess();
  const siteKey = await hub.part(SiteKeys).keyOf(SITE);
  const person = await addPerson(hub, {
    credentials: [credentialOf({ technology: 'em4100', raw: BADGE }, siteKey)],
  });
  employee = person.id;
});
afterAll(async () => {
  await kiosk.tearDown();
  await hub.stop();
});

function codeOn(screen: KioskScreen): Extract<PairingStep, { step: 'code' }> | null {
  return screen.screen === 'pairing' && screen.step.step === 'code' ? screen.step : null;
}

const view = async () => TerminalView.parse(dataOf(await hub.get(`/api/v1/terminals/${TERMINAL}`)));

/** Punches of this terminal that the hub has stored. */
async function punches(): Promise<{ employee: string | null }[]> {
  return await hub.database.primary.query(
    'select employee_id as employee from punch where terminal_id = $1 order by boot, sequence',
    [TERMINAL],
  );
}

/** Taps a badge and waits for its punch at the hub. The same badge twice within seconds is one tap (R2), so each test has its own. */
async function tapped(badge: string): Promise<void> {
  const before = (await punches()).length;
  await until(() => kiosk.page.health?.link === 'online', 'the kiosk is online', 30_000);
  await kiosk.tap(badge);
  await happens(async () => (await punches()).length > before, 'the punch is stored');
}

async function happens(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (await holds()) return;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error(`in vain: ${what}`);
}

/** Which of the keys that the hub proves with signed each stored batch, oldest batch first. */
async function signers(keys: readonly string[]): Promise<number[]> {
  const sql = hub.database.primary;
  const batches = await hub.part(EvidenceRepository).batches(
    sql,
    await sql.query(
      `select terminal_id as terminal, boot, from_sequence as "from", head from punch_signature
       where terminal_id = $1 order by received_at`,
      [TERMINAL],
    ),
  );
  return batches.map(({ terminal, boot, from, head, sentAt, sentUptimeMs, sig, bodies }) => {
    const punches = bodies.map(body => Punch.parse(body));
    const sent = { at: sentAt, uptimeMs: sentUptimeMs };
    const text = signedText({ terminal, boot, from, punches, head, sent });
    return keys.findIndex(raw => {
      const der = Buffer.concat([SPKI_PREFIX, Buffer.from(raw, 'base64')]);
      const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
      return verify(null, Buffer.from(text), key, Buffer.from(sig, 'base64'));
    });
  });
}

describe('a kiosk that knows nothing but its hub', () => {
  it('is paired by the code on its screen, and records a tap of somebody it knows by then', async () => {
    expect(await kiosk.start(`http://127.0.0.1:${hub.httpPort}`)).toBe('pairing');
    await until(() => codeOn(kiosk.page.now()) !== null, 'the kiosk shows a code', 30_000);
    const shown = codeOn(kiosk.page.now());
    const body = { code: shown?.code, site: SITE, id: TERMINAL, place: 'Gate 9' };
    const approved = dataOf(await send(hub, 'POST', '/pairings/approve', { body }));
    expect(approved).toMatchObject({ terminal: TERMINAL, fingerprint: shown?.fingerprint });
    await kiosk.ready();
    await tapped(BADGE);
    expect(await punches()).toEqual([{ employee }]);
    const [left] = await hub.database.primary.query<{ handOut: unknown }>(
      'select hand_out as "handOut" from pairing where terminal_id = $1',
      [TERMINAL],
    );
    expect(left).toEqual({ handOut: null });
  }, 90_000);

  it('is still paired after kill -9, with the hub it need not ask again', async () => {
    await kiosk.kill();
    expect(await kiosk.start('http://127.0.0.1:1')).toBe('ready');
    await tapped('1100000002');
  }, 60_000);

  it('changes its key and its password without losing a tap, and both keys prove what they signed (R9)', async () => {
    const old = await view();
    await send(hub, 'POST', `/terminals/${TERMINAL}/rotate-key`);
    expect((await view()).rotation).not.toBeNull();
    await happens(async () => (await view()).rotation === null, 'the key has changed');
    const changed = await view();
    expect(changed.keys).toHaveLength(2);
    expect(changed.keys[1]).toEqual(old.keys[0]);
    await tapped('1100000003');
    await kiosk.kill();
    expect(await kiosk.start('http://127.0.0.1:1')).toBe('ready');
    await tapped('1100000004');
    const keys = await hub.database.primary.query<{ key: string }>(
      `select encode(public_key, 'base64') as key from terminal_key where terminal_id = $1 order by enrolled_at`,
      [TERMINAL],
    );
    const proving = await hub
      .part(EvidenceRepository)
      .keys(hub.database.primary, [TERMINAL], new Date(Date.now() + 1_000).toISOString());
    expect(proving).toEqual([{ terminal: TERMINAL, keys: keys.map(({ key }) => key).toSorted() }]);
    expect(await signers(keys.map(({ key }) => key))).toEqual([0, 0, 1, 1]);
    const odd = await hub.database.primary.query('select from quarantine where terminal_id = $1', [TERMINAL]);
    expect(odd).toHaveLength(0);
  }, 120_000);

  it('is cut off when it is revoked, and keeps what is tapped then', async () => {
    const body = { reason: 'stolen from gate 9' };
    expect((await send(hub, 'DELETE', `/terminals/${TERMINAL}`, { body })).status).toBe(200);
    await until(() => kiosk.page.health?.link === 'offline', 'the kiosk is cut off', 30_000);
    await kiosk.tap('0102030405');
    await until(() => kiosk.page.health?.kept === 1, 'the tap is kept');
    expect((await view()).revoked).toMatchObject({ by: 'Ada Admin', reason: 'stolen from gate 9' });
  }, 60_000);
});
