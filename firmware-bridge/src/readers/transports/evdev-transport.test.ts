import { spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type ManualTime,
  manualTime,
  silentLogger,
  systemClock,
  systemTimers,
} from '../../platform/index.ts';
import type { BadgeRead } from '../badge-read.ts';
import { createReaderLine } from '../reader-line.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { wedge } from '../wedge/family.ts';
import { type EvdevEdge, loadEvdevEdge } from './evdev-device.ts';
import { createEvdevTransport, READ_MS } from './evdev-transport.ts';
import { portProblemOf } from './port-problem.ts';
import { runProgram } from './testing/run-program.ts';
import type { Transport } from './transport.ts';

// A FIFO stands for the keyboard: it is opened, read and lost as a device is. Only grabbing works on keyboards alone.
const hasFifo = process.platform === 'linux' && spawnSync('mkfifo', ['--version']).status === 0;
const describeWithFifo = hasFifo ? describe : describe.skip;

let dir: string;
let writer: number | null = null;
let transport: Transport | null = null;
const path = () => join(dir, 'event0');

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tapclock-evdev-'));
});
afterEach(async () => {
  await transport?.stop();
  transport = null;
  unplug();
  rmSync(dir, { recursive: true, force: true });
});

function plug(): void {
  spawnSync('mkfifo', [path()]);
  writer = openSync(path(), constants.O_RDWR | constants.O_NONBLOCK);
}

function unplug(): void {
  if (writer !== null) closeSync(writer);
  writer = null;
  rmSync(path(), { force: true });
}

function send(bytes: Uint8Array): void {
  if (writer === null) throw new Error('nothing is plugged in');
  writeSync(writer, bytes);
}

/** The system's edge, with a grab that goes as told. */
async function fifoEdge(grab: () => number): Promise<EvdevEdge> {
  const edge = await loadEvdevEdge();
  return { open: at => ({ ...edge.open(at), grab }) };
}

async function until(what: string, isTrue: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + 10_000;
  while (!isTrue()) {
    if (Date.now() > deadlineMs) throw new Error(`waited in vain for ${what}`);
    await new Promise(resolve => setTimeout(resolve, 2));
  }
}

function startTransport(loadEdge?: () => Promise<EvdevEdge>) {
  const states: string[] = [];
  const bytes: number[] = [];
  transport = createEvdevTransport({
    path: path(),
    timers: systemTimers(),
    random: () => 0.5,
    log: silentLogger(),
    ...(loadEdge === undefined ? {} : { loadEdge }),
  });
  transport.start({
    onBytes: chunk => bytes.push(...chunk),
    onState: (state, problem) => states.push(problem === null ? state : `${state} ${problem}`),
  });
  return { states, bytes };
}

describeWithFifo('a keyboard that is no keyboard', () => {
  it('is not used: the kernel refuses to grab it, and what it sends reaches nobody', async () => {
    plug();
    const { states, bytes } = startTransport();
    await until('the refusal', () => states.length === 2);
    send(Uint8Array.of(1, 2, 3));
    await new Promise(resolve => setTimeout(resolve, 5 * READ_MS));
    expect(states).toEqual(['opening', 'missing grab-failed']);
    expect(bytes).toEqual([]);
  });

  it('is told so by the real call, with the error number of the kernel', async () => {
    plug();
    const device = (await loadEvdevEdge()).open(path());
    const ENOTTY = 25;
    expect(device.grab()).toBe(ENOTTY);
    expect(device.read()).toBeNull();
    device.close();
  });
});

describeWithFifo('a keyboard that was grabbed', () => {
  const grabbed = () => fifoEdge(() => 0);

  it('is read, found again when it was unplugged, and let go at the end', async () => {
    const { states, bytes } = startTransport(grabbed);
    await until('the miss', () => states.length === 2);
    plug();
    await until('the keyboard', () => states.at(-1) === 'online');
    send(Uint8Array.of(1, 2, 3));
    await until('the bytes', () => bytes.length === 3);
    unplug();
    await until('the loss', () => states.at(-1) !== 'online');
    plug();
    await until('the return', () => states.at(-1) === 'online');
    send(Uint8Array.of(4));
    await until('the byte', () => bytes.length === 4);
    // Between loss and return it may have been looked for in vain.
    expect(states.slice(0, 4)).toEqual(['opening', 'missing no-such-port', 'online', 'missing unplugged']);
    await transport?.stop();
    await transport?.stop();
  });

  it('types a badge through the whole reader', async () => {
    plug();
    transport = createEvdevTransport({
      ...{ path: path(), timers: systemTimers(), random: () => 0.5, log: silentLogger(), loadEdge: grabbed },
    });
    const entropy = seededRandom(1);
    const [reader] = createReaderLine({
      family: 'wedge',
      readers: [{ id: 'desk', place: 'desk', holdMs: 400 }],
      protocol: wedge.createProtocol([{}], entropy),
      transport,
      clock: systemClock(),
      timers: systemTimers(),
      log: silentLogger(),
    });
    if (reader === undefined) throw new Error('no reader');
    const reads: BadgeRead[] = [];
    reader.onRead(read => reads.push(read));
    reader.start();
    await until('the keyboard', () => reader.status().state === 'online');
    const [keys] = wedge.createEmulator([{}], entropy).present('67003B51C6', Date.now());
    if (keys === undefined) throw new Error('no keys');
    send(keys);
    await until('the read', () => reads.length === 1);
    expect(reads[0]).toMatchObject({ technology: 'em4100', raw: '67003B51C6' });
    await reader.stop();
  });
});

describe('a keyboard whose kernel is played', () => {
  function play(
    over: Partial<ReturnType<EvdevEdge['open']>> & { openError?: Error } = {},
    path: string | (() => string | null) = '/dev/input/event7',
    onBytes: (bytes: Uint8Array) => void = () => undefined,
  ) {
    const time: ManualTime = manualTime(0);
    const calls = { open: 0, close: 0 };
    const edge: EvdevEdge = {
      open() {
        calls.open += 1;
        if (over.openError !== undefined) throw over.openError;
        return {
          grab: over.grab ?? (() => 0),
          read: over.read ?? (() => null),
          close: () => {
            calls.close += 1;
          },
        };
      },
    };
    const states: string[] = [];
    const played = createEvdevTransport({
      path,
      timers: time.timers,
      random: () => 0,
      log: silentLogger(),
      loadEdge: () => Promise.resolve(edge),
    });
    played.start({
      onBytes,
      onState: (state, problem) => states.push(problem === null ? state : `${state} ${problem}`),
    });
    return { time, calls, states, transport: played };
  }
  const settle = () => new Promise(resolve => setImmediate(resolve));

  it('is closed each time it cannot be grabbed, and tried again, ever more slowly', async () => {
    const EBUSY = 16;
    const { time, calls, states } = play({ grab: () => EBUSY });
    await settle();
    expect(states).toEqual(['opening', 'missing grab-failed']);
    for (const waitMs of [250, 500, 1000, 2000, 4000, 5000, 5000]) {
      const before = calls.open;
      time.advance(waitMs - 1);
      expect(calls.open).toBe(before);
      time.advance(1);
      expect(calls.open).toBe(before + 1);
    }
    expect(calls.close).toBe(calls.open);
    expect(states).toHaveLength(2);
  });

  it('is missing for a reason', async () => {
    for (const [code, problem] of [
      ['EACCES', 'no-permission'],
      ['ENOENT', 'no-such-port'],
      ['EBUSY', 'port-busy'],
      ['ENODEV', 'unplugged'],
    ] as const) {
      const { states, transport: played } = play({ openError: Object.assign(new Error(code), { code }) });
      await settle();
      expect(states.at(-1)).toBe(`missing ${problem}`);
      await played.stop();
    }
    expect(portProblemOf('words')).toBe('unplugged');
  });

  it('that is found by what it is, is looked for anew at each try', async () => {
    const paths: (string | null)[] = [null, '/dev/input/event7'];
    const { time, calls, states } = play({}, () => paths.shift() ?? null);
    await settle();
    expect(states).toEqual(['opening', 'missing no-such-port']);
    time.advance(250);
    expect(states.at(-1)).toBe('online');
    expect(calls.open).toBe(1);
  });

  it('that never falls silent leaves time for others', async () => {
    let reads = 0;
    const { time } = play({
      read: () => {
        reads += 1;
        return Uint8Array.of(0);
      },
    });
    await settle();
    time.advance(READ_MS);
    expect(reads).toBe(16);
  });

  it('is not taken for unplugged when it is our own program that fails', async () => {
    const { time, calls, states } = play({ read: () => Uint8Array.of(0) }, undefined, () => {
      throw new TypeError('a fault of ours');
    });
    await settle();
    expect(() => time.advance(READ_MS)).toThrow('a fault of ours');
    expect(states).toEqual(['opening', 'online']);
    expect(calls).toEqual({ open: 1, close: 0 });
  });

  it('ends the program when a listener fails as it is opened', () => {
    const { status, errors } = runProgram(`
      import { createEvdevTransport } from './evdev-transport.ts';
      import { silentLogger, systemTimers } from '../../platform/index.ts';
      const device = { grab: () => 0, read: () => null, close: () => undefined };
      const loadEdge = async () => ({ open: () => device });
      const log = silentLogger();
      const transport = createEvdevTransport({ path: '/x', timers: systemTimers(), random: () => 0, log, loadEdge });
      const onState = state => { if (state === 'online') throw new TypeError('a fault of ours'); };
      transport.start({ onBytes: () => undefined, onState });
      setTimeout(() => process.exit(0), 1000);
    `);
    expect({ status, errors }).toEqual({ status: 1, errors: expect.stringContaining('a fault of ours') });
  });

  it('is closed when stopped, by whatever way, and no timer is left', async () => {
    const { time, calls, states, transport: played } = play();
    await settle();
    played.write(Uint8Array.of(1));
    played.reopen('silent');
    expect(states.at(-1)).toBe('missing silent');
    time.advance(250);
    expect(states.at(-1)).toBe('online');
    await played.stop();
    expect(calls).toEqual({ open: 2, close: 2 });
    expect(time.waiting()).toBe(0);
  });

  it('cannot be used where nothing grabs', async () => {
    const states: string[] = [];
    const played = createEvdevTransport({
      path: '/dev/input/event7',
      timers: manualTime(0).timers,
      random: () => 0,
      log: silentLogger(),
      loadEdge: () => Promise.reject(new Error('no such library for this machine')),
    });
    played.start({
      onBytes: () => undefined,
      onState: (state, problem) => states.push(`${state} ${problem}`),
    });
    await settle();
    expect(states).toEqual(['opening null', 'missing grab-failed']);
    await played.stop();
  });
});
