import 'reflect-metadata';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupCodes } from './access/index.ts';
import { AuditTrail } from './audit/index.ts';
import {
  createDemoKey,
  type DemoPorts,
  type HistoryOptions,
  liveDemoGate,
  makeDemoAccounts,
  planAhead,
  playDemoHistory,
  seedDemo,
} from './demo/index.ts';
import { EventLog, EventSignal } from './event-log/index.ts';
import { PeopleRepository } from './people/index.ts';
import { ConfigError, loadDatabaseConfig, loadHubConfig } from './platform/config/hub-config.ts';
import { runMigrations } from './platform/database/migrate.ts';
import { PgDatabase } from './platform/database/pg-database.ts';
import { HubError } from './platform/http/hub-error.ts';
import { createLogger } from './platform/logging/logger.ts';
import { BrokerPasswords } from './platform/mqtt/broker-passwords.ts';
import { accountsFile } from './platform/mqtt/mosquitto/accounts-file.ts';
import { hashBrokerPassword } from './platform/mqtt/password-hash.ts';
import { Vault } from './platform/secrets/vault.ts';
import { SchedulingRepository } from './scheduling/index.ts';
import { SiteKeys, TerminalEnrolment, TerminalsRepository } from './terminals/index.ts';

/** Connections a command line needs at most. */
const POOL_MAX = 2;

const USAGE = `Usage: node hub/dist/cli.js <verb> [options]

  migrate                                            bring the schema up to date
  enrol-terminal --site S --id T --place P --public-key BASE64 [--replace]
  learn-site-key --site S                            tell the hub the key that a site's kiosks have already (1)
  broker-files --out DIR --hub-password-file FILE [--hub-username hub]
  seed-demo                                          make the demo factory in an empty database (1)
  setup-code                                         print a code that makes the first account of a new hub; good for a day
  demo-accounts                                      give the demo factory an account a role, with new passwords
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
type Config = ReturnType<typeof loadDatabaseConfig>;

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
        new TerminalEnrolment(database, terminals, events, brokerPasswords(), new AuditTrail()).enrol({
          site: required(options, 'site'),
          id: required(options, 'id'),
          place: required(options, 'place'),
          publicKey: required(options, 'public-key'),
          replace: options.replace === true,
        }),
      );
    case 'learn-site-key':
      return withPorts(({ database }) => learnSiteKey(database, required(options, 'site')));
    case 'broker-files':
      return withPorts(ports => writeBrokerFiles(ports, options));
    case 'seed-demo':
      return withPorts(async ports => {
        const demo = await seedDemo(ports, siteKey(), Date.now());
        await learnSiteKey(ports.database, demo.site.id);
        return demo;
      });
    case 'setup-code':
      return withPorts(({ database }) => setupCode(database));
    case 'demo-accounts':
      return withPorts(async ({ database }) => ({ accounts: await makeDemoAccounts(database, Date.now()) }));
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
  const { database, log } = loadDatabaseConfig(process.env);
  if (database.ownerUrl === null) throw new UsageError('TAPCLOCK_DATABASE_OWNER_URL is not set.');
  return { applied: await runMigrations(database.ownerUrl, database.appRole, stderrLog(log.level)) };
}

/** Who makes accounts needs the hub's key: the hub must be able to give a broker their passwords again. */
function brokerPasswords(): BrokerPasswords {
  return new BrokerPasswords(new Vault(loadHubConfig(process.env).secretsKey));
}

interface Ports extends DemoPorts {
  database: PgDatabase;
  terminals: TerminalsRepository;
}

/** The parts a command needs, without a running hub; every one of them works beside one. */
async function withPorts<T>(work: (ports: Ports, config: Config) => Promise<T>): Promise<T> {
  const config = loadDatabaseConfig(process.env);
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

async function learnSiteKey(database: PgDatabase, site: string): Promise<{ site: string }> {
  await new SiteKeys(database, new Vault(loadHubConfig(process.env).secretsKey)).learn(
    site,
    Buffer.from(siteKey(), 'hex'),
  );
  return { site };
}

async function writeBrokerFiles({ database, terminals }: Ports, options: Options) {
  const dir = resolve(required(options, 'out'));
  const password = (await readFile(required(options, 'hub-password-file'), 'utf8')).trim();
  if (password.length === 0) throw new UsageError('The hub password file is empty.');
  const accounts = await terminals.accounts(database.primary, null);
  const username = optional(options, 'hub-username') ?? 'hub';
  const hub = { username, passwordHash: await hashBrokerPassword(password) };
  await mkdir(dir, { recursive: true });
  const file = join(dir, 'dynamic-security.json');
  await writeFile(file, accountsFile(hub, accounts), { mode: 0o600 });
  return { file, terminals: accounts.length };
}

async function setupCode(database: PgDatabase) {
  const { value } = await database.transaction(sql => new SetupCodes().make(sql, Date.now()));
  return value;
}

async function demoHistory(ports: Ports, config: Config, options: Options) {
  const startedAtMs = Date.now();
  await planAhead(ports, startedAtMs);
  const played = await playDemoHistory(ports.database, historyOptions(config, options), startedAtMs);
  return { ...played, ms: Date.now() - startedAtMs };
}

/** Runs until it is told to stop. */
async function demoGate(ports: Ports, config: Config, options: Options): Promise<{ stopped: true }> {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
  await liveDemoGate(ports.database, historyOptions(config, options), {
    log: stderrLog(config.log.level),
    signal: stop.signal,
  });
  return { stopped: true };
}

function historyOptions(config: Config, options: Options): HistoryOptions {
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
function stderrLog(level: Config['log']['level']) {
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
