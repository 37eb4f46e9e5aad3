import { existsSync, lstatSync, readlinkSync, symlinkSync, unlinkSync } from 'node:fs';
import { SerialPort } from 'serialport';
import type { Cancel } from '../platform/index.ts';
import { createLineFaults, type LineFaults, openPty, type ReaderEmulator } from '../readers/index.ts';
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
  /** Lights and sounds that the host asked for last. */
  shown(): string | null;
  stop(): void;
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
  const underway = new Set<Cancel>();
  let cancelTick: Cancel = () => undefined;
  let isStopped = false;
  let lastShown: string | null = null;
  const nowMs = () => world.clock.uptimeMs();

  const sendLater = (bytes: Uint8Array, delayMs: number) => {
    const cancel = world.timers.after(delayMs, () => {
      underway.delete(cancel);
      end.write(bytes);
    });
    underway.add(cancel);
  };
  const take = (messages: readonly Uint8Array[]) => {
    if (isStopped) return;
    for (const message of messages)
      for (const { bytes, delayMs } of spoil(message)) {
        // At once where nothing is late: order on the wire is the order of the messages.
        if (delayMs <= 0 && underway.size === 0) end.write(bytes);
        else sendLater(bytes, delayMs);
      }
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
    shown: () => emulator.shown(),
    stop() {
      isStopped = true;
      cancelTick();
      for (const cancel of underway) cancel();
      underway.clear();
    },
  };
}
