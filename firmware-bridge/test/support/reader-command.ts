import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { until } from './until.ts';

export const CLI = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');

/** The compiled reader command as a process of its own. */
export class ReaderCommand {
  #out = '';
  #err = '';
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown[]>;

  constructor(argv: readonly string[]) {
    this.#child = spawn(process.execPath, [CLI, ...argv], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH },
    });
    this.#exited = once(this.#child, 'exit');
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.#out += chunk.toString();
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#err += chunk.toString();
    });
  }

  get out(): string {
    return this.#out;
  }

  get err(): string {
    return this.#err;
  }

  /** What was printed as JSON lines. */
  get lines(): Record<string, unknown>[] {
    const whole = this.#out.slice(0, this.#out.lastIndexOf('\n') + 1);
    return whole
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as Record<string, unknown>);
  }

  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  endInput(): void {
    this.#child.stdin?.end();
  }

  /** Waits until this was printed. */
  async says(text: string | RegExp): Promise<void> {
    await until(
      () => this.#out.search(text) !== -1,
      () =>
        `${String(text)} from ${this.#child.spawnargs.slice(2).join(' ')}; it said ${this.#out}${this.#err}`,
    );
  }

  /** Ends it and resolves with its exit code; null when it had to be killed. */
  async end(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill(signal);
    return this.exits();
  }

  async exits(): Promise<number | null> {
    await this.#exited;
    return this.#child.exitCode;
  }
}
