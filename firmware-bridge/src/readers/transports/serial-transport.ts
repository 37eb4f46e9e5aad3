import { access } from 'node:fs';
import { SerialPort } from 'serialport';
import { backoffMs, type Cancel, type Logger, type Timers } from '../../platform/index.ts';
import { portProblemOf } from './port-problem.ts';
import type { Transport, TransportListener, TransportState } from './transport.ts';

export interface SerialTransportOptions {
  /** Path of the port, or where it is found now: asked before each opening, null while it is nowhere. */
  path: string | (() => string | null);
  baudRate: number;
  timers: Timers;
  /** In [0, 1), for jitter. */
  random: () => number;
  log: Logger;
  /** Longest wait for the driver's answer, WATCH_ANSWER_MS unless told. */
  answerMs?: number;
  /** Another way to make the port, for tests of lines that die without an event. */
  createPort?: CreatePort;
}

export type CreatePort = (settings: ConstructorParameters<typeof SerialPort>[0]) => SerialPort;

/** Quick at first, since someone may just have bumped the plug; a module that is gone costs one try every five seconds. */
const REOPEN = { baseMs: 250, maxMs: 5000 };
/** How often an open port is asked whether it still lives. */
export const WATCH_MS = 1000;
/** Longest wait for that answer: a driver that gives none is stuck, and the port of no use. */
export const WATCH_ANSWER_MS = 5000;

/** A serial port that is opened again for as long as it takes. Each opening gets a new port object: they are for one use. */
export function createSerialTransport(options: SerialTransportOptions): Transport {
  return new SerialTransport(options);
}

class SerialTransport implements Transport {
  readonly #options: SerialTransportOptions;
  #listener: TransportListener | null = null;
  #port: SerialPort | null = null;
  /** Path of `#port`. */
  #path = '';
  #state: TransportState | null = null;
  #problem: string | null = null;
  #baudRate: number;
  #attempt = 0;
  #cancelTimer: Cancel | null = null;

  constructor(options: SerialTransportOptions) {
    this.#options = options;
    this.#baudRate = options.baudRate;
  }

  start(listener: TransportListener): void {
    if (this.#listener !== null) throw new Error('a transport starts once');
    this.#listener = listener;
    this.#setState('opening', null);
    this.#open();
  }

  async stop(): Promise<void> {
    this.#listener = null;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    const port = this.#port;
    this.#port = null;
    if (port !== null) await closed(port);
  }

  write(bytes: Uint8Array): void {
    const port = this.#port;
    if (port === null || !port.isOpen) return;
    port.write(Buffer.from(bytes), error => {
      if (error) this.#lost(port, error.message);
    });
  }

  reopen(reason: string, baudRate = this.#baudRate): void {
    this.#baudRate = baudRate;
    if (this.#port !== null) this.#lost(this.#port, reason);
  }

  #open(): void {
    const { path: where, createPort = settings => new SerialPort(settings) } = this.#options;
    const path = typeof where === 'string' ? where : where();
    if (path === null) {
      this.#missing('no such device is plugged in');
      return;
    }
    this.#path = path;
    // hupcl off: dropping DTR at close resets some USB adapters, and the module behind them.
    const port = createPort({ path, baudRate: this.#baudRate, autoOpen: false, hupcl: false });
    this.#port = port;
    port.on('data', (chunk: Buffer) => {
      if (this.#port === port) this.#listener?.onBytes(chunk);
    });
    port.on('close', () => this.#lost(port, 'closed'));
    port.on('error', error => this.#lost(port, error.message));
    port.open(error => {
      if (this.#port !== port) void closed(port);
      else if (error !== null) this.#lost(port, error.message);
      else this.#opened(port);
    });
  }

  #opened(port: SerialPort): void {
    this.#attempt = 0;
    this.#setState('online', null);
    this.#watch(port);
  }

  /**
   * A line whose other end died may stay open and silent for ever: a pty gives no event at all, and a silent reader looks like a
   * quiet morning. So the path is looked for, and the driver asked to drain, which fails on a line that was hung up. Some never answer.
   */
  #watch(port: SerialPort): void {
    const { timers, answerMs = WATCH_ANSWER_MS } = this.#options;
    this.#cancelTimer = timers.after(WATCH_MS, () => {
      // In the machine's own time, whatever clock the bridge runs on: what is timed is the machine.
      const answer = setTimeout(() => this.#lost(port, 'port-stuck'), answerMs);
      this.#cancelTimer = () => clearTimeout(answer);
      access(this.#path, pathError => {
        if (this.#port !== port) return;
        if (pathError !== null) return this.#lost(port, 'its path is gone');
        port.drain(drainError => {
          if (this.#port !== port) return;
          this.#cancelTimer?.();
          if (drainError) this.#lost(port, drainError.message);
          else this.#watch(port);
        });
      });
    });
  }

  /** Lets go of this port, once, and plans the next try. Later events of the same port find it replaced. */
  #lost(port: SerialPort, reason: string): void {
    if (this.#port !== port) return;
    this.#port = null;
    this.#cancelTimer?.();
    void closed(port);
    this.#missing(reason);
  }

  #missing(reason: string): void {
    if (this.#state !== 'missing') this.#options.log.warn({ reason }, 'reader port is missing');
    this.#setState('missing', problemOf(reason));
    const delayMs = backoffMs(this.#attempt, REOPEN, this.#options.random());
    this.#attempt += 1;
    this.#cancelTimer = this.#options.timers.after(delayMs, () => this.#open());
  }

  #setState(state: TransportState, problem: string | null): void {
    if (this.#state === state && this.#problem === problem) return;
    this.#state = state;
    this.#problem = problem;
    this.#listener?.onState(state, problem);
  }
}

/** A protocol's own reason is a slug already; the system's words become one. */
function problemOf(reason: string): string {
  const isSlug = /^[a-z][a-z0-9-]*$/.test(reason) && reason !== 'closed';
  return isSlug ? reason : portProblemOf(reason);
}

/** Resolves when the port is closed or was never open. An error while closing a dead line changes nothing for anyone. */
function closed(port: SerialPort): Promise<void> {
  return new Promise(resolve => {
    if (port.isOpen) port.close(() => resolve());
    else resolve();
  });
}
