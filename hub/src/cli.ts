import 'reflect-metadata';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  createDemoKey,
  type DemoPorts,
  type HistoryOptions,
  liveDemoGate,
  planAhead,
  playDemoHistory,
  seedDemo,
} from './demo/index.ts';
import { EventLog, EventSignal } from './event-log/index.ts';
import { PeopleRepository } from './people/index.ts';
import { ConfigError, type HubConfig, loadHubConfig } from './platform/config/hub-config.ts';
import { runMigrations } from './platform/database/migrate.ts';
import { PgDatabase } from './platform/database/pg-database.ts';
import { HubError } from './platform/http/hub-error.ts';
import { createLogger } from './platform/logging/logger.ts';
import { brokerFiles } from './platform/mqtt/broker-files.ts';
import { hashBrokerPassword } from './platform/mqtt/password-hash.ts';
import { SchedulingRepository } from './scheduling/index.ts';
import { TerminalEnrolment, TerminalsRepository } from './terminals/index.ts';

/** Connections a command line needs at most. */
const POOL_MAX = 2;

const USAGE = `Usage: node hub/dist/cli.js <verb> [options]

  migrate                                            bring the schema up to date
  enrol-terminal --site S --id T --place P --public-key BASE64 [--replace]
  broker-files --out DIR --hub-password-file FILE [--hub-username hub]
  seed-demo                                          make the demo factory in an empty database (1)
  demo-key --out FILE                                make the simulated terminal's key
  demo-history --username T --key-file FILE [--broker URL]
                                                     play what the simulated terminal has seen since the last time (1, 2)
  demo-gate    (as demo-history)                     keep that terminal online and its people coming and going (1, 2)

Configuration comes from the environment, as for the hub. So do secrets, which other users could read in a command line:
(1) TAPCLOCK_SITE_KEY, 64 hexadecimal digits; (2) TAPCLOCK_TERMINAL_PASSWORD. The answer is one line of JSON on standard output.`;

/** The command line was not understood; the text says what was missing. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Options = Record<string, string | boolean | undefined>;

const OPTIONS = {
  site: { type: 'string' },
  id: { type: 'string' },
  place: { type: 'string' },
  'public-key': { type: 'string' },
  replace: { type: 'boolean' },
  out: { type: 'string' },
  'hub-username': { type: 'string' },
  'hub-password-file': { type: 'string' },
  username: { type: 'string' },
  'key-file': { type: 'string' },
  broker: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Runs one verb; resolves with what is printed. */
function run(verb: string, options: Options): Promise<unknown> {
  switch (verb) {
    case 'migrate':
      return migrate();
    case 'enrol-terminal':
      return withPorts(({ terminals, events, database }) =>
        new TerminalEnrolment(database, terminals, events).enrol({
          site: required(options, 'site'),
          id: required(options, 'id'),
          place: required(options, 'place'),
          publicKey: required(options, 'public-key'),
          replace: options.replace === true,
        }),
      );
    case 'broker-files':
      return withPorts(ports => writeBrokerFiles(ports, options));
    case 'seed-demo':
      return withPorts(ports => seedDemo(ports, siteKey(), Date.now()));
    case 'demo-key':
      return Promise.resolve({ publicKey: createDemoKey(resolve(required(options, 'out'))) });
    case 'demo-history':
      return withPorts((ports, config) => demoHistory(ports, config, options));
    case 'demo-gate':
      return withPorts((ports, config) => demoGate(ports, config, options));
    default:
      return Promise.reject(new UsageError(`There is no verb "${verb}".`));
  }
}

async function migrate(): Promise<{ applied: string[] }> {
  const { database, log } = loadHubConfig(process.env);
  if (database.ownerUrl === null) throw new UsageError('TAPCLOCK_DATABASE_OWNER_URL is not set.');
  return { applied: await runMigrations(database.ownerUrl, database.appRole, stderrLog(log.level)) };
}

interface Ports extends DemoPorts {
  database: PgDatabase;
  terminals: TerminalsRepository;
}

/** The parts a command needs, without a running hub; every one of them works beside one. */
async function withPorts<T>(work: (ports: Ports, config: HubConfig) => Promise<T>): Promise<T> {
  const config = loadHubConfig(process.env);
  const log = stderrLog(config.log.level);
  const database = new PgDatabase({ url: config.database.url, replicaUrl: null, poolMax: POOL_MAX, log });
  try {
    const ports = {
      database,
      people: new PeopleRepository(),
      scheduling: new SchedulingRepository(),
      terminals: new TerminalsRepository(),
      events: new EventLog(new EventSignal(database, log)),
    };
    return await work(ports, config);
  } finally {
    await database.stop();
  }
}

async function writeBrokerFiles({ database, terminals }: Ports, options: Options) {
  const dir = resolve(required(options, 'out'));
  const password = (await readFile(required(options, 'hub-password-file'), 'utf8')).trim();
  if (password.length === 0) throw new UsageError('The hub password file is empty.');
  const accounts = await terminals.accounts(database.primary, null);
  const username = optional(options, 'hub-username') ?? 'hub';
  const files = brokerFiles({ username, passwordHash: await hashBrokerPassword(password) }, accounts);
  await mkdir(dir, { recursive: true });
  const passwordFile = join(dir, 'password_file');
  const aclFile = join(dir, 'acl_file');
  await writeFile(passwordFile, files.passwordFile, { mode: 0o600 });
  await writeFile(aclFile, files.aclFile, { mode: 0o600 });
  return { passwordFile, aclFile, terminals: accounts.length };
}

async function demoHistory(ports: Ports, config: HubConfig, options: Options) {
  const startedAtMs = Date.now();
  await planAhead(ports, startedAtMs);
  const played = await playDemoHistory(ports.database, historyOptions(config, options), startedAtMs);
  return { ...played, ms: Date.now() - startedAtMs };
}

/** Runs until it is told to stop. */
async function demoGate(ports: Ports, config: HubConfig, options: Options): Promise<{ stopped: true }> {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
  await liveDemoGate(ports.database, historyOptions(config, options), {
    log: stderrLog(config.log.level),
    signal: stop.signal,
  });
  return { stopped: true };
}

function historyOptions(config: HubConfig, options: Options): HistoryOptions {
  const embeddedPort = config.broker.kind === 'embedded' ? config.broker.port : null;
  const broker =
    optional(options, 'broker') ?? (embeddedPort === null ? null : `mqtt://127.0.0.1:${embeddedPort}`);
  if (broker === null) throw new UsageError('--broker is needed with an external broker.');
  return {
    broker,
    username: required(options, 'username'),
    password: secret('TAPCLOCK_TERMINAL_PASSWORD'),
    keyFile: resolve(required(options, 'key-file')),
    siteKey: siteKey(),
  };
}

function siteKey(): string {
  const key = secret('TAPCLOCK_SITE_KEY');
  if (!/^[0-9a-f]{64}$/.test(key)) throw new UsageError('TAPCLOCK_SITE_KEY must be 64 hexadecimal digits.');
  return key;
}

function secret(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new UsageError(`${name} is not set.`);
  return value;
}

function required(options: Options, name: string): string {
  const value = optional(options, name);
  if (value === undefined || value === '') throw new UsageError(`--${name} is missing.`);
  return value;
}

function optional(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** Standard output belongs to the answer. */
function stderrLog(level: HubConfig['log']['level']) {
  return createLogger({ level }, process.stderr);
}

async function main(args: string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
    const [verb] = positionals;
    if (values.help === true || verb === undefined) {
      process.stdout.write(`${USAGE}\n`);
      return values.help === true ? 0 : 2;
    }
    process.stdout.write(`${JSON.stringify(await run(verb, values))}\n`);
    return 0;
  } catch (error) {
    const isUsage = error instanceof UsageError || isParseError(error);
    process.stderr.write(`${describe(error, isUsage)}\n${isUsage ? `\n${USAGE}\n` : ''}`);
    return isUsage ? 2 : 1;
  }
}

/** What parseArgs throws (Node.js documentation, util.parseArgs). */
function isParseError(error: unknown): boolean {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

/** Expected failures in a sentence; anything else with its stack. */
function describe(error: unknown, isUsage: boolean): string {
  if (!(error instanceof Error)) return String(error);
  const isExpected = isUsage || error instanceof HubError || error instanceof ConfigError;
  return isExpected ? error.message : (error.stack ?? error.message);
}

process.exitCode = await main(process.argv.slice(2));
