import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe } from '@jest/globals';
import { until } from './until.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const PEERS = join(import.meta.dirname, '..', 'libosdp', 'peers');
/** `npm test` installs it and says where; a suite that is run alone finds what an earlier `npm test` left. */
const PYTHON =
  process.env.TAPCLOCK_LIBOSDP_PYTHON ||
  join(ROOT, 'node_modules', '.cache', 'tapclock', 'libosdp', 'bin', 'python');

/** For suites that talk to libosdp; they are skipped where it is not installed. */
export const describeWithLibosdp = existsSync(PYTHON) ? describe : describe.skip;

/** What a peer says, see the head of each program in `libosdp/peers`. */
export interface PeerEvent {
  event: string;
  [fact: string]: unknown;
}

export interface PeerOptions {
  address?: number;
  /** The site's key, 32 hex characters. */
  scbk?: string;
  /** Works in a secure channel only. */
  enforce?: boolean;
  /** Lets the public key in; peripheral only. */
  install?: boolean;
}

/** libosdp at one end of a line, as a program of its own: the only implementation here that is not ours. */
export class LibosdpPeer {
  readonly events: PeerEvent[] = [];
  readonly #process: ChildProcess;
  #errors = '';

  private constructor(process: ChildProcess) {
    this.#process = process;
    const { stdout, stderr } = process;
    if (stdout === null || stderr === null) throw new Error('the peer has no output');
    createInterface({ input: stdout }).on('line', line => {
      // libosdp itself may print, too.
      if (line.startsWith('{')) this.events.push(JSON.parse(line));
    });
    stderr.on('data', chunk => {
      this.#errors = (this.#errors + chunk).slice(-4096);
    });
  }

  /** Starts a peer on `tty`, and waits until it listens. */
  static async start(
    kind: 'peripheral' | 'control_panel',
    tty: string,
    options: PeerOptions = {},
  ): Promise<LibosdpPeer> {
    const { address = 0, scbk, enforce = false, install = false } = options;
    const flags = [
      ...['--tty', tty, '--address', String(address)],
      ...(scbk === undefined ? [] : ['--scbk', scbk]),
      ...(enforce ? ['--enforce'] : []),
      ...(install ? ['--install'] : []),
    ];
    const program = spawn(PYTHON, [join(PEERS, `${kind}.py`), ...flags], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });
    const peer = new LibosdpPeer(program);
    await peer.says({ event: 'ready' });
    return peer;
  }

  tell(command: { do: string; [fact: string]: unknown }): void {
    this.#process.stdin?.write(`${JSON.stringify(command)}\n`);
  }

  /** Events that have all of these facts. */
  said(facts: PeerEvent): PeerEvent[] {
    return this.events.filter(event => Object.entries(facts).every(([name, value]) => event[name] === value));
  }

  /** The last value of something that the peer says when it changes. */
  isActive(event: 'secure' | 'online'): boolean {
    return this.said({ event }).at(-1)?.active === true;
  }

  async says(facts: PeerEvent, count = 1, timeoutMs = 10_000): Promise<void> {
    await this.#until(
      () => this.said(facts).length >= count,
      `libosdp says ${JSON.stringify(facts)}`,
      timeoutMs,
    );
  }

  async is(event: 'secure' | 'online', isActive: boolean, timeoutMs = 10_000): Promise<void> {
    await this.#until(
      () => this.isActive(event) === isActive,
      `libosdp is ${isActive ? '' : 'not '}${event}`,
      timeoutMs,
    );
  }

  /** Ends at once, without a word to the other side. */
  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }

  #until(isTrue: () => boolean, what: string, timeoutMs: number): Promise<void> {
    const said = () => `${what}; it said ${JSON.stringify(this.events.slice(-8))} ${this.#errors}`;
    return until(isTrue, said, timeoutMs);
  }
}
