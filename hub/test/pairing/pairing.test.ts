import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PAIRING_CODE_ALPHABET, PAIRING_NOT_NOW, PairingView, shownPairingCode } from '@tapclock/contracts';
import { connectAsync } from 'mqtt';
import { SiteKeys } from '../../src/terminals/index.ts';
import { type Answer, refusal, send } from '../kit/api-client.ts';
import { addPerson, type RunningTestHub, runHub, SITE, ZONE } from '../kit/running-hub.ts';
import { dataOf, NewKiosk } from './new-kiosk.ts';

let hub: RunningTestHub;
beforeAll(async () => {
  hub = await runHub();
});
afterAll(() => hub.stop());

let names = 0;

/** Approves a code under a new name. */
function approve(code: string, more: object = {}): Promise<Answer> {
  names += 1;
  const body = { code, site: SITE, id: `kiosk-${names}`, place: 'Gate 2', ...more };
  return send(hub, 'POST', '/pairings/approve', { body });
}

const find = (code: string) => hub.get(`/api/v1/pairings?code=${encodeURIComponent(code)}`);

/** Moves a pairing into the past. */
async function runOut(id: string): Promise<void> {
  await hub.database.primary.query(
    "update pairing set created_at = created_at - interval '10 min', expires_at = expires_at - interval '10 min' where id = $1",
    [id],
  );
}

describe('a kiosk that belongs to nobody', () => {
  it('asks, waits, is approved by its code, and gets all it needs to record a tap', async () => {
    const kiosk = new NewKiosk(hub);
    const { id, code, expiresInMs } = await kiosk.open();
    expect(code).toMatch(new RegExp(`^[${PAIRING_CODE_ALPHABET}]{8}$`));
    expect(expiresInMs).toBe(600_000);
    expect(await kiosk.claim(id)).toMatchObject({ state: 'waiting' });
    const seen = PairingView.parse(dataOf(await find(shownPairingCode(code).toLowerCase())));
    expect(seen).toMatchObject({ id, fingerprint: kiosk.fingerprint, device: 'kiosk-7', knownAs: null });

    expect(dataOf(await approve(code, { id: 'gate-a' }))).toEqual({
      ...{ terminal: 'gate-a', site: SITE, place: 'Gate 2' },
      fingerprint: kiosk.fingerprint,
    });
    const handOut = kiosk.opened(await kiosk.claim(id), id);
    expect(handOut).toMatchObject({
      terminal: 'gate-a',
      place: 'Gate 2',
      site: { id: SITE, name: 'Werk Nord', zone: ZONE, language: 'en' },
      siteKey: (await hub.part(SiteKeys).keyOf(SITE)).toString('hex'),
      broker: { url: `mqtt://127.0.0.1:${hub.mqttPort}`, username: 'gate-a' },
    });
    const { url, username, password } = handOut.broker;
    const client = await connectAsync(url, { clientId: 'gate-a', username, password, reconnectPeriod: 0 });
    await client.endAsync();
  });

  it('may ask again for an answer that was lost, and never after it said that it has it', async () => {
    const kiosk = new NewKiosk(hub);
    const { id, code } = await kiosk.open();
    await approve(code);
    const first = kiosk.opened(await kiosk.claim(id), id);
    expect(kiosk.opened(await kiosk.claim(id), id)).toEqual(first);
    expect((await kiosk.acknowledge(id)).status).toBe(200);
    expect((await kiosk.acknowledge(id)).status).toBe(200);
    expect(await kiosk.claim(id)).toEqual({ state: 'ended' });
  });

  it('gets nothing more ten minutes after it was approved', async () => {
    const kiosk = new NewKiosk(hub);
    const { id, code } = await kiosk.open();
    await approve(code);
    await runOut(id);
    expect(await kiosk.claim(id)).toEqual({ state: 'ended' });
  });

  it('that asks anew has one code: the last', async () => {
    const kiosk = new NewKiosk(hub);
    const first = await kiosk.open();
    const second = await kiosk.open();
    expect(refusal(await approve(first.code))).toEqual([409, 'CONFLICT', 'CODE_REPLACED code']);
    expect(await kiosk.claim(first.id)).toEqual({ state: 'ended' });
    expect((await approve(second.code)).status).toBe(200);
  });

  it('cannot acknowledge what was not handed out', async () => {
    const kiosk = new NewKiosk(hub);
    const { id, code } = await kiosk.open();
    await kiosk.acknowledge(id);
    expect((await approve(code)).status).toBe(200);
    expect((await kiosk.claim(id)).state).toBe('approved');
  });
});

describe('a request', () => {
  it('is refused when another key signed it, or a field was changed on the way', async () => {
    const kiosk = new NewKiosk(hub);
    const stranger = new NewKiosk(hub);
    const request = kiosk.request();
    expect(refusal(await kiosk.ask({ ...request, publicKey: stranger.publicKey }))[1]).toBe(
      'VALIDATION_ERROR',
    );
    const { exchangeKey } = stranger.request();
    expect(refusal(await kiosk.ask({ ...request, exchangeKey }))[1]).toBe('VALIDATION_ERROR');
  });

  it('that somebody recorded opens nothing a second time', async () => {
    const kiosk = new NewKiosk(hub);
    const request = kiosk.request();
    expect((await kiosk.ask(request)).status).toBe(201);
    expect(refusal(await kiosk.ask(request))).toEqual([409, 'CONFLICT', 'REQUEST_REPEATED exchangeKey']);
  });

  it.each([
    ['that somebody recorded opens nothing when its row is gone', -601_000],
    ['that is made for later is refused', 601_000],
  ])('%s', async (_case, agoMs) => {
    const kiosk = new NewKiosk(hub);
    const { id, code } = await kiosk.open();
    kiosk.exchangeKey = generateKeyPairSync('x25519').privateKey;
    const answer = await kiosk.ask(kiosk.request(new Date(Date.now() + agoMs)));
    expect(refusal(answer)).toEqual([400, 'VALIDATION_ERROR', `${PAIRING_NOT_NOW} askedAt`]);
    // The kiosk's own pairing is as it was.
    expect(await kiosk.claim(id)).toMatchObject({ state: 'waiting' });
    expect((await find(code)).status).toBe(200);
  });

  it('is refused with an exchange key whose secret everybody knows (RFC 7748, section 6.1)', async () => {
    const kiosk = new NewKiosk(hub);
    const weak = Buffer.alloc(32).toString('base64');
    const { sig: _, ...asked } = { ...kiosk.request(), exchangeKey: weak };
    const { pairingRequestText } = await import('@tapclock/contracts');
    const answer = await kiosk.ask({ ...asked, sig: kiosk.signed(pairingRequestText(asked)) });
    expect(refusal(answer)).toEqual([400, 'VALIDATION_ERROR', 'KEY_WEAK exchangeKey']);
  });
});

describe('a thief', () => {
  it('with the id of a pairing gets nothing with another key, and does no harm', async () => {
    const kiosk = new NewKiosk(hub);
    const { id, code } = await kiosk.open();
    await approve(code);
    const { privateKey } = generateKeyPairSync('ed25519');
    expect(refusal(await kiosk.claimAnswer(id, privateKey))).toEqual([403, 'FORBIDDEN']);
    expect(refusal(await kiosk.acknowledge(id, privateKey))).toEqual([403, 'FORBIDDEN']);
    expect((await kiosk.claim(id)).state).toBe('approved');
  });

  it('who hears the answer cannot read it', async () => {
    const kiosk = new NewKiosk(hub);
    const { id, code } = await kiosk.open();
    await approve(code);
    const heard = await kiosk.claim(id);
    expect(JSON.stringify(heard)).not.toContain((await hub.part(SiteKeys).keyOf(SITE)).toString('hex'));
    expect(() => new NewKiosk(hub).opened(heard, id)).toThrow();
    expect(() => kiosk.opened(heard, '0198c0de-0000-4000-8000-000000000001')).toThrow();
  });

  it('who reads the database finds neither codes nor keys nor passwords', async () => {
    const kiosk = new NewKiosk(hub);
    const { id, code } = await kiosk.open();
    await approve(code, { id: 'gate-dump' });
    const { siteKey, broker } = kiosk.opened(await kiosk.claim(id), id);
    const rows = await hub.database.primary.query<{ text: string }>(
      `select p::text as text from pairing p union all select k::text from site_key k
       union all select t::text from terminal t`,
    );
    const dump = rows.map(({ text }) => text).join('\n');
    for (const secret of [code, siteKey, broker.password]) expect(dump).not.toContain(secret);
    expect(dump).not.toContain(Buffer.from(broker.password).toString('hex'));
  });
});

describe('a code', () => {
  it('that ran out says so', async () => {
    const { id, code } = await new NewKiosk(hub).open();
    await runOut(id);
    expect(refusal(await approve(code))).toEqual([409, 'CONFLICT', 'CODE_EXPIRED code']);
    expect(refusal(await find(code))).toEqual([409, 'CONFLICT', 'CODE_EXPIRED code']);
  });

  it('that was used says so', async () => {
    const { code } = await new NewKiosk(hub).open();
    await approve(code);
    expect(refusal(await approve(code))).toEqual([409, 'CONFLICT', 'CODE_USED code']);
  });

  it('lets one of two administrators in who approve at once', async () => {
    const { code } = await new NewKiosk(hub).open();
    const answers = await Promise.all([approve(code), approve(code)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('that is refused for what was filled in can be used again', async () => {
    const { code } = await new NewKiosk(hub).open();
    expect(refusal(await approve(code, { site: 'nowhere' }))).toEqual([
      404,
      'NOT_FOUND',
      'SITE_UNKNOWN site',
    ]);
    expect((await approve(code, { id: 'roster' })).status).toBe(400);
    expect((await approve(code)).status).toBe(200);
  });

  it.each(['worker', 'supervisor', 'hr'] as const)('is nothing that a %s may approve', async role => {
    const { code } = await new NewKiosk(hub).open();
    const employee = role === 'worker' ? (await addPerson(hub)).id : null;
    const headers = await hub.askers.headers({ name: `A ${role}`, role, employee });
    expect((await hub.get(`/api/v1/pairings?code=${code}`, headers)).status).toBe(403);
  });

  it('is nothing for whoever is not logged in', async () => {
    const { code } = await new NewKiosk(hub).open();
    const body = { code, site: SITE, id: 'kiosk-0', place: 'Gate' };
    const answer = await send(hub, 'POST', '/pairings/approve', { body, actor: null });
    expect(refusal(answer)).toEqual([401, 'UNAUTHENTICATED']);
  });
});

it('is not let in where its password would travel in clear', async () => {
  const inClear = await runHub({
    change: config => ({ ...config, kioskBrokerUrl: 'mqtt://broker.example:1883' }),
  });
  try {
    const { code } = await new NewKiosk(inClear).open();
    const body = { code, site: SITE, id: 'gate-x', place: 'Gate X' };
    const answer = await send(inClear, 'POST', '/pairings/approve', { body });
    expect(refusal(answer)).toEqual([409, 'CONFLICT', 'BROKER_IN_CLEAR ']);
    expect(await inClear.database.primary.query(`select from terminal where id = 'gate-x'`)).toEqual([]);
  } finally {
    await inClear.stop();
  }
});

describe('a name', () => {
  it('that another kiosk has is taken over on purpose only', async () => {
    const first = await new NewKiosk(hub).open();
    await approve(first.code, { id: 'gate-b' });
    const kiosk = new NewKiosk(hub);
    const { id, code } = await kiosk.open();
    expect(refusal(await approve(code, { id: 'gate-b' }))).toEqual([
      409,
      'CONFLICT',
      'TERMINAL_NAME_TAKEN id',
    ]);
    expect((await approve(code, { id: 'gate-b', replace: true })).status).toBe(200);
    expect(kiosk.opened(await kiosk.claim(id), id).terminal).toBe('gate-b');
  });

  it('that the same kiosk had is its own again', async () => {
    const kiosk = new NewKiosk(hub);
    const first = await kiosk.open();
    await approve(first.code, { id: 'gate-c' });
    const before = kiosk.opened(await kiosk.claim(first.id), first.id);
    const second = await kiosk.open();
    expect(dataOf(await find(second.code))).toMatchObject({ knownAs: 'gate-c' });
    expect((await approve(second.code, { id: 'gate-c' })).status).toBe(200);
    const after = kiosk.opened(await kiosk.claim(second.id), second.id);
    expect(after.broker.password).not.toBe(before.broker.password);
    expect(after.siteKey).toBe(before.siteKey);
  });
});

/** Opens as many pairings as a source may, as if from there. */
async function fill(of: RunningTestHub, source: string, kiosks: number): Promise<void> {
  await of.database.primary.query(
    `insert into pairing (id, code_digest, public_key, exchange_key, device, versions, source, asked_host, created_at, expires_at)
     select gen_random_uuid(), sha256(convert_to('code' || n || $1, 'utf8')), sha256(convert_to('key' || n || $1, 'utf8')),
            sha256(convert_to('exchange' || n || $1, 'utf8')), 'many', '{"bridge":"0","node":"0"}', $1, 'localhost',
            now() - interval '1 min' * n / 100, now() + interval '9 min'
     from generate_series(1, $2::int) n`,
    [source, kiosks],
  );
}

describe('limits', () => {
  it('let a kiosk in though others fill the room: the oldest of the source with most goes', async () => {
    const full = await runHub();
    try {
      const first = new NewKiosk(full);
      const { id } = await first.open();
      for (const source of ['2001:db8:1::/48', '2001:db8:2::/48', '2001:db8:3::/48'])
        await fill(full, source, 50);
      await fill(full, '2001:db8:4::/48', 49);
      expect((await new NewKiosk(full).ask()).status).toBe(201);
      expect(await first.claim(id)).toMatchObject({ state: 'waiting' });
      const gone = await full.database.primary.query(
        `select device, created_at = (select min(created_at) from pairing o where o.source = p.source) as oldest
         from pairing p where superseded_at is not null`,
      );
      expect(gone).toEqual([{ device: 'many', oldest: true }]);
    } finally {
      await full.stop();
    }
  });

  it('end a guesser after ten wrong codes, also for a right one', async () => {
    const guessed = await runHub();
    try {
      const { code } = await new NewKiosk(guessed).open();
      const guess = (text: string) => guessed.get(`/api/v1/pairings?code=${text}`);
      for (let wrong = 0; wrong < 10; wrong += 1) {
        expect(refusal(await guess(`${code.slice(0, 7)}${code.endsWith('A') ? 'C' : 'A'}`))).toEqual([
          ...[404, 'NOT_FOUND', 'CODE_UNKNOWN code'],
        ] as never);
      }
      expect(refusal(await guess(code))[1]).toBe('RATE_LIMITED');
    } finally {
      await guessed.stop();
    }
  });

  it('end a source that asks and asks', async () => {
    const asked = await runHub();
    try {
      const statuses: number[] = [];
      for (let request = 0; request < 61; request += 1) {
        statuses.push((await new NewKiosk(asked).ask()).status);
      }
      // Fifty kiosks of one place may wait at once.
      expect(statuses.filter(status => status === 201)).toHaveLength(50);
      expect(statuses.at(-1)).toBe(429);
    } finally {
      await asked.stop();
    }
  });
});
