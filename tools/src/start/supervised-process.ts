import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { findSetpriv } from '../postgres/identity.ts';
import { RotatingLog } from './rotating-log.ts';

const RESTART_FIRST_MS = 200;
const RESTART_MAX_MS = 10_000;
/** A process that lived this long starts again with the shortest wait. */
const HEALTHY_AFTER_MS = 30_000;
/** A process that ends this often before it ever worked will not work on the next try either. */
const EARLY_EXITS_MAX = 3;
const READY_DEADLINE_MS = 60_000;
const READY_POLL_MS = 50;

export interface ProcessPlan {
  /** As people call it: `hub`, `bridge`, `broker`. */
  name: string;
  command: readonly string[];
  env: Readonly<Record<string, string>>;
  cwd: string;
  logFile: string;
  /** How long a polite end may take before kill -9. */
  stopDeadlineMs: number;
  /** One line for people: restarts and their reason. */
  say: (line: string) => void;
}

/**
 * A child that is started again whenever it ends by itself, with a growing wait. It cannot outlive this process: the kernel
 * kills it with its parent (prctl(2) PR_SET_PDEATHSIG), which is safe because every part survives kill -9.
 */
export class SupervisedProcess {
  readonly plan: ProcessPlan;
  readonly #log: RotatingLog;
  #child: ChildProcess | null = null;
  #wanted = false;
  #exits = 0;
  #waitMs = RESTART_FIRST_MS;
  #timer: NodeJS.Timeout | null = null;

  constructor(plan: ProcessPlan) {
    this.plan = plan;
    this.#log = new RotatingLog(plan.logFile);
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  start(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#exits = 0;
    this.#launch();
  }

  /** Waits until `isReady` says so. Throws with the end of the log when it does not come to that. */
  async ready(isReady: () => Promise<boolean>, signal?: AbortSignal): Promise<void> {
    const deadline = Date.now() + READY_DEADLINE_MS;
    while (!(await isReady())) {
      signal?.throwIfAborted();
      if (this.#exits >= EARLY_EXITS_MAX || Date.now() > deadline) {
        throw new Error(
          `the ${this.plan.name} did not start; end of ${this.plan.logFile}:\n${this.#log.tail()}`,
        );
      }
      await delay(READY_POLL_MS);
    }
  }

  /** Ends the process and keeps it ended. Safe to call twice; `start` starts it again. */
  async stop(): Promise<void> {
    this.#wanted = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const child = this.#child;
    if (child === null) return;
    const gone = new Promise<void>(resolve => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), this.plan.stopDeadlineMs);
    await gone;
    clearTimeout(late);
  }

  /** kill -9. It comes back by itself, as after a crash. */
  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  close(): void {
    this.#log.close();
  }

  #launch(): void {
    const startedAt = Date.now();
    const [file = '', ...args] = endingWithParent(this.plan.command);
    // Detached: Ctrl-C reaches this process only, which then ends its children in order.
    const child = spawn(file, args, {
      cwd: this.plan.cwd,
      env: { ...inherited(), ...this.plan.env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stdout.on('data', (chunk: Buffer) => this.#log.write(chunk));
    child.stderr.on('data', (chunk: Buffer) => this.#log.write(chunk));
    child.once('error', error => this.#ended(child, startedAt, error.message));
    child.once('exit', (code, signal) => this.#ended(child, startedAt, signal ?? `exit code ${code}`));
  }

  #ended(child: ChildProcess, startedAt: number, reason: string): void {
    if (this.#child !== child) return;
    this.#child = null;
    if (!this.#wanted) return;
    this.#exits += 1;
    const lived = Date.now() - startedAt;
    if (lived > HEALTHY_AFTER_MS) this.#waitMs = RESTART_FIRST_MS;
    this.plan.say(`The ${this.plan.name} ended (${reason}); starting it again in ${this.#waitMs / 1000} s`);
    this.#timer = setTimeout(() => this.#launch(), this.#waitMs);
    this.#waitMs = Math.min(this.#waitMs * 2, RESTART_MAX_MS);
  }
}

/** The command with the kernel told to kill it when this process ends, where setpriv is installed. */
export function endingWithParent(command: readonly string[]): string[] {
  const setpriv = findSetpriv();
  return [...(setpriv === null ? [] : [setpriv, '--pdeathsig=KILL', '--']), ...command];
}

/** What every child gets from our environment: nothing that could change its configuration. */
export function inherited(): Record<string, string> {
  const names = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'TZ'];
  return Object.fromEntries(
    names.flatMap(name => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
