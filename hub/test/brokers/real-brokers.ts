import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect as connectTcp, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { brokerFiles } from '../../src/platform/mqtt/broker-files.ts';
import type { BrokerLink } from '../../src/platform/mqtt/broker-link.ts';
import { EmbeddedBroker } from '../../src/platform/mqtt/embedded-broker.ts';
import { ExternalBroker } from '../../src/platform/mqtt/external-broker.ts';
import { hashBrokerPassword } from '../../src/platform/mqtt/password-hash.ts';
import type { TerminalAccount } from '../../src/platform/mqtt/terminal-access.ts';

export const silent = pino({ level: 'silent' });
export const PASSWORD = 'correct horse';
export const HUB_PASSWORD = 'hub secret';

/** A broker as the hub sees it, with three accounts: gate-1 and gate-2 of werk-nord, gate-9 of werk-sued. */
export interface RealBroker {
  link: BrokerLink;
  port: number;
  stop(): Promise<void>;
}

export async function accounts(): Promise<TerminalAccount[]> {
  const passwordHash = await hashBrokerPassword(PASSWORD);
  return [
    { terminal: 'gate-1', site: 'werk-nord', passwordHash },
    { terminal: 'gate-2', site: 'werk-nord', passwordHash },
    { terminal: 'gate-9', site: 'werk-sued', passwordHash },
  ];
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

/** A Mosquitto process with our generated files. */
export class Mosquitto {
  readonly port: number;
  readonly #dir: string;
  #process: ChildProcess | null = null;

  private constructor(port: number, dir: string) {
    this.port = port;
    this.#dir = dir;
  }

  static async start(): Promise<Mosquitto> {
    const port = await freePort();
    const dir = await mkdtemp(join(tmpdir(), 'tapclock-mosquitto-'));
    const files = brokerFiles(
      { username: 'hub', passwordHash: await hashBrokerPassword(HUB_PASSWORD) },
      await accounts(),
    );
    await writeFile(join(dir, 'password_file'), files.passwordFile, { mode: 0o644 });
    await writeFile(join(dir, 'acl_file'), files.aclFile, { mode: 0o644 });
    const config = [
      `listener ${port} 127.0.0.1`,
      'allow_anonymous false',
      `password_file ${join(dir, 'password_file')}`,
      `acl_file ${join(dir, 'acl_file')}`,
      'persistence false',
      'max_queued_messages 100000',
      // As root Mosquitto would become a user that may not read the folder of the test.
      'user root',
    ];
    await writeFile(join(dir, 'mosquitto.conf'), `${config.join('\n')}\n`);
    const broker = new Mosquitto(port, dir);
    await broker.launch();
    return broker;
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
