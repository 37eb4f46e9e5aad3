import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type System, startSystem, tapBadge } from '@tapclock/tools';
import type { Browser, Page } from 'playwright-core';
import {
  ask,
  type Badge,
  BOARD_VIEWPORT,
  badgeHex,
  isDelivered,
  KIOSK_VIEWPORT,
  launchBrowser,
  logIn,
  rdm6300Frame,
  SerialLine,
  screenshot,
  storedPunches,
  waitFor,
} from '../src/index.ts';

const ANY_PORTS = { hub: 0, kiosk: 0, broker: 0, primary: 0, replica: 0 };
const TERMINAL = 'gate-2';
/** Longer than a badge may be unseen and still count as held. */
const HELD_MS = 1_000;

describe('a badge on a serial line', () => {
  let dir: string;
  let line: SerialLine;
  let system: System;
  let browser: Browser;
  let kiosk: Page;
  let board: Page;
  const primary = (): string => system.postgres.cluster.superuserUrl(system.database);
  const replica = (): string => system.postgres.cluster.replicaSuperuserUrl(system.database);
  const used = new Set<string>();
  /**
   * A badge, not used before, of somebody who is not there now: at every hour that is most of the factory, while those who are in
   * may be few, be moved by the simulated gate-1 or have forgotten to clock out.
   */
  const badge = async (): Promise<Badge> => {
    const people = await ask<{ name: string }>(
      primary(),
      `select e.short_name name from employee e left join presence p on p.employee_id = e.id
       where coalesce(p.state, 'out') = 'out'`,
    );
    const names = new Set(people.map(({ name }) => name));
    const found = system.factory.demo.badges.find(
      ({ name, printed }) => names.has(name) && !used.has(printed),
    );
    if (found === undefined) throw new Error('nobody with an unused badge is out');
    used.add(found.printed);
    return found;
  };

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'tapclock-e2e-'));
    line = await SerialLine.open();
    const serialReaders = [{ family: 'rdm6300', port: line.device }];
    system = await startSystem({ dataDir: dir, ports: ANY_PORTS, serialReaders });
    browser = await launchBrowser();
    kiosk = await browser.newPage({ viewport: KIOSK_VIEWPORT });
    board = await browser.newPage({ viewport: BOARD_VIEWPORT });
    await kiosk.goto(system.kioskUrl);
    await board.goto(system.hubUrl);
    await logIn(board, system.factory, 'supervisor');
    await kiosk.getByTestId('screen-idle').waitFor();
    await board.getByTestId('areas').locator('h2').first().waitFor();
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await system?.stop();
    line?.close();
    rmSync(dir, { recursive: true, force: true });
  }, 60_000);

  it('becomes a green screen, a moved name and a row in the replica', async () => {
    const { printed, version } = await badge();
    await screenshot(kiosk, 'kiosk-idle');
    line.write(rdm6300Frame(badgeHex(printed, version)));
    await kiosk.getByTestId('screen-card').waitFor();
    await screenshot(kiosk, 'kiosk-card');
    await kiosk.getByTestId('screen-recorded').waitFor({ timeout: 15_000 });
    await screenshot(kiosk, 'kiosk-recorded');

    await waitFor(
      'the punch is in the replica',
      async () => (await storedPunches(replica(), TERMINAL)).length === 1,
    );
    const [punch] = await storedPunches(replica(), TERMINAL);
    expect(punch?.action).toBe('clock-in');
    const row = board.locator(`[data-employee="${punch?.employee}"]`).first();
    await waitFor('the board shows the person in', async () =>
      /^(in|late|unplanned|overstay)$/.test((await row.getAttribute('data-status')) ?? ''),
    );
    await screenshot(board, 'board');
  }, 60_000);

  it('is answered the same by npm run tap, with what the worker saw and the receipt', async () => {
    const { printed, version } = await badge();
    const result = await tapBadge({
      kioskUrl: system.kioskUrl,
      badge: printed,
      version: Number(version),
      action: 'clock-in',
    });
    expect(result.outcome).toBe('recorded');
    expect(result.screens.map(({ screen }) => screen.screen)).toEqual(
      expect.arrayContaining(['card', 'recorded']),
    );
    expect(result.receipt).toMatchObject({ delivery: 'confirmed', verdict: { state: 'in' } });
    const stored = await storedPunches(primary(), TERMINAL);
    expect(stored.filter(({ code }) => code === result.receipt?.code)).toHaveLength(1);
  }, 60_000);

  it('is recorded all the same when nobody knows it', async () => {
    const result = await tapBadge({ kioskUrl: system.kioskUrl, badge: '0000000001', version: 1 });
    expect(result.screens.map(({ screen }) => screen.screen)).toContain('unknown-badge');
    expect(result.receipt?.delivery).toBe('confirmed');
  }, 60_000);

  it('counts once when it is tapped twice', async () => {
    const { printed, version } = await badge();
    const tap = { kioskUrl: system.kioskUrl, badge: printed, version: Number(version) };
    const first = await tapBadge({ ...tap, action: 'proposed' });
    // Sooner, the reader would take it for the same badge still held there.
    await delay(HELD_MS);
    const second = await tapBadge(tap);
    expect(first.outcome).toBe('recorded');
    expect(second.screens.at(0)?.screen.screen).toBe('already-recorded');
    expect(second.outcome).toBe('nothing-recorded');
  }, 60_000);

  it('works the same while the hub is down, says so, and arrives once afterwards (R1, R2, R7)', async () => {
    const before = (await storedPunches(primary(), TERMINAL)).length;
    await system.hub.stop();
    await kiosk.getByTestId('offline-banner').waitFor({ timeout: 60_000 });
    await screenshot(kiosk, 'kiosk-offline');
    const codes: (string | undefined)[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const { printed, version } = await badge();
      const tap = { kioskUrl: system.kioskUrl, badge: printed, version: Number(version) };
      const result = await tapBadge({ ...tap, action: 'proposed' });
      expect(result.receipt?.delivery).toBe('offline');
      codes.push(result.receipt?.code);
    }
    await screenshot(kiosk, 'kiosk-recorded-offline');
    // The embedded broker keeps sessions and retained messages in memory: with the hub, everything it knew is gone.
    system.hub.start();
    await system.hubReady();
    await waitFor('all is delivered', () => isDelivered(system.kioskUrl), 90_000);
    const stored = (await storedPunches(primary(), TERMINAL)).map(({ code }) => code);
    expect(stored).toHaveLength(before + 3);
    for (const code of codes) expect(stored.filter(one => one === code)).toHaveLength(1);
    await kiosk.getByTestId('offline-banner').waitFor({ state: 'detached', timeout: 60_000 });
  }, 180_000);

  it('keeps the kiosk and the board alive when the replica dies', async () => {
    const pid = system.postgres.cluster.replicaPid;
    if (pid !== null) process.kill(pid, 'SIGKILL');
    const { printed, version } = await badge();
    const tap = { kioskUrl: system.kioskUrl, badge: printed, version: Number(version) };
    const result = await tapBadge({ ...tap, action: 'proposed' });
    expect(result.receipt?.delivery).toBe('confirmed');
    const response = await fetch(`${system.hubUrl}/health/ready`);
    expect(response.status).toBe(200);
    await waitFor(
      'the replica has every punch again',
      async () => {
        const stored = await storedPunches(replica(), TERMINAL).catch(() => []);
        return stored.some(({ code }) => code === result.receipt?.code);
      },
      60_000,
    );
  }, 120_000);

  it('leaves facts that the application cannot change (R4)', async () => {
    const app = system.postgres.cluster.appUrl(system.database);
    await expect(ask(app, "update punch set action = 'clock-out'")).rejects.toThrow(/permission denied/);
    await expect(ask(app, 'delete from punch')).rejects.toThrow(/permission denied/);
  });
});
