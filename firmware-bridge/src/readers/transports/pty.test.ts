import { closeSync, constants, existsSync, openSync, readSync, writeSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SerialPort } from 'serialport';
import { openPty, PTY_WAITING_BYTES_MAX, type Pty } from './pty.ts';

let pty: Pty | null = null;
let port: SerialPort | null = null;

afterEach(async () => {
  const open = port;
  port = null;
  if (open?.isOpen === true) await new Promise<void>(resolve => open.close(() => resolve()));
  pty?.close();
  pty = null;
});

async function until(what: string, isTrue: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + 10_000;
  while (!isTrue()) {
    if (Date.now() > deadlineMs) throw new Error(`waited in vain for ${what}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

async function openPort(path: string): Promise<{ heard: number[]; port: SerialPort }> {
  const opened = new SerialPort({ path, baudRate: 9600, autoOpen: false });
  port = opened;
  const heard: number[] = [];
  opened.on('data', (chunk: Buffer) => heard.push(...chunk));
  await new Promise<void>((resolve, reject) => opened.open(error => (error ? reject(error) : resolve())));
  return { heard, port: opened };
}

/** Every byte there is: control characters among them, which a terminal that is not raw eats or turns into others. */
const ALL = Uint8Array.from({ length: 256 }, (_, byte) => byte);

describe('pseudo-terminal', () => {
  it('carries every byte as it is, both ways, with nothing echoed', async () => {
    pty = await openPty();
    const atReader: number[] = [];
    pty.onBytes(bytes => atReader.push(...bytes));
    const { heard, port: opened } = await openPort(pty.path);
    pty.write(ALL);
    await until('256 bytes at the host', () => heard.length >= 256);
    opened.write(Buffer.from(ALL));
    await until('256 bytes at the reader', () => atReader.length >= 256);
    expect(Uint8Array.from(heard)).toEqual(ALL);
    expect(Uint8Array.from(atReader)).toEqual(ALL);
  });

  it('is so from the start, before a host has set anything', async () => {
    pty = await openPty();
    const atReader: number[] = [];
    pty.onBytes(bytes => atReader.push(...bytes));
    const fd = openSync(pty.path, constants.O_RDWR | constants.O_NOCTTY);
    try {
      // An echo would come back, and a line end as two.
      pty.write(Uint8Array.of(0x61, 0x0d));
      writeSync(fd, ALL);
      await until('256 bytes at the reader', () => atReader.length >= 256);
      expect(Uint8Array.from(atReader)).toEqual(ALL);
    } finally {
      closeSync(fd);
    }
  });

  it('survives that the host closes it, and is read again after the next opening', async () => {
    pty = await openPty();
    const { port: first } = await openPort(pty.path);
    await new Promise<void>(resolve => first.close(() => resolve()));
    const { heard } = await openPort(pty.path);
    pty.write(Uint8Array.of(1, 2, 3));
    await until('three bytes', () => heard.length === 3);
  });

  it('keeps little for a host that does not come, and is not held up by that', async () => {
    pty = await openPty();
    const message = new Uint8Array(64).fill(0x41);
    for (let sent = 0; sent < 4000; sent += 1) {
      pty.write(message);
      if (sent % 8 === 0) await new Promise(resolve => setTimeout(resolve, 1));
    }
    const fd = openSync(pty.path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    try {
      // What was written last may not have been counted yet.
      const slack = 8 * message.length;
      expect(readSync(fd, Buffer.alloc(65_536))).toBeLessThanOrEqual(PTY_WAITING_BYTES_MAX + slack);
      expect(() => readSync(fd, Buffer.alloc(1))).toThrow(/EAGAIN/);
    } finally {
      closeSync(fd);
    }
    const { heard } = await openPort(pty.path);
    pty.write(Uint8Array.of(0x42));
    await until('what is sent now', () => heard.at(-1) === 0x42);
  });

  it('is gone once it is closed, however often', async () => {
    pty = await openPty();
    const { path } = pty;
    expect(existsSync(path)).toBe(true);
    pty.close();
    pty.close();
    await until('the path to go', () => !existsSync(path));
  });
});
