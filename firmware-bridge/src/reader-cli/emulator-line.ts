import { existsSync, lstatSync, readlinkSync, symlinkSync, unlinkSync } from 'node:fs';
import { SerialPort } from 'serialport';
import type { Cancel } from '../platform/index.ts';
import {
  createLineFaults,
  type LineFaults,
  openPty,
  type Piece,
  type ReaderEmulator,
} from '../readers/index.ts';
import { UsageError } from './arguments.ts';
import type { World } from './world.ts';

/** The other end of the line, where a host listens. */
export interface HostEnd {
  /** Where the host opens it. */
  path: string;
  onBytes(listener: (bytes: Uint8Array) => void): void;
  write(bytes: Uint8Array): void;
  close(): Promise<void>;
}

/** A pseudo-terminal, with a name of its own where one is wanted; the name is gone after `close`. */
export async function ptyEnd(link: string | null): Promise<HostEnd> {
  if (link !== null) freeLink(link);
  const pty = await openPty();
  if (link !== null) symlinkSync(pty.path, link);
  return {
    path: link ?? pty.path,
    onBytes: listener => pty.onBytes(listener),
    write: bytes => pty.write(bytes),
    close() {
      if (link !== null && isLinkTo(link, pty.path)) unlinkSync(link);
      pty.close();
      return Promise.resolve();
    },
  };
}

/** A link that an earlier run left behind is taken away; anything else stays. */
function freeLink(link: string): void {
  const stat = lstatSync(link, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!stat.isSymbolicLink()) throw new UsageError(`${link} exists and is not a link`);
  const target = readlinkSync(link);
  // A pseudo-terminal is there as long as somebody holds it, and a number may be given again: better ask than take it from somebody.
  if (!target.startsWith('/dev/pts/') || existsSync(target))
    throw new UsageError(`${link} exists and points to ${target}: take it away first`);
  unlinkSync(link);
}

function isLinkTo(link: string, target: string): boolean {
  return (
    lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() === true && readlinkSync(link) === target
  );
}

/** A serial port whose other end is the host's: two adapters wired to each other. */
export async function serialEnd(path: string, baudRate: number): Promise<HostEnd> {
  const port = new SerialPort({ path, baudRate, autoOpen: false, hupcl: false });
  await new Promise<void>((resolve, reject) => port.open(error => (error ? reject(error) : resolve())));
  return {
    path,
    onBytes(listener) {
      port.on('data', (chunk: Buffer) => listener(chunk));
    },
    write: bytes => port.write(Buffer.from(bytes)),
    close: () =>
      new Promise(resolve => {
        if (port.isOpen) port.close(() => resolve());
        else resolve();
      }),
  };
}

export interface EmulatorLine {
  /** Puts a card into the field. Throws RangeError for one that is none. */
  present(card: string): void;
  remove(): void;
  stop(): void;
}

/** A message that would begin later than this, beside its own latency, is left out: the line carries less than is said on it. */
const BEHIND_MS_MAX = 5000;

interface Delayed {
  /** The pieces of one message. */
  send(pieces: readonly Piece[]): void;
  stop(): void;
}

/** A line on which one message comes behind the other: the first piece of one never before the last piece of the one before. */
function createDelayed(end: HostEnd, { clock, timers }: Pick<World, 'clock' | 'timers'>): Delayed {
  let waiting: { atMs: number; bytes: Uint8Array }[] = [];
  let freeAtMs = 0;
  let cancel: Cancel = () => undefined;
  const flush = () => {
    cancel();
    const nowMs = clock.uptimeMs();
    const due = waiting.findIndex(({ atMs }) => atMs > nowMs);
    const ready = waiting.splice(0, due === -1 ? waiting.length : due);
    for (const { bytes } of ready) end.write(bytes);
    const [next] = waiting;
    if (next !== undefined) cancel = timers.after(Math.max(1, next.atMs - nowMs), flush);
  };
  return {
    send(pieces) {
      const nowMs = clock.uptimeMs();
      const behindMs = Math.max(0, freeAtMs - nowMs - (pieces[0]?.delayMs ?? 0));
      if (behindMs > BEHIND_MS_MAX) return;
      for (const { delayMs, bytes } of pieces) {
        freeAtMs = nowMs + delayMs + behindMs;
        waiting.push({ atMs: freeAtMs, bytes });
      }
      flush();
    },
    stop() {
      cancel();
      waiting = [];
    },
  };
}

export interface EmulatorLineOptions {
  emulator: ReaderEmulator;
  end: HostEnd;
  faults: LineFaults;
  seed: number;
  world: Pick<World, 'clock' | 'timers'>;
  onShown: (shown: string) => void;
}

/** Runs a software reader at one end of a line, in real time, with what is wrong with the line in between. */
export function runEmulator({
  emulator,
  end,
  faults,
  seed,
  world,
  onShown,
}: EmulatorLineOptions): EmulatorLine {
  const spoil = createLineFaults(faults, seed);
  const delayed = createDelayed(end, world);
  let cancelTick: Cancel = () => undefined;
  let isStopped = false;
  let lastShown: string | null = null;
  const nowMs = () => world.clock.uptimeMs();

  const take = (messages: readonly Uint8Array[]) => {
    if (isStopped) return;
    for (const message of messages) delayed.send(spoil(message));
    const shown = emulator.shown();
    if (shown !== null && shown !== lastShown) onShown(shown);
    lastShown = shown;
    cancelTick();
    const dueMs = emulator.dueMs();
    if (dueMs === null) return;
    cancelTick = world.timers.after(Math.max(1, dueMs - nowMs()), () => take(emulator.tick(nowMs())));
  };
  end.onBytes(bytes => take(emulator.receive(bytes, nowMs())));
  take([]);
  return {
    present: card => take(emulator.present(card, nowMs())),
    remove: () => take(emulator.remove(nowMs())),
    stop() {
      isStopped = true;
      cancelTick();
      delayed.stop();
    },
  };
}
