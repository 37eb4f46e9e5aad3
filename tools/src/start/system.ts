import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from '../root.ts';
import { bridgeConfig, type SerialReader } from './bridge-config.ts';
import { choosePorts, type Ports, USUAL_PORTS } from './choose-ports.ts';
import { ClusterKeeper } from './cluster-keeper.ts';
import { type DataFolder, loadSecret, openDataFolder, writePrivate } from './data-folder.ts';
import { type Factory, KIOSK_TERMINAL, prepareFactory } from './first-run.ts';
import { lockFolder } from './folder-lock.ts';
import { type CommandOptions, DemoHistory, hubCli } from './hub-cli.ts';
import { type ExternalBroker, startMosquitto } from './mosquitto.ts';
import { runFilePath, writeRunFile } from './run-file.ts';
import { SupervisedProcess } from './supervised-process.ts';

const DATABASE = 'tapclock';
const HUB_ENTRY = join(ROOT, 'hub', 'dist', 'main.js');
const HUB_CLI = join(ROOT, 'hub', 'dist', 'cli.js');
const BRIDGE_ENTRY = join(ROOT, 'firmware-bridge', 'dist', 'main.js');
const HUB_STOP_DEADLINE_MS = 10_000;
const BRIDGE_STOP_DEADLINE_MS = 5_000;
const ASK_DEADLINE_MS = 2_000;
/** Before the site is known (the key is made first), the bridge needs some site to have a valid configuration. */
const PLACEHOLDER_SITE = { id: 'werk-nord', name: 'Werk Nord', zone: 'Europe/Berlin', language: 'en' };

export interface SystemOptions {
  dataDir: string;
  fresh?: boolean;
  /** Wanted ports; 0 takes any free one. */
  ports?: Partial<Ports>;
  serialReaders?: readonly SerialReader[];
  /** Families of readers in software, in place of the usual one. */
  softwareReaders?: readonly string[];
  broker?: 'embedded' | 'mosquitto';
  /** Let a simulated second gate play the demo's people, so that the board is alive. */
  history?: boolean;
  logLevel?: string;
  /** Facts for people: ports taken, restarts. */
  say?: (line: string) => void;
  /** Steps that take time. */
  progress?: (line: string) => void;
  /** Gives the start up; what was started is stopped again. */
  signal?: AbortSignal;
}

/** A whole Tapclock on this machine: Postgres primary and replica, hub, broker, one bridge with its kiosk. */
export interface System {
  ports: Ports;
  folder: DataFolder;
  factory: Factory;
  hub: SupervisedProcess;
  bridge: SupervisedProcess;
  broker: ExternalBroker | null;
  postgres: ClusterKeeper;
  database: string;
  hubUrl: string;
  kioskUrl: string;
  brokerUrl: string;
  hubReady(): Promise<void>;
  bridgeReady(): Promise<void>;
  /** Ends everything in order; safe to call twice. */
  stop(): Promise<void>;
}

/** Starts everything and resolves when a badge can be tapped. Whatever was started is stopped again when a step fails. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const say = options.say ?? ignore;
  const undo: (() => Promise<void>)[] = [];
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    stopped ??= undoAll(undo);
    return stopped;
  };
  try {
    openDataFolder(options.dataDir, { fresh: false });
    const lock = await lockFolder(options.dataDir);
    undo.push(() => lock.release());
    const folder = openDataFolder(options.dataDir, { fresh: options.fresh === true });
    const ports = await choosePorts({ ...USUAL_PORTS, ...options.ports }, say);
    return await startParts({ options, say, undo, stop, folder, ports });
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Building {
  options: SystemOptions;
  say: (line: string) => void;
  undo: (() => Promise<void>)[];
  stop: () => Promise<void>;
  folder: DataFolder;
  ports: Ports;
}

async function startParts(building: Building): Promise<System> {
  const { options, say, undo, folder, ports } = building;
  const { signal } = options;
  const progress = (line: string): void => {
    signal?.throwIfAborted();
    options.progress?.(line);
  };
  const postgres = new ClusterKeeper(say);
  undo.push(() => postgres.stop());
  await postgres.start({ dir: folder.postgres, ports, say, progress });
  const { cluster } = postgres;
  if (!(await cluster.hasDatabase(DATABASE))) await cluster.createDatabase(DATABASE);

  const siteKey = loadSecret(join(folder.hub, 'site-key.json'));
  const hubEnv = hubEnvironment(building, postgres);
  const commands = { env: hubEnv, signal };
  const configFile = join(folder.bridge, 'config.json');
  const brokerUrl = `mqtt://127.0.0.1:${ports.broker}`;
  const writeConfig = (site: typeof PLACEHOLDER_SITE, login: { username: string; password: string }): void =>
    writePrivate(
      configFile,
      bridgeConfig({
        dataDir: join(folder.bridge, 'data'),
        site,
        siteKey,
        kioskPort: ports.kiosk,
        brokerUrl,
        login,
        serialReaders: options.serialReaders ?? [],
        softwareReaders: options.softwareReaders ?? [],
        logLevel: options.logLevel ?? 'info',
      }),
    );
  writeConfig(PLACEHOLDER_SITE, { username: KIOSK_TERMINAL.id, password: 'not-yet-enrolled' });
  const prepare = {
    folder,
    commands,
    siteKey,
    bridgeEntry: BRIDGE_ENTRY,
    bridgeConfig: configFile,
    progress,
  };
  const factory = await prepareFactory(prepare);
  writeConfig(factory.demo.site, factory.kiosk);

  const broker = await startBroker(building, commands);
  const hub = makeProcess(building, 'hub', [HUB_ENTRY], {
    ...hubEnv,
    ...(broker === null
      ? {}
      : {
          TAPCLOCK_BROKER: brokerUrl,
          TAPCLOCK_BROKER_USERNAME: broker.username,
          TAPCLOCK_BROKER_PASSWORD: broker.password,
        }),
  });
  const bridge = makeProcess(building, 'bridge', [BRIDGE_ENTRY, '--config', configFile], {});
  const hubUrl = `http://127.0.0.1:${ports.hub}`;
  const kioskUrl = `http://127.0.0.1:${ports.kiosk}`;
  const hubReady = (): Promise<void> => hub.ready(() => answers(`${hubUrl}/health/ready`), signal);
  const bridgeReady = (): Promise<void> => bridge.ready(() => isLinked(kioskUrl), signal);

  progress('Starting the hub');
  hub.start();
  await hubReady();
  progress('Starting the terminal');
  bridge.start();
  if (options.history !== false)
    await startHistoryGate(building, factory, { siteKey, commands, brokerUrl, progress });
  await bridgeReady();

  const { badges, pin = null } = factory.demo;
  const { primaryPort, replicaPort } = cluster;
  writeRunFile(folder.dir, {
    ...{ pid: process.pid, terminal: KIOSK_TERMINAL.id, kioskUrl, hubUrl, brokerUrl },
    ...{ primaryPort, replicaPort, badges, pin },
  });
  undo.push(async () => rmSync(runFilePath(folder.dir), { force: true }));
  return {
    ...{ ports, folder, factory, hub, bridge, broker, postgres, database: DATABASE },
    ...{ hubUrl, kioskUrl, brokerUrl, hubReady, bridgeReady, stop: building.stop },
  };
}

function hubEnvironment(
  { options, folder, ports }: Building,
  { cluster }: ClusterKeeper,
): Record<string, string> {
  return {
    TAPCLOCK_DATABASE_URL: cluster.appUrl(DATABASE),
    TAPCLOCK_DATABASE_OWNER_URL: cluster.ownerUrl(DATABASE),
    TAPCLOCK_REPLICA_URL: cluster.replicaUrl(DATABASE),
    TAPCLOCK_HTTP_PORT: String(ports.hub),
    TAPCLOCK_BROKER: 'embedded',
    TAPCLOCK_MQTT_PORT: String(ports.broker),
    TAPCLOCK_DASHBOARD_DIR: join(ROOT, 'dashboard', 'dist'),
    TAPCLOCK_LOG_LEVEL: options.logLevel ?? 'info',
    // A newcomer has no authenticator at hand; everywhere else hr and admin must have one.
    TAPCLOCK_SECOND_FACTOR_ROLES: 'none',
    TAPCLOCK_SECRETS_KEY: loadSecret(join(folder.hub, 'secrets-key.json')),
  };
}

async function startBroker(building: Building, commands: CommandOptions): Promise<ExternalBroker | null> {
  const { options, folder, ports, say, undo } = building;
  if (options.broker !== 'mosquitto') return null;
  const broker = await startMosquitto({
    dir: join(folder.dir, 'mosquitto'),
    port: ports.broker,
    logFile: join(folder.logs, 'broker.log'),
    commands,
    say,
  });
  undo.push(() => broker.process.stop());
  return broker;
}

function makeProcess(
  { folder, say, undo }: Building,
  name: 'hub' | 'bridge' | 'gate-1',
  args: readonly string[],
  env: Record<string, string>,
): SupervisedProcess {
  const made = new SupervisedProcess({
    name,
    command: [process.execPath, '--disable-warning=ExperimentalWarning', ...args],
    env: { NODE_ENV: 'production', ...env },
    cwd: ROOT,
    logFile: join(folder.logs, `${name}.log`),
    stopDeadlineMs: name === 'hub' ? HUB_STOP_DEADLINE_MS : BRIDGE_STOP_DEADLINE_MS,
    say,
  });
  undo.push(async () => {
    await made.stop();
    made.close();
  });
  return made;
}

/** The simulated gate-1: first everything since it was last there, then each tap when its time has come. */
async function startHistoryGate(
  building: Building,
  factory: Factory,
  more: { siteKey: string; commands: CommandOptions; brokerUrl: string; progress: (line: string) => void },
): Promise<void> {
  more.progress('Playing the last punches through gate-1');
  const { username, password, keyFile } = factory.history;
  const login = ['--username', username, '--key-file', keyFile, '--broker', more.brokerUrl];
  const env = { ...more.commands.env, TAPCLOCK_SITE_KEY: more.siteKey, TAPCLOCK_TERMINAL_PASSWORD: password };
  await hubCli(DemoHistory, { ...more.commands, env }, ['demo-history', ...login]);
  makeProcess(building, 'gate-1', [HUB_CLI, 'demo-gate', ...login], env).start();
}

async function undoAll(undo: (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of undo.splice(0).reverse()) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'not everything could be stopped');
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ASK_DEADLINE_MS) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

const BridgeHealth = z.object({ isOnline: z.boolean(), roster: z.object({ cards: z.int() }) });

/** True when the bridge has reached the hub and knows who may tap. */
async function isLinked(kioskUrl: string): Promise<boolean> {
  try {
    const response = await fetch(`${kioskUrl}/health`, { signal: AbortSignal.timeout(ASK_DEADLINE_MS) });
    const health = BridgeHealth.safeParse(await response.json());
    return health.success && health.data.isOnline && health.data.roster.cards > 0;
  } catch {
    return false;
  }
}

function ignore(): void {
  // A caller that wants no lines.
}
