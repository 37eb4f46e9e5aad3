import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { HandOut, KioskServerMessage, PairingStep } from '@tapclock/contracts';
import type { UnpairedConfig } from '../config/index.ts';
import { loadOrCreateDeviceKey } from '../journal/index.ts';
import { KioskServer } from '../kiosk/index.ts';
import type { Clock, Logger, Timers } from '../platform/index.ts';
import { HttpHubDoor, type HubDoor } from './hub-door.ts';
import { Pairing } from './pairing.ts';
import { PairingFile } from './pairing-file.ts';

export interface PairingDeskDeps {
  clock: Clock;
  timers: Timers;
  random: () => number;
  log: Logger;
  bridgeVersion: string;
  /** Given by tests. */
  hub?: HubDoor;
}

const DEVICE_NAME_MAX = 60;

/** A kiosk that is not paired yet: its screen, and its talk with the hub. It reads no badge, since without the site's key none means anything. */
export class PairingDesk {
  readonly #config: UnpairedConfig;
  readonly #deps: PairingDeskDeps;
  readonly #kiosk: KioskServer;
  readonly #stopping = new AbortController();
  #step: PairingStep;
  #shownAtMs: number;

  constructor(config: UnpairedConfig, deps: PairingDeskDeps) {
    this.#config = config;
    this.#deps = deps;
    this.#step = { step: 'asking', hub: new URL(config.hub.url).host };
    this.#shownAtMs = deps.clock.uptimeMs();
    const { host, port, staticDir = null } = config.kiosk;
    this.#kiosk = new KioskServer(
      { host, port, staticDir },
      {
        timers: deps.timers,
        log: deps.log,
        greeting: () => [this.#screen()],
        onMessage: () => undefined,
        health: () => ({ status: 'degraded', pairing: this.#step.step }),
        tap: null,
      },
    );
  }

  /** Resolves with the kiosk's port once the screen can be opened; rejects when the port is taken. */
  start(): Promise<number> {
    return this.#kiosk.start();
  }

  /** Resolves with what was handed out, once it is kept and the screen is free; null when it was stopped before. */
  async paired(): Promise<HandOut | null> {
    const { clock, timers, random, log, bridgeVersion } = this.#deps;
    const { dataDir, hub } = this.#config;
    const { signal } = this.#stopping;
    const key = loadOrCreateDeviceKey(dataDir);
    const file = new PairingFile(dataDir);
    const pairing = new Pairing({
      hub: this.#deps.hub ?? new HttpHubDoor(hub.url, signal),
      hubName: new URL(hub.url).host,
      key,
      keyDigest: createHash('sha256').update(Buffer.from(key.publicKeyRaw, 'base64')).digest('hex'),
      device: {
        device: deviceName(),
        versions: { bridge: bridgeVersion, node: process.versions.node },
      },
      keep: handOut => file.keep(handOut),
      show: step => this.#show(step),
      ...{ clock, timers, random, log },
    });
    const handOut = await pairing.run(signal);
    await this.#kiosk.stop();
    return handOut;
  }

  /** Idempotent; `paired` then resolves. */
  stop(): void {
    this.#stopping.abort();
  }

  #show(step: PairingStep): void {
    this.#step = step;
    this.#shownAtMs = this.#deps.clock.uptimeMs();
    this.#kiosk.broadcast(this.#screen());
  }

  /** As of now: a page that comes later must not count from the beginning. */
  #screen(): KioskServerMessage {
    const step = this.#step;
    if (step.step !== 'code') return { type: 'screen', screen: { screen: 'pairing', step } };
    const passedMs = this.#deps.clock.uptimeMs() - this.#shownAtMs;
    const remainingMs = Math.max(0, step.remainingMs - passedMs);
    return { type: 'screen', screen: { screen: 'pairing', step: { ...step, remainingMs } } };
  }
}

function deviceName(): string {
  const name = hostname()
    .replace(/[^ -~]/g, '')
    .trim()
    .slice(0, DEVICE_NAME_MAX);
  return name === '' ? 'kiosk' : name;
}
