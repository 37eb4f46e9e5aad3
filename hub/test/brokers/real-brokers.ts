import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect as connectTcp, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { BrokerLink } from '../../src/platform/mqtt/broker-link.ts';
import { BrokerPasswords } from '../../src/platform/mqtt/broker-passwords.ts';
import { EmbeddedBroker } from '../../src/platform/mqtt/embedded-broker.ts';
import { ExternalBroker } from '../../src/platform/mqtt/external-broker.ts';
import { accountsFile } from '../../src/platform/mqtt/mosquitto/accounts-file.ts';
import { hashBrokerPassword } from '../../src/platform/mqtt/password-hash.ts';
import type { TerminalAccount } from '../../src/platform/mqtt/terminal-access.ts';
import { Vault } from '../../src/platform/secrets/vault.ts';

const SHIPPED_CONFIG = new URL('../../../deploy/mosquitto/mosquitto.conf', import.meta.url);

export const silent = pino({ level: 'silent' });
export const HUB_PASSWORD = 'hub secret';
/** The key of every hub of the tests. */
export const passwords = new BrokerPasswords(new Vault(Buffer.alloc(32, 7)));

/** A broker as the hub sees it, with three accounts: gate-1 and gate-2 of werk-nord, gate-9 of werk-sued. */
export interface RealBroker {
  link: BrokerLink;
  port: number;
  stop(): Promise<void>;
}

/** Password of one of those terminals, as whoever enrolled it wrote it down. */
export function passwordOf(terminal: string): string {
  return `password of ${terminal}`;
}

export async function accounts(): Promise<TerminalAccount[]> {
  const account = async (terminal: string, site: string) => ({
    terminal,
    site,
    passwordHash: await hashBrokerPassword(passwordOf(terminal)),
  });
  return Promise.all([
    account('gate-1', 'werk-nord'),
    account('gate-2', 'werk-nord'),
    account('gate-9', 'werk-sued'),
  ]);
}

export async function embedded(prepare: (link: BrokerLink) => void): Promise<RealBroker> {
  const known = await accounts();
  const broker = new EmbeddedBroker({
    host: '127.0.0.1',
    port: 0,
    findAccount: async username => known.find(account => account.terminal === username) ?? null,
    logger: silent,
    nowMs: () => Date.now(),
  });
  prepare(broker);
  await broker.start();
  return { link: broker, port: broker.port, stop: () => broker.stop() };
}

/** A Mosquitto process with the configuration that we ship and an accounts file that we make. */
export class Mosquitto {
  readonly port: number;
  readonly #dir: string;
  #process: ChildProcess | null = null;

  private constructor(port: number, dir: string) {
    this.port = port;
    this.#dir = dir;
  }

  /** Starts one that knows these terminals; without more, the three of every test. */
  static async start(terminals?: readonly TerminalAccount[]): Promise<Mosquitto> {
    const broker = new Mosquitto(await freePort(), await mkdtemp(join(tmpdir(), 'tapclock-mosquitto-')));
    await broker.write(terminals ?? (await accounts()));
    await broker.launch();
    return broker;
  }

  /** Writes its files, as for a new installation. It reads them when it starts. */
  async write(terminals: readonly TerminalAccount[]): Promise<void> {
    const passwordHash = await hashBrokerPassword(HUB_PASSWORD);
    const file = join(this.#dir, 'dynamic-security.json');
    await writeFile(file, accountsFile({ username: 'hub', passwordHash }, terminals), { mode: 0o600 });
    const shipped = await readFile(SHIPPED_CONFIG, 'utf8');
    const config = shipped
      .replace('listener 1883', `listener ${this.port} 127.0.0.1`)
      .replace('/mosquitto/access/dynamic-security.json', file)
      .replace('persistence true', 'persistence false');
    // As root Mosquitto would become a user that may not read the folder of the test.
    await writeFile(join(this.#dir, 'mosquitto.conf'), `${config}\nuser root\n`);
  }

  async launch(): Promise<void> {
    const child = spawn('/usr/sbin/mosquitto', ['-c', join(this.#dir, 'mosquitto.conf')], {
      stdio: 'ignore',
    });
    this.#process = child;
    await untilOpen(this.port);
  }

  /** Lets it answer no more. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  /** Stops it the hard way; `launch` starts it again with nothing in memory. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise(resolve => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#dir, { recursive: true, force: true });
  }

  link(): ExternalBroker {
    return new ExternalBroker({
      url: `mqtt://127.0.0.1:${this.port}`,
      username: 'hub',
      password: HUB_PASSWORD,
      clientId: `hub-${this.port}`,
      passwords,
      logger: silent,
      nowMs: () => Date.now(),
      random: Math.random,
    });
  }
}

export async function external(prepare: (link: BrokerLink) => void): Promise<RealBroker> {
  const mosquitto = await Mosquitto.start();
  const link = mosquitto.link();
  prepare(link);
  const ready = new Promise<void>(resolve => link.onReady(resolve));
  await link.start();
  await ready;
  return {
    link,
    port: mosquitto.port,
    stop: async () => {
      await link.stop();
      await mosquitto.stop();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return address.port;
}

async function untilOpen(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const open = await new Promise<boolean>(resolve => {
      const socket = connectTcp(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
    if (open) return;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  throw new Error(`nothing listens on ${port}`);
}
