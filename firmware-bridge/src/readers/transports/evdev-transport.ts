import { backoffMs, type Cancel, type Logger, type Timers } from '../../platform/index.ts';
import { type EvdevDevice, type EvdevEdge, loadEvdevEdge } from './evdev-device.ts';
import { portProblemOf, wordsOf } from './port-problem.ts';
import type { Transport, TransportListener, TransportState } from './transport.ts';

export interface EvdevTransportOptions {
  /** `/dev/input/by-id/…-event-kbd`, which survives a replug, `/dev/input/eventN`, or where it is found now: null while it is nowhere. */
  path: string | (() => string | null);
  timers: Timers;
  /** In [0, 1), for jitter. */
  random: () => number;
  log: Logger;
  /** Another way to the device, for tests without one. */
  loadEdge?: () => Promise<EvdevEdge>;
}

const REOPEN = { baseMs: 250, maxMs: 5000 };
/** How often the kernel is asked for keys. Each carries its own time, so what is read late is not taken for typed late. */
export const READ_MS = 10;
/** Reads at once; a keyboard that has more to say is heard again in a moment. */
const READS_MAX = 16;

/**
 * A keyboard that is taken away from the desktop. Never used otherwise: where it cannot be grabbed, what it types would reach whatever
 * has the focus, so it is closed again and tried anew, with the problem `grab-failed`.
 */
export function createEvdevTransport(options: EvdevTransportOptions): Transport {
  return new EvdevTransport(options);
}

class EvdevTransport implements Transport {
  readonly #options: EvdevTransportOptions;
  #listener: TransportListener | null = null;
  #edge: EvdevEdge | null = null;
  #device: EvdevDevice | null = null;
  #state: TransportState | null = null;
  #problem: string | null = null;
  #attempt = 0;
  #cancelTimer: Cancel | null = null;

  constructor(options: EvdevTransportOptions) {
    this.#options = options;
  }

  start(listener: TransportListener): void {
    if (this.#listener !== null) throw new Error('a transport starts once');
    this.#listener = listener;
    this.#setState('opening', null);
    const { loadEdge = loadEvdevEdge } = this.#options;
    loadEdge().then(
      edge => {
        this.#edge = edge;
        this.#open();
      },
      // Without the call that grabs, no keyboard can be used; another start of the bridge may find it.
      (error: unknown) => this.#missing('grab-failed', wordsOf(error)),
    );
  }

  stop(): Promise<void> {
    this.#listener = null;
    this.#cancelTimer?.();
    this.#release();
    return Promise.resolve();
  }

  /** A keyboard is told nothing. */
  write(): void {
    this.#options.log.debug('nothing is written to a keyboard');
  }

  reopen(reason: string): void {
    if (this.#device !== null) this.#lost(reason, reason);
  }

  #open(): void {
    if (this.#listener === null || this.#edge === null) return;
    const { path } = this.#options;
    const found = typeof path === 'string' ? path : path();
    if (found === null) {
      this.#lost('no-such-port', 'no such keyboard is plugged in');
      return;
    }
    const failure = this.#grab(this.#edge, found);
    if (failure === null) this.#opened();
    else this.#lost(failure.problem, failure.words);
  }

  /** Null when the keyboard is ours. */
  #grab(edge: EvdevEdge, path: string): { problem: string; words: string } | null {
    try {
      this.#device = edge.open(path);
      const errno = this.#device.grab();
      return errno === 0 ? null : { problem: 'grab-failed', words: `EVIOCGRAB failed with error ${errno}` };
    } catch (error) {
      return { problem: portProblemOf(error), words: wordsOf(error) };
    }
  }

  #opened(): void {
    this.#attempt = 0;
    this.#setState('online', null);
    this.#readLater();
  }

  #readLater(): void {
    this.#cancelTimer = this.#options.timers.after(READ_MS, () => this.#read());
  }

  #read(): void {
    const device = this.#device;
    if (device === null) return;
    for (let reads = 0; reads < READS_MAX; reads += 1) {
      let bytes: Uint8Array | null;
      // The device alone is tried: what goes wrong in a listener is no unplugged keyboard.
      try {
        bytes = device.read();
      } catch (error) {
        this.#lost('unplugged', wordsOf(error));
        return;
      }
      if (bytes === null) break;
      this.#listener?.onBytes(bytes);
      // A listener may have stopped this, or asked for another opening.
      if (this.#device !== device) return;
    }
    this.#readLater();
  }

  /** Lets go of the device and plans the next try. */
  #lost(problem: string, words: string): void {
    this.#release();
    this.#missing(problem, words);
    const delayMs = backoffMs(this.#attempt, REOPEN, this.#options.random());
    this.#attempt += 1;
    this.#cancelTimer?.();
    this.#cancelTimer = this.#options.timers.after(delayMs, () => this.#open());
  }

  #missing(problem: string, words: string): void {
    if (this.#state !== 'missing' || this.#problem !== problem)
      this.#options.log.warn({ problem, reason: words }, 'reader keyboard is missing');
    this.#setState('missing', problem);
  }

  #release(): void {
    const device = this.#device;
    this.#device = null;
    device?.close();
  }

  #setState(state: TransportState, problem: string | null): void {
    if (this.#state === state && this.#problem === problem) return;
    this.#state = state;
    this.#problem = problem;
    this.#listener?.onState(state, problem);
  }
}
