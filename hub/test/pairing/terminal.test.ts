import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type KeyOffer, keyOfferText, TerminalView, topics } from '@tapclock/contracts';
import { ChainWatch, StatusIntake } from '../../src/terminals/index.ts';
import { type Answer, refusal, send } from '../kit/api-client.ts';
import { type Kiosk, type RunningTestHub, runHub, SITE } from '../kit/running-hub.ts';
import { dataOf, NewKiosk, rawOf } from './new-kiosk.ts';

let hub: RunningTestHub;
beforeAll(async () => {
  hub = await runHub();
});
afterAll(() => hub.stop());

const view = async (id: string) => TerminalView.parse(dataOf(await hub.get(`/api/v1/terminals/${id}`)));
const revoke = (id: string, reason = 'lost') =>
  send(hub, 'DELETE', `/terminals/${id}`, { body: { reason }, actor: 'Bea Boss' });

async function move(id: string, place: string, ifMatch?: string): Promise<Answer> {
  const answer = await fetch(`http://127.0.0.1:${hub.httpPort}/api/v1/terminals/${id}`, {
    method: 'PATCH',
    headers: {
      'content-type': 'application/json',
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      ...(await hub.askers.headers()),
    },
    body: JSON.stringify({ place }),
  });
  return { status: answer.status, body: await answer.json() };
}

describe('a terminal', () => {
  it('is shown with its keys', async () => {
    await hub.enrol('shown-1');
    expect(await view('shown-1')).toMatchObject({
      ...{ terminal: 'shown-1', site: SITE, place: 'Place of shown-1', revoked: null, rotation: null },
      keys: [{ fingerprint: expect.stringMatching(/^([0-9a-f]{4} ?){4}$/) }],
    });
    expect(refusal(await hub.get('/api/v1/terminals/nowhere'))).toEqual([404, 'NOT_FOUND']);
  });

  it('is moved by whoever knows where it stands, and by nobody who has an old picture', async () => {
    await hub.enrol('moved-1');
    const { version } = await view('moved-1');
    expect(refusal(await move('moved-1', 'Gate 3'))[0]).toBe(428);
    expect(dataOf(await move('moved-1', 'Gate 3', `"${version}"`))).toMatchObject({ place: 'Gate 3' });
    expect(refusal(await move('moved-1', 'Gate 4', `"${version}"`))[0]).toBe(412);
    expect((await view('moved-1')).place).toBe('Gate 3');
    expect(refusal(await move('moved-1', 'Gate\n4', `"${version + 1}"`))[0]).toBe(400);
  });
});

describe('a revoked terminal', () => {
  it('says by whom and why, is on no list, and its punches are not taken any more', async () => {
    const kiosk = await hub.enrol('revoked-1');
    await kiosk.connect();
    kiosk.terminal.punch();
    await kiosk.send(1);
    expect((await revoke('revoked-1')).status).toBe(200);
    expect((await view('revoked-1')).revoked).toMatchObject({ by: 'Bea Boss', reason: 'lost' });
    const list = dataOf(await hub.get(`/api/v1/terminals?site=${SITE}`)) as { terminal: string }[];
    expect(list.map(({ terminal }) => terminal)).not.toContain('revoked-1');
    await kiosk.disconnect();
    await expect(kiosk.connect()).rejects.toThrow();
    expect(refusal(await revoke('revoked-1'))).toEqual([404, 'NOT_FOUND']);
    const rotated = await send(hub, 'POST', '/terminals/revoked-1/rotate-key');
    expect(refusal(rotated)).toEqual([404, 'NOT_FOUND']);
  });

  it('is not revoked without a reason', async () => {
    await hub.enrol('revoked-2');
    expect(refusal(await revoke('revoked-2', '  '))[1]).toBe('VALIDATION_ERROR');
    expect((await view('revoked-2')).revoked).toBeNull();
  });
});

/** Enrols a kiosk whose key the test holds. */
async function enrolled(id: string): Promise<{ kiosk: Kiosk; key: KeyObject }> {
  const kiosk = await hub.enrol(id);
  await kiosk.connect();
  return { kiosk, key: kiosk.terminal.privateKey };
}

function offer(
  id: string,
  rotation: string,
  { old, next, by = old }: { old: KeyObject; next: KeyObject; by?: KeyObject },
): KeyOffer {
  const signer = new NewKiosk(hub);
  const offered = { rotation, publicKey: rawOf(next).toString('base64'), exchangeKey: null };
  const text = keyOfferText(id, rawOf(old).toString('base64'), offered);
  return { ...offered, oldSig: signer.signed(text, by), newSig: signer.signed(text, next) };
}

async function say(kiosk: Kiosk, publicKey: KeyObject, keyOffer: KeyOffer | null): Promise<void> {
  const { name, boot } = kiosk.terminal;
  const clocks = kiosk.commands('clock').length;
  const now = new Date().toISOString();
  await kiosk.publish(topics.status(SITE, name), {
    ...{ online: true, sentAt: now, startedAt: now, boot },
    versions: { bridge: '0.1.0', node: '24.21.0' },
    journal: { depth: 0, rows: 0, rowsMax: 1_000_000, state: 'ok', head: null },
    ...{ clockOffsetMs: 0, readers: [] },
    ...{ publicKey: rawOf(publicKey).toString('base64'), keyOffer },
  });
  await kiosk.until(() => kiosk.commands('clock').length > clocks);
  await hub.part(StatusIntake).settled();
}

async function asked(kiosk: Kiosk): Promise<string> {
  const before = kiosk.commands('rotate-key').length;
  const { rotation } = dataOf(await send(hub, 'POST', `/terminals/${kiosk.terminal.name}/rotate-key`)) as {
    rotation: string;
  };
  await kiosk.until(() => kiosk.commands('rotate-key').length > before);
  return rotation;
}

/** So many whole days the key before counts from now on; null: for ever. */
async function previousKeyEndsInDays(id: string): Promise<number | null> {
  const [row] = await hub.database.primary.query<{ days: number | null }>(
    'select round(extract(epoch from previous_key_until - now()) / 86400)::int as days from terminal where id = $1',
    [id],
  );
  return row?.days ?? null;
}

describe('a change of keys', () => {
  const fresh = () => generateKeyPairSync('ed25519').privateKey;

  it('takes the new key, answers when it is offered again, and ends when the terminal signs with it', async () => {
    const { kiosk, key } = await enrolled('rotate-1');
    const rotation = await asked(kiosk);
    const next = fresh();
    const offered = offer('rotate-1', rotation, { old: key, next });
    await say(kiosk, key, offered);
    expect(kiosk.commands('key-taken')).toEqual([]);
    await say(kiosk, key, offered);
    await kiosk.until(() => kiosk.commands('key-taken').length > 0);
    expect(kiosk.commands('key-taken')[0]).toMatchObject({
      rotation,
      publicKey: offered.publicKey,
      login: null,
    });
    // What the old key signed before the terminal heard of it.
    kiosk.terminal.punch();
    expect((await kiosk.send(1)).through).toBe(1);
    expect(await previousKeyEndsInDays('rotate-1')).toBe(30);
    await say(kiosk, next, null);
    expect(await previousKeyEndsInDays('rotate-1')).toBe(0);
    expect(await view('rotate-1')).toMatchObject({ rotation: null, keys: [{}, {}] });
  });

  it('is the same one however often it is asked for, and is asked again of a terminal that comes back', async () => {
    const { kiosk, key } = await enrolled('rotate-2');
    const first = await asked(kiosk);
    expect(await asked(kiosk)).toBe(first);
    await say(kiosk, key, null);
    await kiosk.until(() => kiosk.commands('rotate-key').length >= 3);
    expect(new Set(kiosk.commands('rotate-key').map(command => command.rotation))).toEqual(new Set([first]));
  });

  it('does not end while the terminal still signs with the old key', async () => {
    const { kiosk, key } = await enrolled('rotate-3');
    const rotation = await asked(kiosk);
    await say(kiosk, key, offer('rotate-3', rotation, { old: key, next: fresh() }));
    await say(kiosk, key, null);
    expect((await view('rotate-3')).rotation).not.toBeNull();
  });

  it.each([
    ['that the old key did not sign', 'forged-1', { by: fresh() }],
    ['of another change', 'forged-2', { rotation: randomUUID() }],
    ['for another terminal', 'forged-3', { terminal: 'forged-1' }],
    ['of the very same key', 'forged-4', { same: true }],
  ] as const)('takes no key %s, and raises an alarm', async (_case, id, forged) => {
    const { kiosk, key } = await enrolled(id);
    const { rotation, terminal, same, by } = {
      ...{ rotation: await asked(kiosk), terminal: id, same: false, by: key },
      ...forged,
    };
    await say(kiosk, key, offer(terminal, rotation, { old: key, next: same ? key : fresh(), by }));
    await hub.part(ChainWatch).settled();
    const [state] = await hub.database.primary.query<{ alarm: string | null }>(
      'select alarm from terminal_state where terminal_id = $1',
      [id],
    );
    expect(state?.alarm).toBe('bad-signature');
    expect(await view(id)).toMatchObject({ rotation: { askedBy: 'Ada Admin' }, keys: [{}] });
  });

  it('takes no key that nobody asked for', async () => {
    const { kiosk, key } = await enrolled('rotate-4');
    await say(kiosk, key, offer('rotate-4', randomUUID(), { old: key, next: fresh() }));
    expect((await view('rotate-4')).keys).toHaveLength(1);
  });
});
