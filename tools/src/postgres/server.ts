import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { PostgresBinaries } from './binaries.ts';
import type { Identity } from './identity.ts';

const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 20_000;
const POLL_MS = 10;
/** A log larger than this is set aside (one generation) at the next start. */
const LOG_BYTES_MAX = 16 * 1024 * 1024;
/** How often a start is tried again while processes of a killed predecessor still hold its shared memory. */
const START_TRIES_MAX = 40;
const RETRY_MS = 250;
const HELD_BY_PREDECESSOR = /shared memory block .* still in use|lock file "postmaster.pid" already exists/;

export interface ServerOptions {
  /** The data folder. */
  dir: string;
  logFile: string;
  port: number;
  binaries: PostgresBinaries;
  identity: Identity;
  /** Settings written to tapclock.conf before each start; a standby's connection is set here too. */
  settings: Record<string, string>;
}

/** One postmaster as a child of this process. It never outlives it: see identity.ts. */
export class PostgresServer {
  readonly options: ServerOptions;
  #child: ChildProcess | null = null;
  #stopping = false;
  /** Called when the server ends without having been asked to. */
  onUnexpectedExit: (() => void) | null = null;

  constructor(options: ServerOptions) {
    this.options = options;
  }

  get running(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get pid(): number | null {
    return this.running ? (this.#child?.pid ?? null) : null;
  }

  get initialised(): boolean {
    return existsSync(join(this.options.dir, 'PG_VERSION'));
  }

  /** Makes a new data folder with scram passwords only. */
  async init(superuserPassword: string): Promise<void> {
    const { dir, binaries, identity } = this.options;
    rmSync(dir, { recursive: true, force: true });
    this.#makeFolder();
    const passwordFile = join(dir, '..', `.initdb-${process.pid}`);
    writeFileSync(passwordFile, superuserPassword, { mode: 0o600 });
    if (identity.owner !== null) chownSync(passwordFile, identity.owner.uid, identity.owner.gid);
    try {
      const command = [
        ...identity.prefix,
        binaries.initdb,
        '-D',
        dir,
        '-U',
        'postgres',
        '-A',
        'scram-sha-256',
      ];
      command.push(`--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C.UTF-8', '--data-checksums');
      const [file = '', ...rest] = command;
      await promisify(execFile)(file, rest, { cwd: dir, env: environment() });
    } finally {
      rmSync(passwordFile, { force: true });
    }
    writeFileSync(join(dir, 'pg_hba.conf'), HBA);
    const main = join(dir, 'postgresql.conf');
    writeFileSync(main, `${readFileSync(main, 'utf8')}\ninclude_if_exists = 'tapclock.conf'\n`);
  }

  /** Starts the server and waits until it takes connections. `isReady` asks the server itself. */
  async start(isReady: () => Promise<boolean>): Promise<void> {
    if (this.running) return;
    await this.#settlePredecessor();
    this.#writeSettings();
    for (let attempt = 1; ; attempt += 1) {
      this.#launch();
      const outcome = await this.#waitReady(isReady);
      if (outcome === 'ready') return;
      const tail = this.logTail();
      if (attempt < START_TRIES_MAX && HELD_BY_PREDECESSOR.test(tail)) {
        await delay(RETRY_MS);
        continue;
      }
      await this.kill();
      throw new Error(`Postgres in ${this.options.dir} did not start (${outcome}):\n${tail}`);
    }
  }

  /** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
  async stop(): Promise<void> {
    await this.#end('SIGINT', STOP_DEADLINE_MS);
    if (this.running) await this.#end('SIGQUIT', STOP_DEADLINE_MS);
    if (this.running) await this.kill();
  }

  /** kill -9, as a power cut would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL', STOP_DEADLINE_MS);
  }

  /** Removes the 56 bytes of System V shared memory that a killed server leaves until its next start. */
  releaseSharedMemory(): void {
    const id = pidFileLines(this.options.dir)?.[6]?.trim().split(/\s+/)[1];
    if (id === undefined || this.running) return;
    try {
      execFileSync('ipcrm', ['-m', id], { stdio: 'ignore' });
    } catch {
      // Gone already, or taken over by another user's segment of that number: nothing of ours is left either way.
    }
  }

  logTail(lines = 15): string {
    try {
      return readFileSync(this.options.logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
    } catch {
      return '(no log)';
    }
  }

  #launch(): void {
    const { dir, logFile, binaries, identity } = this.options;
    if (existsSync(logFile) && statSync(logFile).size > LOG_BYTES_MAX) renameSync(logFile, `${logFile}.1`);
    const log = openSync(logFile, 'a', 0o600);
    const [file = '', ...rest] = [...identity.prefix, binaries.postgres, '-D', dir];
    // Detached: Ctrl-C in a shell goes to the whole group, and the database has to be the last to stop.
    const child = spawn(file, rest, {
      cwd: dir,
      env: environment(),
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#stopping = false;
    this.#child = child;
    child.once('error', () => this.#exited(child));
    child.once('exit', () => this.#exited(child));
  }

  #exited(child: ChildProcess): void {
    if (this.#child !== child || this.#stopping) return;
    this.onUnexpectedExit?.();
  }

  async #waitReady(isReady: () => Promise<boolean>): Promise<'ready' | 'exited' | 'timeout'> {
    const deadline = Date.now() + START_DEADLINE_MS;
    const reportExit = this.onUnexpectedExit;
    this.onUnexpectedExit = null;
    try {
      while (Date.now() < deadline) {
        if (!this.running) return 'exited';
        if (await isReady()) return 'ready';
        await delay(POLL_MS);
      }
      return 'timeout';
    } finally {
      this.onUnexpectedExit = reportExit;
    }
  }

  async #end(signal: NodeJS.Signals, deadlineMs: number): Promise<void> {
    const child = this.#child;
    if (child === null || !this.running) return;
    this.#stopping = true;
    const gone = new Promise<void>(resolve => child.once('exit', () => resolve()));
    child.kill(signal);
    await Promise.race([gone, delay(deadlineMs, undefined, { ref: false })]);
  }

  #makeFolder(): void {
    const { dir, identity } = this.options;
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    chmodSync(dir, 0o700);
    if (identity.owner !== null) chownSync(dir, identity.owner.uid, identity.owner.gid);
  }

  #writeSettings(): void {
    const { dir, identity, port, settings } = this.options;
    const lines = Object.entries({ ...settings, port: String(port) }).map(
      ([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`,
    );
    const file = join(dir, 'tapclock.conf');
    writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
    chmodSync(file, 0o600);
    if (identity.owner !== null) chownSync(file, identity.owner.uid, identity.owner.gid);
  }

  /**
   * Deals with what an earlier run left: a server that is still shutting down is waited for (then ended), a pid file whose
   * number now belongs to some other process is removed, since Postgres would refuse to start over it.
   */
  async #settlePredecessor(): Promise<void> {
    for (const [signal, waitMs] of [
      [null, 3_000],
      ['SIGINT', 10_000],
      ['SIGKILL', 5_000],
    ] as const) {
      const pid = predecessorPid(this.options.dir);
      if (pid === null) return;
      if (signal !== null) sendSignal(pid, signal);
      const deadline = Date.now() + waitMs;
      while (Date.now() < deadline && predecessorPid(this.options.dir) !== null) await delay(50);
    }
  }
}

/** The pid of a live server on this folder. Removes a pid file that names a process of somebody else. */
function predecessorPid(dir: string): number | null {
  const pid = Number(pidFileLines(dir)?.[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  const kind = processKind(pid, dir);
  if (kind === 'other') rmSync(join(dir, 'postmaster.pid'), { force: true });
  return kind === 'ours' ? pid : null;
}

function processKind(pid: number, dir: string): 'ours' | 'other' | 'gone' {
  try {
    const state = /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
    if (state === 'Z') return 'ours';
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(dir) ? 'ours' : 'other';
  } catch {
    return 'gone';
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended between the look and the signal.
  }
}

function pidFileLines(dir: string): string[] | null {
  try {
    return readFileSync(join(dir, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
}

function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
}

/** Loopback TCP with a password is the only way in: no trust, no peer, no socket file. */
const HBA = `host all all 127.0.0.1/32 scram-sha-256
host replication all 127.0.0.1/32 scram-sha-256
`;
