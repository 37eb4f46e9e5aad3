import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import { type Receipt, topics } from '@tapclock/contracts';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { CursorRunner } from '../../src/event-log/index.ts';
import { startHub } from '../../src/hub.ts';
import { type NewEmployee, PeopleService } from '../../src/people/index.ts';
import { type HubConfig } from '../../src/platform/config/hub-config.ts';
import { DATABASE } from '../../src/platform/database/database.ts';
import type { PgDatabase } from '../../src/platform/database/pg-database.ts';
import type { Log } from '../../src/platform/logging/logger.ts';
import { SchedulingService } from '../../src/scheduling/index.ts';
import { PresencePublisher, RosterPublisher, TerminalEnrolment } from '../../src/terminals/index.ts';
import { testLog } from '../support/hub-parts.ts';
import { createDatabase } from '../support/test-cluster.ts';
import { TestTerminal } from '../support/test-terminal.ts';
import { Askers } from './askers.ts';
import { OpenApiCheck } from './openapi-check.ts';

export const SITE = 'werk-nord';
export const ZONE = 'Europe/Berlin';

export interface RunningTestHub {
  httpPort: number;
  mqttPort: number;
  database: PgDatabase;
  /** The whole of it, for what lists its routes. */
  app: INestApplication;
  part<T>(type: new (...args: never[]) => T): T;
  /** People who ask it. */
  askers: Askers;
  /** Watches all that it answers, whoever asks; what its document does not know fails the suite. */
  openapi: OpenApiCheck;
  /** What the HTTP API tells an administrator, or whoever the headers name, once a living replica has everything written so far. */
  get(path: string, headers?: Record<string, string>): Promise<{ status: number; body: unknown }>;
  enrol(id: string): Promise<Kiosk>;
  /** Resolves when every event so far is projected and what kiosks are told of it is with the broker. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

const REPLICATED_WITHIN_MS = 10_000;

/** Waits until reads from the replica see what was written before. */
async function replicated(database: PgDatabase): Promise<void> {
  const giveUpMs = Date.now() + REPLICATED_WITHIN_MS;
  if (!(await database.ready())) return;
  const { lsn } = await database.transaction(() => Promise.resolve());
  while (database.replicaState() === 'up' && Date.now() < giveUpMs) {
    const [row] = await database.snapshot(
      sql => sql.query<{ replica: boolean }>('select pg_is_in_recovery() as replica'),
      { after: lsn },
    );
    if (row?.replica === true) return;
    await delay(10);
  }
}

/** A whole hub on a database of its own, with two areas, a shift and the given number of people. */
export async function runHub(
  options: { replicaUrl?: string; change?: (config: HubConfig) => HubConfig; log?: Log } = {},
): Promise<RunningTestHub> {
  const db = await createDatabase();
  const config: HubConfig = {
    database: {
      url: db.url,
      ownerUrl: null,
      replicaUrl: options.replicaUrl ?? db.replicaUrl,
      appRole: 'tapclock_app',
      poolMax: 6,
    },
    http: {
      ...{ host: '127.0.0.1', port: 0, behindProxy: false, dashboardDir: null },
      ...{ publicUrl: null, corsOrigins: [], tls: null, requestsPerMinute: 1_000_000 },
    },
    broker: { kind: 'embedded', port: 0 },
    log: { level: 'silent' },
    secretsKey: Buffer.alloc(32, 7),
    identityProvider: null,
    access: { secondFactorRoles: [] },
    payroll: { program: null },
    audit: { headsFile: null, headsUrl: null },
  };
  const hub = await startHub(options.change?.(config) ?? config, options.log ?? testLog());
  const database = hub.app.get<PgDatabase>(DATABASE);
  const askers = new Askers(hub.app);
  const openapi = new OpenApiCheck(hub.app);
  openapi.watch(hub.app.getHttpServer());
  const part = <T>(type: new (...args: never[]) => T): T => hub.app.get<T>(type, { strict: false });
  await part(PeopleService).addSite({
    id: SITE,
    name: 'Werk Nord',
    zone: ZONE,
    language: 'en',
    areas: [
      { id: 'assembly', name: 'Assembly' },
      { id: 'logistics', name: 'Logistics' },
    ],
    teams: [{ id: 'early', name: 'Early team' }],
  });
  const kiosks: Kiosk[] = [];
  const mqttPort = hub.mqttPort ?? 0;
  return {
    httpPort: hub.httpPort,
    mqttPort,
    database,
    app: hub.app,
    part,
    askers,
    openapi,
    get: async (path, headers = {}) => {
      await replicated(database);
      const answer = await fetch(`http://127.0.0.1:${hub.httpPort}${path}`, {
        headers: { ...(await askers.headers()), ...headers },
      });
      const text = await answer.text();
      openapi.verify();
      return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text };
    },
    enrol: async id => {
      const terminal = new TestTerminal(id, SITE);
      const { password } = await part(TerminalEnrolment).enrol({
        site: SITE,
        id,
        place: `Place of ${id}`,
        publicKey: terminal.publicKey.toString('base64'),
        replace: false,
      });
      const kiosk = new Kiosk(terminal, password, mqttPort);
      kiosks.push(kiosk);
      return kiosk;
    },
    settled: async () => {
      await part(CursorRunner).caughtUp('presence');
      await part(PresencePublisher).settled();
      await part(RosterPublisher).settled();
    },
    stop: async () => {
      await Promise.all(kiosks.map(kiosk => kiosk.disconnect()));
      await hub.stop();
      await db.close();
      openapi.verify();
    },
  };
}

export interface TestPerson extends NewEmployee {
  credential: string;
}

let numbers = 1000;

/** Adds a person with a badge. */
export async function addPerson(hub: RunningTestHub, more: Partial<NewEmployee> = {}): Promise<TestPerson> {
  numbers += 1;
  const credential = `${randomUUID()}${randomUUID()}`.replaceAll('-', '');
  const person: NewEmployee = {
    id: randomUUID(),
    site: SITE,
    area: 'assembly',
    team: 'early',
    number: String(numbers),
    givenName: 'Maria',
    familyName: `Schneider ${numbers}`,
    shortName: 'Maria S.',
    language: 'de',
    pinHash: null,
    credentials: [credential],
    ...more,
  };
  await hub.part(PeopleService).addEmployees([person]);
  return { ...person, credential };
}

/** Plans a person on a shift today. */
export async function planToday(hub: RunningTestHub, person: TestPerson): Promise<void> {
  const scheduling = hub.part(SchedulingService);
  const shift = {
    id: randomUUID(),
    site: SITE,
    name: 'Early',
    startsLocal: '06:00',
    endsLocal: '14:00',
    graceSeconds: 300,
  };
  await scheduling.addShifts([shift]);
  const workDate = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }).format(Date.now());
  await scheduling.plan(SITE, ZONE, [{ employee: person.id, shift, workDate }]);
}

/** A simulated bridge: real MQTT, real signatures. */
export class Kiosk {
  readonly terminal: TestTerminal;
  readonly password: string;
  readonly heard: { topic: string; payload: string; retain: boolean }[] = [];
  readonly #port: number;
  #client: MqttClient | null = null;
  #waiting: { found: () => boolean; resolve: () => void }[] = [];

  constructor(terminal: TestTerminal, password: string, port: number) {
    this.terminal = terminal;
    this.password = password;
    this.#port = port;
  }

  /** Connects and subscribes to all a terminal may hear. */
  async connect(options: Partial<IClientOptions> = {}): Promise<void> {
    const { name, site } = this.terminal;
    const client = await connectAsync(`mqtt://127.0.0.1:${this.#port}`, {
      clientId: name,
      username: name,
      password: this.password,
      reconnectPeriod: 0,
      ...options,
    });
    client.on('error', () => undefined);
    client.on('message', (topic, payload, packet) => {
      this.heard.push({ topic, payload: String(payload), retain: packet.retain });
      this.#waiting = this.#waiting.filter(wait => {
        if (!wait.found()) return true;
        wait.resolve();
        return false;
      });
    });
    this.#client = client;
    await client.subscribeAsync(
      [
        topics.receipt(site, name),
        topics.command(site, name),
        `tapclock/v1/${site}/roster/+`,
        `tapclock/v1/${site}/presence/+`,
      ],
      { qos: 1 },
    );
  }

  async disconnect(): Promise<void> {
    await this.#client?.endAsync(true);
    this.#client = null;
  }

  /** Cuts the line as a pulled cable does: the broker sends the last will. */
  cut(): void {
    this.#client?.stream.destroy();
  }

  async publish(topic: string, payload: unknown, retain = false): Promise<void> {
    if (!this.#client) throw new Error('not connected');
    await this.#client.publishAsync(topic, JSON.stringify(payload), { qos: 1, retain });
  }

  /** Sends punches `from` to `to` of the present boot and waits for their receipt. */
  async send(from: number, to = from): Promise<Receipt> {
    const { terminal } = this;
    const before = this.#receipts().length;
    await this.publish(terminal.topic, terminal.batch(from, to));
    await this.until(() => this.#receipts().length > before);
    const receipt = this.#receipts().at(-1);
    if (!receipt) throw new Error('no receipt');
    return receipt;
  }

  /** Sends a status that says how far the journal is. */
  async status(more: { sequence?: number; depth?: number } = {}): Promise<void> {
    const { name, site, boot } = this.terminal;
    const now = new Date().toISOString();
    await this.publish(
      topics.status(site, name),
      {
        online: true,
        sentAt: now,
        startedAt: now,
        boot,
        versions: { bridge: '0.1.0', node: '24.21.0' },
        journal: {
          depth: more.depth ?? 0,
          rows: more.sequence ?? 0,
          rowsMax: 1_000_000,
          state: 'ok',
          head: more.sequence === undefined ? null : { boot, sequence: more.sequence },
        },
        clockOffsetMs: 3,
        readers: [
          {
            id: 'front',
            family: 'rdm6300',
            place: 'front',
            state: 'online',
            reads: 1,
            discardedBytes: 0,
            lastReadAt: null,
          },
        ],
      },
      true,
    );
  }

  /** Commands of one type heard so far. */
  commands(type: string): Record<string, unknown>[] {
    const { name, site } = this.terminal;
    return this.#on(topics.command(site, name)).filter(command => command.type === type);
  }

  /** Latest retained value of a person, `null` when emptied, `undefined` when never heard. */
  latest(kind: 'roster' | 'presence', employee: string): Record<string, unknown> | null | undefined {
    const topic = topics[kind](SITE, employee);
    const last = this.heard.findLast(message => message.topic === topic);
    if (!last) return undefined;
    return last.payload === '' ? null : (JSON.parse(last.payload) as Record<string, unknown>);
  }

  /** Resolves when `found` holds after some message. */
  async until(found: () => boolean): Promise<void> {
    if (found()) return;
    await new Promise<void>(resolve => this.#waiting.push({ found, resolve }));
  }

  #receipts(): Receipt[] {
    return this.#on(topics.receipt(this.terminal.site, this.terminal.name)) as unknown as Receipt[];
  }

  #on(topic: string): Record<string, unknown>[] {
    return this.heard
      .filter(message => message.topic === topic)
      .map(message => JSON.parse(message.payload) as Record<string, unknown>);
  }
}
