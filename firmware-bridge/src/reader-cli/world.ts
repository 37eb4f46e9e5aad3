import { userInfo } from 'node:os';
import { createInterface } from 'node:readline';
import { isatty } from 'node:tty';
import {
  type Clock,
  type Entropy,
  systemClock,
  systemEntropy,
  systemTimers,
  type Timers,
} from '../platform/index.ts';

/** What a verb has of the machine and of the person before it. Tests put another in its place. */
export interface World {
  /** To standard output. */
  out(text: string): void;
  /** To standard error: what is wrong, and what is being done meanwhile. */
  err(text: string): void;
  /** Whether a person sits there who can be asked. */
  isInteractive: boolean;
  /** Lines of standard input, until it ends or the work is aborted, by `signal` where another is given. */
  lines(signal?: AbortSignal): AsyncIterable<string>;
  /** Where the machine's files are; another folder in tests. */
  root: string;
  /** Who runs this. */
  user: { name: string; isRoot: boolean; groupIds: readonly number[] };
  clock: Clock;
  timers: Timers;
  /** In [0, 1). */
  random: () => number;
  entropy: Entropy;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

export const EXIT = { ok: 0, trouble: 1, usage: 2 } as const;

/** The machine as it is. */
export function systemWorld(signal: AbortSignal): World {
  return {
    out: text => process.stdout.write(text),
    err: text => process.stderr.write(text),
    isInteractive: isatty(0) && isatty(1),
    lines: (until = signal) =>
      createInterface({ input: process.stdin, signal: until, crlfDelay: Number.POSITIVE_INFINITY }),
    root: '/',
    user: {
      name: userInfo().username,
      isRoot: process.getuid?.() === 0,
      groupIds: process.getgroups?.() ?? [],
    },
    clock: systemClock(),
    timers: systemTimers(),
    random: Math.random,
    entropy: systemEntropy(),
    signal,
  };
}

/** Resolves after so long, or at once when the work is aborted. */
export function pause({ timers, signal }: Pick<World, 'timers' | 'signal'>, ms: number): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = () => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = timers.after(ms, end);
    signal.addEventListener('abort', end, { once: true });
  });
}

/** Resolves when the work is aborted. */
export function aborted({ signal }: Pick<World, 'signal'>): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
