import { userInfo } from 'node:os';
import { createInterface } from 'node:readline';
import { addAbortSignal, type Readable } from 'node:stream';
import { isatty } from 'node:tty';
import {
  type Clock,
  type Entropy,
  isErrnoException,
  systemClock,
  systemEntropy,
  systemTimers,
  type Timers,
} from '../platform/index.ts';
import { UsageError } from './arguments.ts';

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
  /** All of standard input as text; null when it has more bytes than `bytesMax`. Throws UsageError when it cannot be read. */
  input(bytesMax: number): Promise<string | null>;
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

/** The machine as it is. Output that cannot be written, as on a full disk, is said, and makes the process end with trouble. */
export function systemWorld(signal: AbortSignal): World {
  process.stdout.once('error', error => {
    // Whoever reads our lines has enough of them.
    if (isErrnoException(error) && error.code === 'EPIPE') return;
    process.stderr.write(`the output cannot be written (${errorCode(error)})\n`);
    // Whatever the verb ends with meanwhile.
    process.once('exit', () => {
      process.exitCode = EXIT.trouble;
    });
  });
  return {
    out: text => process.stdout.write(text),
    err: text => process.stderr.write(text),
    isInteractive: isatty(0) && isatty(1),
    lines: (until = signal) =>
      createInterface({ input: process.stdin, signal: until, crlfDelay: Number.POSITIVE_INFINITY }),
    input: bytesMax => readAll(process.stdin, bytesMax, signal),
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

async function readAll(stream: Readable, bytesMax: number, signal: AbortSignal): Promise<string | null> {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  try {
    for await (const chunk of addAbortSignal(signal, stream) as AsyncIterable<Buffer>) {
      byteCount += chunk.length;
      if (byteCount > bytesMax) return null;
      chunks.push(chunk);
    }
  } catch (error) {
    // Told to stop: what came so far is all there is.
    if (!signal.aborted) throw new UsageError(`standard input cannot be read (${errorCode(error)})`);
  }
  return Buffer.concat(chunks).toString('latin1');
}

/** The system's name for what went wrong, such as `ENOSPC`. */
export function errorCode(error: unknown): string {
  return isErrnoException(error) && error.code !== undefined ? error.code : String(error);
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
