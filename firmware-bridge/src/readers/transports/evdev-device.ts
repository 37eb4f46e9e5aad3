import { closeSync, constants, openSync, readSync } from 'node:fs';
import { isErrnoException } from '../../platform/index.ts';

/** A keyboard as the kernel shows it. */
export interface EvdevDevice {
  /** Takes the keyboard away from everybody else, until it is closed. Returns 0, or the error number of the kernel. */
  grab(): number;
  /** Events that are there, any number of bytes; null when there are none now. Throws when the device is gone. */
  read(): Uint8Array | null;
  close(): void;
}

/** The system's edge; tests put another in its place. */
export interface EvdevEdge {
  /** Throws what `open` says: ENOENT, EACCES, ENODEV. */
  open(path: string): EvdevDevice;
}

/** `EVIOCGRAB` of `linux/input.h`: `_IOW('E', 0x90, int)`. */
const EVIOCGRAB = 0x40044590;
/** Records of one read: more than one key makes. */
const READ_BYTES = 24 * 64;

/** `ioctl` with an integer for its argument; the result, and `errno` where it is -1. */
type Ioctl = (fd: number, request: number, argument: number) => { result: number; errno: number };

/** Loads the foreign function interface, which only a site with such a reader needs. Rejects where there is none for this machine. */
export async function loadEvdevEdge(): Promise<EvdevEdge> {
  const { default: koffi } = await import('koffi');
  const call: unknown = koffi.load(null).func('int ioctl(int fd, unsigned long request, int arg)');
  if (typeof call !== 'function') throw new Error('the system has no ioctl');
  const ioctl: Ioctl = (fd, request, argument) => {
    const result = Number(call(fd, request, argument));
    return { result, errno: koffi.errno() };
  };
  return { open: path => openDevice(path, ioctl) };
}

function openDevice(path: string, ioctl: Ioctl): EvdevDevice {
  // Not blocking: a read that waits holds a thread of the pool until the next key, which may be tomorrow's.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const buffer = Buffer.alloc(READ_BYTES);
  return {
    grab() {
      const { result, errno } = ioctl(fd, EVIOCGRAB, 1);
      return result === 0 ? 0 : errno;
    },
    read() {
      try {
        const length = readSync(fd, buffer);
        if (length === 0) throw new Error('the device ended');
        return Uint8Array.from(buffer.subarray(0, length));
      } catch (error) {
        if (isErrnoException(error) && error.code === 'EAGAIN') return null;
        throw error;
      }
    },
    close: () => closeSync(fd),
  };
}
