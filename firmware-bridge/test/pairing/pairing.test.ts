import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { HandOut, KioskScreen, PairingStep } from '@tapclock/contracts';
import {
  type ManualTime,
  manualTime,
  PairingDesk,
  PairingFile,
  parseStart,
  silentLogger,
} from '../../src/index.ts';
import { KioskPage } from '../support/kiosk-page.ts';
import { until } from '../support/until.ts';
import { FakeHubDoor, HAND_OUT, SPAN_MS } from './fake-hub-door.ts';

let dataDir: string;
let time: ManualTime;
let hub: FakeHubDoor;
let page: KioskPage;
let desk: PairingDesk;
let paired: Promise<HandOut | null>;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'tapclock-pairing-'));
  time = manualTime(Date.parse('2026-11-23T06:00:00.000Z'));
  hub = new FakeHubDoor();
  page = new KioskPage();
});
afterEach(async () => {
  desk.stop();
  await paired;
  page.close();
  rmSync(dataDir, { recursive: true });
});

function config() {
  const file = {
    dataDir,
    hub: { url: 'https://clock.example.com' },
    kiosk: { port: 0 },
    readers: [{ id: 'virtual', family: 'rdm6300', virtual: true, place: 'front' }],
    log: { level: 'silent' },
  };
  const start = parseStart(file);
  if (start.kind !== 'by-pairing') throw new Error('must be paired');
  return start.config;
}

async function start(): Promise<void> {
  const { clock, timers } = time;
  desk = new PairingDesk(config(), {
    ...{ clock, timers, hub },
    random: () => 0,
    log: silentLogger(),
    bridgeVersion: '0.1.0',
  });
  const port = await desk.start();
  paired = desk.paired();
  await page.open(port);
}

function stepOf(screen: KioskScreen): PairingStep | null {
  return screen.screen === 'pairing' ? screen.step : null;
}

/** Lets time pass until the screen shows this step. */
async function shows<Step extends PairingStep['step']>(
  step: Step,
  claim: (shown: Extract<PairingStep, { step: Step }>) => boolean = () => true,
  stepMs = 0,
): Promise<Extract<PairingStep, { step: Step }>> {
  let found: Extract<PairingStep, { step: Step }> | null = null;
  await until(() => {
    if (stepMs > 0) time.advance(stepMs);
    const shown = stepOf(page.now());
    const isIt = (value: PairingStep | null): value is Extract<PairingStep, { step: Step }> =>
      value?.step === step;
    found = isIt(shown) && claim(shown) ? shown : null;
    return found !== null;
  }, `the screen shows ${step}`);
  if (found === null) throw new Error('unreachable');
  return found;
}

describe('an unpaired kiosk', () => {
  it('shows a code, and becomes a terminal once it is approved', async () => {
    await start();
    const { code, fingerprint, remainingMs } = await shows('code');
    expect(code).toMatch(/^[A-Z0-9]{8}$/);
    expect(fingerprint).toMatch(/^[0-9a-f ]{19}$/);
    expect(remainingMs).toBe(SPAN_MS);
    expect(hub.requests).toMatchObject([{ versions: { bridge: '0.1.0' } }]);
    hub.isApproved = true;
    expect(await shows('paired', undefined, 1_000)).toEqual({
      step: 'paired',
      site: 'Werk Nord',
      place: 'Gate 9',
    });
    await until(() => {
      time.advance(1_000);
      return hub.acknowledged.length === 1;
    }, 'the hub hears that it arrived');
    time.advance(5_000);
    expect(await paired).toEqual(HAND_OUT);
    expect(new PairingFile(dataDir).read()).toEqual(HAND_OUT);
    const whole = config().paired(HAND_OUT);
    expect(whole).toMatchObject({
      terminal: 'gate-9',
      siteKey: Buffer.alloc(32, 0xcd),
      broker: HAND_OUT.broker,
    });
  });

  it('keeps what it was handed before it says so', async () => {
    hub.isApproved = true;
    let keptWhenAcknowledged: HandOut | null = null;
    const { acknowledge } = hub;
    hub.acknowledge = (id, proof) => {
      keptWhenAcknowledged = new PairingFile(dataDir).read();
      return acknowledge.call(hub, id, proof);
    };
    await start();
    await until(() => {
      time.advance(1_000);
      return hub.acknowledged.length > 0;
    }, 'it is acknowledged');
    expect(keptWhenAcknowledged).toEqual(HAND_OUT);
  });

  it('says that the hub is away, and goes on by itself when it is back', async () => {
    hub.away = true;
    await start();
    expect(await shows('hub-away')).toEqual({ step: 'hub-away', hub: 'clock.example.com' });
    hub.away = false;
    await shows('code', undefined, 1_000);
  });

  it('keeps its code on the screen while the hub is away', async () => {
    await start();
    const { code } = await shows('code');
    hub.away = true;
    const shown = await shows('code', ({ hubAway }) => hubAway, 1_000);
    expect(shown.code).toBe(code);
    expect(shown.remainingMs).toBeLessThan(SPAN_MS);
    hub.away = false;
    await shows('code', ({ hubAway }) => !hubAway, 1_000);
    expect(hub.requests).toHaveLength(1);
  });

  it.each([
    ['RATE_LIMITED', 'busy'],
    ['VALIDATION_ERROR', 'not-understood'],
  ] as const)('says why it has no code: %s', async (code, reason) => {
    hub.refusal = code;
    await start();
    expect(await shows('refused')).toMatchObject({ reason });
    hub.refusal = null;
    await shows('code', undefined, 1_000);
  });

  it('gets a code though its clock is years off: it takes the time of the hub', async () => {
    hub.nowMs = () => Date.parse('2031-01-01T00:00:00.000Z');
    await start();
    await shows('code', undefined, 1_000);
    expect(hub.requests).toMatchObject([{ askedAt: '2031-01-01T00:00:02.000Z' }]);
  });

  it('asks for a new code when one ran out, with a new exchange key', async () => {
    await start();
    const first = await shows('code');
    const second = await shows('code', ({ code }) => code !== first.code, 60_000);
    expect(second.remainingMs).toBeGreaterThan(0);
    const [one, two] = hub.requests;
    expect(two?.publicKey).toBe(one?.publicKey);
    expect(two?.exchangeKey).not.toBe(one?.exchangeKey);
  });

  it('asks for a new code when the hub ended the old one', async () => {
    await start();
    const first = await shows('code');
    hub.ended = true;
    await shows('code', ({ code }) => code !== first.code, 1_000);
  });

  it('takes nothing that was changed on its way or sealed to another', async () => {
    hub.isApproved = true;
    hub.tamper = box => ({ ...box, box: `${box.box.startsWith('A') ? 'B' : 'A'}${box.box.slice(1)}` });
    await start();
    const first = await shows('code');
    await shows('code', ({ code }) => code !== first.code, 1_000);
    expect(new PairingFile(dataDir).read()).toBeNull();
    expect(hub.acknowledged).toEqual([]);
  });

  it('tells a page that comes later how long the code is still good', async () => {
    await start();
    const { code } = await shows('code');
    time.advance(1_500);
    const late = new KioskPage();
    const port = await lateRemaining(late);
    expect(port).toMatchObject({ code, remainingMs: SPAN_MS - 1_500 });
    late.close();
  });

  it('ends when it is told to, whatever it waits for', async () => {
    await start();
    await shows('code');
    desk.stop();
    expect(await paired).toBeNull();
    expect(time.waiting()).toBe(0);
  });

  async function lateRemaining(late: KioskPage): Promise<PairingStep | null> {
    await late.open(page.port);
    return stepOf(late.now());
  }
});

describe('what was handed out', () => {
  beforeEach(async () => {
    await start();
  });

  it('can be read by its owner only, and is refused once others can', () => {
    const file = new PairingFile(dataDir);
    file.keep(HAND_OUT);
    const path = join(dataDir, 'pairing.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    chmodSync(path, 0o640);
    expect(() => file.read()).toThrow(/chmod 600/);
  });

  it('is not replaced when it is damaged, and not quoted either', () => {
    const file = new PairingFile(dataDir);
    writeFileSync(join(dataDir, 'pairing.json'), '{"siteKey":"cdcdcd"', { mode: 0o600 });
    expect(() => file.read()).toThrow(/--unpair/);
    expect(() => file.read()).not.toThrow(/cdcdcd/);
  });

  it('is forgotten with the people of the site, while key and journal stay', () => {
    const file = new PairingFile(dataDir);
    file.keep(HAND_OUT);
    for (const name of ['roster.db', 'journal.db']) writeFileSync(join(dataDir, name), name);
    expect(file.forget()).toBe(true);
    expect(file.read()).toBeNull();
    expect(() => statSync(join(dataDir, 'roster.db'))).toThrow();
    expect(readFileSync(join(dataDir, 'journal.db'), 'utf8')).toBe('journal.db');
    expect(file.forget()).toBe(false);
  });

  it('has two broker passwords while the new one is new, and one change is one change', () => {
    const file = new PairingFile(dataDir);
    file.keep(HAND_OUT);
    expect(file.passwords()).toEqual(['first-password']);
    file.changePassword('second');
    file.changePassword('second');
    expect(file.passwords()).toEqual(['second', 'first-password']);
    expect(file.read()?.broker.password).toBe('second');
  });
});
