import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SerialPort } from 'serialport';
import { silentLogger, systemClock, systemTimers, type Timers } from '../../platform/index.ts';
import type { BadgeRead } from '../badge-read.ts';
import { wire } from '../rdm6300/frames.ts';
import { createRdm6300Protocol } from '../rdm6300/rdm6300-protocol.ts';
import type { Reader } from '../reader.ts';
import { createReaderLine } from '../reader-line.ts';
import { createSerialTransport, type SerialTransportOptions, WATCH_MS } from './serial-transport.ts';

// A pty pair stands for the USB adapter: `reader` is opened by the bridge, `module` is written to by the test.
const hasSocat = spawnSync('socat', ['-V']).status === 0;
const describeWithSocat = hasSocat ? describe : describe.skip;

let dir: string;
let socat: ChildProcess | null = null;
/** Both ends, held open: socat takes the last close of an end for the end of the line. */
let ends: number[] = [];
let reader: Reader | null = null;
/** Of each state the reader went through. */
let problems: (string | null)[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tapclock-serial-'));
  problems = [];
});
afterEach(async () => {
  await reader?.stop();
  reader = null;
  await unplug('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

const path = (name: string) => join(dir, name);

async function until(what: string, isTrue: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + 15_000;
  while (!isTrue()) {
    if (Date.now() > deadlineMs) throw new Error(`waited in vain for ${what}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

async function plug(): Promise<void> {
  const end = (name: string) => `pty,raw,echo=0,link=${path(name)}`;
  socat = spawn('socat', [end('reader'), end('module')], { stdio: 'ignore' });
  await until('the pty pair', () => existsSync(path('reader')) && existsSync(path('module')));
  ends = ['reader', 'module'].map(name => openSync(path(name), constants.O_RDWR | constants.O_NOCTTY));
}

function send(frame: Uint8Array): void {
  const module = ends[1];
  if (module === undefined) throw new Error('nothing is plugged in');
  writeSync(module, frame);
}

async function unplug(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (socat !== null && socat.exitCode === null) {
    const gone = once(socat, 'exit');
    socat.kill(signal);
    await gone;
  }
  socat = null;
  // Only now: closing an end first would tell the other one, and a pulled plug tells nobody.
  for (const end of ends) closeSync(end);
  ends = [];
  // What udev does for a real adapter; socat does it too unless it is killed.
  for (const name of ['reader', 'module']) rmSync(path(name), { force: true });
}

/** The machine's timers at ten times the pace, and how often an open port was asked whether it lives. */
function fastTimers(): { timers: Timers; watches: () => number } {
  const { after } = systemTimers();
  let watches = 0;
  return {
    timers: {
      after(delayMs, run) {
        if (delayMs === WATCH_MS) watches += 1;
        return after(delayMs / 10, run);
      },
    },
    watches: () => watches,
  };
}

function startReader(changes: Partial<SerialTransportOptions> = {}): {
  reads: BadgeRead[];
  states: string[];
} {
  const transport = createSerialTransport({
    path: path('reader'),
    baudRate: 9600,
    timers: systemTimers(),
    random: Math.random,
    log: silentLogger(),
    ...changes,
  });
  const [made] = createReaderLine({
    family: 'rdm6300',
    readers: [{ id: 'reader-1', place: 'left', holdMs: 400 }],
    protocol: createRdm6300Protocol({ checksum: 'xor', envelope: 'framed' }),
    transport,
    clock: systemClock(),
    timers: systemTimers(),
    log: silentLogger(),
  });
  if (made === undefined) throw new Error('a line has a reader');
  reader = made;
  const reads: BadgeRead[] = [];
  const states: string[] = [];
  made.onRead(read => reads.push(read));
  made.onStatus(({ state, problem }) => {
    if (states.at(-1) !== state) states.push(state);
    problems.push(problem);
  });
  made.start();
  return { reads, states };
}

const state = () => reader?.status().state;

describeWithSocat('reader on a real terminal line', () => {
  it('reads what the module sends, and reads again after it was unplugged and came back', async () => {
    await plug();
    const { reads, states } = startReader();
    await until('the port', () => state() === 'online');
    send(wire('67003B51C6CB'));
    await until('the first read', () => reads.length === 1);
    // Another badge each time: the same one within the hold window would rightly be the same presentation.
    const rounds = [
      ['SIGKILL', '3C00CE754CCB'],
      ['SIGTERM', '09002E4EA2CB'],
    ] as const;
    for (const [signal, characters] of rounds) {
      await unplug(signal);
      await until('the loss to be seen', () => state() === 'missing');
      await plug();
      await until('the port to come back', () => state() === 'online');
      send(wire(characters));
      await until('a read after the return', () => reads.at(-1)?.raw === characters.slice(0, 10));
    }
    expect(reads.map(read => read.raw)).toEqual(['67003B51C6', '3C00CE754C', '09002E4EA2']);
    expect(states).toEqual(['opening', 'online', 'missing', 'online', 'missing', 'online']);
  });

  it('leaves a quiet line that lives alone, and opens again one that died without an event', async () => {
    await plug();
    const { timers, watches } = fastTimers();
    const line = { isDead: false };
    // What a hung-up pty was seen to do: no close, no error, no bytes; only asking it to drain fails.
    class Mute extends SerialPort {
      override drain(callback?: (error: Error | null) => void): void {
        if (line.isDead) callback?.(new Error('Input/output error, cannot drain'));
        else super.drain(callback);
      }
    }
    const { reads, states } = startReader({ timers, createPort: settings => new Mute(settings) });
    await until('some looks at the quiet line', () => watches() > 5);
    expect(states).toEqual(['opening', 'online']);
    line.isDead = true;
    await until('the loss to be seen', () => state() === 'missing');
    line.isDead = false;
    await until('the port to come back', () => state() === 'online');
    send(wire('67003B51C6CB'));
    await until('a read', () => reads.length === 1);
  });

  it('opens again a line whose driver gives no answer at all', async () => {
    await plug();
    const { timers, watches } = fastTimers();
    const driver = { isStuck: false };
    class Stuck extends SerialPort {
      override drain(callback?: (error: Error | null) => void): void {
        if (!driver.isStuck) super.drain(callback);
      }
    }
    startReader({ timers, answerMs: 100, createPort: settings => new Stuck(settings) });
    await until('some looks at the line', () => watches() > 2);
    driver.isStuck = true;
    await until('the loss to be seen', () => state() === 'missing');
    expect(problems.at(-1)).toBe('port-stuck');
    driver.isStuck = false;
    await until('the port to come back', () => state() === 'online');
    const before = watches();
    // Longer than that answer is waited for: looked at again and again, and not given up.
    await until('more looks', () => watches() > before + 7);
    expect(state()).toBe('online');
  });

  it('opens again when the path has gone and come back though the old line still lives', async () => {
    await plug();
    const { timers } = fastTimers();
    const { reads, states } = startReader({ timers });
    await until('the port', () => state() === 'online');
    renameSync(path('reader'), path('elsewhere'));
    await until('the loss to be seen', () => state() === 'missing');
    renameSync(path('elsewhere'), path('reader'));
    await until('the port to come back', () => state() === 'online');
    send(wire('67003B51C6CB'));
    await until('a read', () => reads.length === 1);
    expect(states).toEqual(['opening', 'online', 'missing', 'online']);
  });

  it('waits for a port that is not there yet and stops cleanly while it waits', async () => {
    const { states } = startReader();
    await until('the miss to be seen', () => state() === 'missing');
    await plug();
    await until('the port', () => state() === 'online');
    await reader?.stop();
    await reader?.stop();
    expect(states).toEqual(['opening', 'missing', 'online']);
    expect(problems).toEqual([null, 'no-such-port', null]);
  });
});

describeWithSocat('reader that is configured by what it is', () => {
  it('is found again under another name when it comes back', async () => {
    await plug();
    let place: string | null = null;
    const { reads, states } = startReader({ path: () => place });
    await until('the miss to be seen', () => state() === 'missing');
    expect(problems.at(-1)).toBe('no-such-port');
    place = path('reader');
    await until('the port', () => state() === 'online');
    renameSync(path('reader'), path('elsewhere'));
    place = path('elsewhere');
    await until('the other name', () => state() === 'online' && states.length === 5);
    send(wire('67003B51C6CB'));
    await until('a read', () => reads.length === 1);
    expect(states).toEqual(['opening', 'missing', 'online', 'missing', 'online']);
  });
});
