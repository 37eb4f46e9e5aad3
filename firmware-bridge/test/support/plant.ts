import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RosterCard, topics } from '@tapclock/contracts';
import {
  type BridgeConfig,
  type BridgeDeps,
  credentialOf,
  parseConfig,
  type RunningBridge,
  silentLogger,
  startBridge,
} from '../../src/index.ts';
import { FakeHub, SITE, TERMINAL } from './fake-hub.ts';
import { KioskPage } from './kiosk-page.ts';
import { ANA, aCard, BEN } from './people.ts';
import { PtyPair } from './pty.ts';
import { StretchedTime } from './stretched-time.ts';
import { until } from './until.ts';

export const ANAS_BADGE = '67003B51C6';
export const BENS_BADGE = '1122334455';
export const STRAY_BADGE = '0100000001';

export const SITE_KEY = 'ab'.repeat(32);

export function credential(raw: string): string {
  return credentialOf({ technology: 'em4100', raw }, Buffer.from(SITE_KEY, 'hex'));
}

/** One kiosk with a real serial reader (a pty), a real broker, a real disk and a screen. */
export class Plant {
  readonly dir = mkdtempSync(join(tmpdir(), 'tapclock-bridge-'));
  readonly pty = new PtyPair(this.dir);
  readonly time = new StretchedTime();
  readonly hub = new FakeHub(() => this.time.trueMs());
  page = new KioskPage();
  running: RunningBridge | null = null;
  /** What stands in the configuration; without it one module at the pty's end. */
  readers: object[] = [{ id: 'reader-1', family: 'rdm6300', port: this.pty.readerEnd, place: 'left' }];

  /** Hub, reader, two people on the roster; no bridge yet. */
  async build(): Promise<void> {
    await this.hub.start();
    await this.pty.plug();
    await this.publishRoster();
  }

  async publishRoster(): Promise<void> {
    for (const card of [
      aCard({ credentials: [credential(ANAS_BADGE)] }),
      aCard({ employee: BEN, shortName: 'Ben M.', number: '1002', credentials: [credential(BENS_BADGE)] }),
    ] satisfies RosterCard[])
      await this.hub.publish(topics.roster(SITE, card.employee), card);
  }

  config(): BridgeConfig {
    return parseConfig(this.configFile());
  }

  configFile() {
    return {
      dataDir: join(this.dir, 'data'),
      terminal: TERMINAL,
      place: 'Gate 2',
      site: { id: SITE, name: 'Werk Nord', zone: 'Europe/Berlin', language: 'en' },
      siteKey: SITE_KEY,
      broker: { url: `mqtt://127.0.0.1:${this.hub.port}`, username: TERMINAL, password: 'secret' },
      kiosk: { port: 0 },
      readers: this.readers,
      clocking: { duplicateWindowMs: 10_000 },
      log: { level: 'silent' },
    };
  }

  /** Starts the bridge with this plant's time and opens the screen. */
  async start(deps: Partial<BridgeDeps> = {}): Promise<RunningBridge> {
    const { clock, timers } = this.time;
    const running = await startBridge(this.config(), { clock, timers, log: silentLogger(), ...deps });
    this.running = running;
    this.page = new KioskPage();
    await this.page.open(running.kioskPort);
    await until(() => this.page.health?.readers[0]?.state === 'online', 'the reader is online');
    return running;
  }

  /** Waits until the hub is heard and the roster is here. */
  async isOnline(): Promise<void> {
    await until(() => this.page.health?.link === 'online', 'the kiosk is online');
    await until(() => this.running?.bridge.health().roster.cards === 2, 'the roster is here');
  }

  async stopBridge(): Promise<void> {
    this.page.close();
    await this.running?.stop();
    this.running = null;
  }

  async tearDown(): Promise<void> {
    await this.stopBridge();
    await this.hub.stop();
    await this.pty.unplug();
    rmSync(this.dir, { recursive: true });
  }

  /** Holds a badge up and takes it away, long enough after the one before. */
  tap(raw: string): void {
    this.time.advance(1000);
    this.pty.tap(raw);
  }

  /** Punches that are kept here without a receipt. */
  kept(): number {
    return this.running?.bridge.journal.depth() ?? Number.NaN;
  }

  async allArrived(count: number): Promise<void> {
    await until(
      () => this.hub.punches.length >= count && this.kept() === 0,
      `${count} punches arrive and are receipted`,
    );
  }
}

export { ANA, BEN };
