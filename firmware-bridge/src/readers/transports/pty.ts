import { closeSync, constants, openSync } from 'node:fs';
import { endianness } from 'node:os';
import { ReadStream } from 'node:tty';

/** A pseudo-terminal: whoever opens `path` talks to whoever holds this. */
export interface Pty {
  /** `/dev/pts/N`. */
  path: string;
  onBytes(listener: (bytes: Uint8Array) => void): void;
  /** While nobody reads at the other end, the first `PTY_WAITING_BYTES_MAX` wait, and what comes later is dropped. */
  write(bytes: Uint8Array): void;
  /** The path is gone afterwards. Idempotent. */
  close(): void;
}

/**
 * Bytes that wait for a host: whoever comes late must not hear the badges of an hour. Linux counts up to 4095 as waiting; what is behind
 * these it takes uncounted, and then makes the writer wait, with all the process.
 */
export const PTY_WAITING_BYTES_MAX = 3072;
/** `FIONREAD` of `ioctl`: how many bytes wait to be read. */
const COUNT_WAITING = process.platform === 'darwin' ? 0x4004_667f : 0x541b;

/** Bytes of a `struct termios`, with room to spare: 60 with glibc on x64 and arm64, 72 on macOS. */
const TERMIOS_BYTES = 256;
/** `TCSANOW` of `termios.h`: at once. */
const AT_ONCE = 0;

/** Functions of the C library, as far as a pseudo-terminal needs them (POSIX.1, `cfmakeraw` of BSD and glibc). */
interface Libc {
  posix_openpt(flags: number): number;
  grantpt(fd: number): number;
  unlockpt(fd: number): number;
  ptsname(fd: number): string | null;
  tcgetattr(fd: number, termios: Buffer): number;
  cfmakeraw(termios: Buffer): void;
  tcsetattr(fd: number, when: number, termios: Buffer): number;
  ioctl(fd: number, request: number, type: 'void *', result: Buffer): number;
}

/**
 * Makes a pseudo-terminal that passes every byte as it is: no echo, no line ends turned into others. Rejects where the system has none.
 */
export async function openPty(): Promise<Pty> {
  const libc = await loadLibc();
  const fd = libc.posix_openpt(constants.O_RDWR | constants.O_NOCTTY);
  if (fd < 0) throw new Error('the system gives no pseudo-terminal (posix_openpt)');
  let near: number | null = null;
  try {
    const path = libc.grantpt(fd) === 0 && libc.unlockpt(fd) === 0 ? libc.ptsname(fd) : null;
    if (path === null) throw new Error('the pseudo-terminal could not be unlocked');
    // Held open: the last close of the other end would otherwise be the end of this one.
    near = openSync(path, constants.O_RDWR | constants.O_NOCTTY);
    makeRaw(libc, near);
    return held(libc, fd, near, path);
  } catch (error) {
    if (near !== null) closeSync(near);
    closeSync(fd);
    throw error;
  }
}

function makeRaw(libc: Libc, fd: number): void {
  const termios = Buffer.alloc(TERMIOS_BYTES);
  if (libc.tcgetattr(fd, termios) !== 0) throw new Error('the pseudo-terminal does not tell its settings');
  libc.cfmakeraw(termios);
  if (libc.tcsetattr(fd, AT_ONCE, termios) !== 0) throw new Error('the pseudo-terminal takes no settings');
}

/** How many bytes the host has not read yet. */
function waitingBytes(libc: Libc, near: number): number {
  const count = Buffer.alloc(4);
  if (libc.ioctl(near, COUNT_WAITING, 'void *', count) !== 0) return 0;
  return endianness() === 'LE' ? count.readInt32LE() : count.readInt32BE();
}

function held(libc: Libc, fd: number, near: number, path: string): Pty {
  const stream = new ReadStream(fd);
  let isOpen = true;
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    stream.destroy();
    closeSync(near);
  };
  // Not an error of ours: the other end hung up for good.
  stream.on('error', close);
  return {
    path,
    onBytes(listener) {
      stream.on('data', (chunk: Buffer) => listener(chunk));
    },
    write(bytes) {
      if (!isOpen) return;
      const waiting = stream.writableLength + waitingBytes(libc, near);
      if (waiting === 0 || waiting + bytes.length <= PTY_WAITING_BYTES_MAX) stream.write(Buffer.from(bytes));
    },
    close,
  };
}

async function loadLibc(): Promise<Libc> {
  const { default: koffi } = await import('koffi');
  const library = koffi.load(null);
  return {
    posix_openpt: library.func('int posix_openpt(int flags)'),
    grantpt: library.func('int grantpt(int fd)'),
    unlockpt: library.func('int unlockpt(int fd)'),
    ptsname: library.func('const char *ptsname(int fd)'),
    tcgetattr: library.func('int tcgetattr(int fd, _Out_ void *termios)'),
    cfmakeraw: library.func('void cfmakeraw(_Inout_ void *termios)'),
    ioctl: library.func('int ioctl(int fd, unsigned long request, ...)'),
    tcsetattr: library.func('int tcsetattr(int fd, int when, _In_ void *termios)'),
  };
}
