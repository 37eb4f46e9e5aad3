import { afterEach, describe, expect, it } from '@jest/globals';
import { type ManualTime, manualTime, silentLogger } from '../../platform/index.ts';
import type { BadgeRead } from '../badge-read.ts';
import { pcprox } from '../pcprox/family.ts';
import type { ReaderEmulator } from '../reader-emulator.ts';
import { createReaderLine } from '../reader-line.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { type HidDevice, type HidDeviceInfo, type HidEdge, loadHidEdge } from './hid-device.ts';
import { createHidTransport, type HidTransportOptions } from './hid-transport.ts';
import { runProgram } from './testing/run-program.ts';
import type { Transport } from './transport.ts';

const PCPROX: HidDeviceInfo = {
  path: '/dev/hidraw3',
  vendorId: 0x0c27,
  productId: 0x3bfa,
  serialNumber: 'A7',
};
const OTHER: HidDeviceInfo = { path: '/dev/hidraw0', vendorId: 0x046d, productId: 0xc31c };

/** Devices in memory, with what a test does to them. */
class FakeHid implements HidEdge {
  devices: HidDeviceInfo[] = [];
  opened: string[] = [];
  closed = 0;
  lists = 0;
  openError: Error | null = null;
  sent: string[] = [];
  /** Answers to feature reports, the report id included where a test says so. */
  answer: (report: Uint8Array) => Uint8Array = () => new Uint8Array(8);
  transferError: Error | null = null;
  isHung = false;
  report: (bytes: Uint8Array) => void = () => undefined;
  fail: (error: Error) => void = () => undefined;
  #last = new Uint8Array();

  #hangs(): Promise<never> | null {
    return this.isHung ? new Promise<never>(() => undefined) : null;
  }

  list(): Promise<HidDeviceInfo[]> {
    this.lists += 1;
    return Promise.resolve(this.devices);
  }

  open(path: string): Promise<HidDevice> {
    if (this.openError !== null) return Promise.reject(this.openError);
    this.opened.push(path);
    return Promise.resolve({
      onReport: listener => {
        this.report = listener;
      },
      onError: listener => {
        this.fail = listener;
      },
      sendFeatureReport: bytes => {
        if (this.transferError !== null) return Promise.reject(this.transferError);
        this.sent.push(Buffer.from(bytes).toString('hex').toUpperCase());
        this.#last = Uint8Array.from(bytes);
        return Promise.resolve();
      },
      getFeatureReport: () => this.#hangs() ?? Promise.resolve(this.answer(this.#last.subarray(1))),
      close: () => {
        this.closed += 1;
        return this.#hangs() ?? Promise.resolve();
      },
    });
  }
}

let transport: Transport | null = null;
afterEach(() => transport?.stop());

/** Promises settle in turns of the event loop; time moves only when told. */
async function settle(time: ManualTime, ms = 0): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await new Promise(resolve => setImmediate(resolve));
  for (let passed = 0; passed < ms; passed += 1) {
    time.advance(1);
    for (let turn = 0; turn < 3; turn += 1) await new Promise(resolve => setImmediate(resolve));
  }
}

async function aTransport(hid: FakeHid, over: Partial<HidTransportOptions> = {}) {
  const time = manualTime(0);
  const states: string[] = [];
  const chunks: string[] = [];
  const made = createHidTransport({
    where: { vendorId: '0C27', productId: '3bfa' },
    mode: 'feature',
    timers: time.timers,
    random: () => 0,
    log: silentLogger(),
    loadEdge: () => Promise.resolve(hid),
    ...over,
  });
  transport = made;
  made.start({
    onBytes: chunk => chunks.push(Buffer.from(chunk).toString('hex').toUpperCase()),
    onState: (state, problem) => states.push(problem === null ? state : `${state} ${problem}`),
  });
  await settle(time);
  return { time, states, chunks, transport: made };
}

describe('a HID reader', () => {
  it('is found by what it is, however often it is plugged in elsewhere', async () => {
    const hid = new FakeHid();
    hid.devices = [OTHER];
    const { time, states } = await aTransport(hid);
    expect(states).toEqual(['opening', 'missing no-such-port']);
    await settle(time, 1999);
    expect(hid.lists).toBe(1);
    hid.devices = [OTHER, PCPROX];
    await settle(time, 1);
    expect(hid.opened).toEqual(['/dev/hidraw3']);
    hid.fail(new Error('could not read from HID device'));
    hid.devices = [OTHER, { ...PCPROX, path: '/dev/hidraw9' }];
    await settle(time, 2000);
    expect(hid.opened).toEqual(['/dev/hidraw3', '/dev/hidraw9']);
    expect(states.slice(2)).toEqual(['online', 'missing unplugged', 'online']);
    expect(hid.closed).toBe(1);
  });

  it('is searched for no more often than every five seconds, once it has been away for long', async () => {
    const hid = new FakeHid();
    const { time } = await aTransport(hid);
    for (const waitMs of [2000, 4000, 5000, 5000]) {
      const before = hid.lists;
      await settle(time, waitMs - 1);
      expect(hid.lists).toBe(before);
      await settle(time, 1);
      expect(hid.lists).toBe(before + 1);
    }
  });

  it.each([
    [{ vendorId: '0c27' }, true],
    [{ vendorId: '0c27', productId: '3bfb' }, false],
    [{ serialNumber: 'A7' }, true],
    [{ vendorId: '0c27', serialNumber: 'B1' }, false],
    [{ vendorId: '0c27', usagePage: 'ff00' }, true],
    [{ path: '/dev/hidraw3' }, true],
  ])('is %j, or is it not: %s', async (where, isFound) => {
    const hid = new FakeHid();
    hid.devices = [OTHER, PCPROX];
    const { states } = await aTransport(hid, { where });
    expect(states.at(-1)).toBe(isFound ? 'online' : 'missing no-such-port');
    if (isFound) expect(hid.opened).toEqual(['/dev/hidraw3']);
  });

  it('with several interfaces is opened at the right one', async () => {
    const hid = new FakeHid();
    hid.devices = [
      { ...PCPROX, path: '/dev/hidraw4', usagePage: 1, usage: 6 },
      { ...PCPROX, path: '/dev/hidraw5', usagePage: 0xff00, usage: 1 },
    ];
    await aTransport(hid, { where: { vendorId: '0c27', usagePage: 'FF00', usage: '0001' } });
    expect(hid.opened).toEqual(['/dev/hidraw5']);
  });

  it('is missing for a reason', async () => {
    const hid = new FakeHid();
    hid.devices = [PCPROX];
    for (const [words, problem] of [
      ['cannot open device with path /dev/hidraw3: Permission denied', 'no-permission'],
      ['cannot open device with path /dev/hidraw3: No such file or directory', 'no-such-port'],
      ['cannot open device with path /dev/hidraw3', 'no-permission'],
    ] as const) {
      hid.openError = new Error(words);
      const { states, transport: made } = await aTransport(hid);
      expect(states.at(-1)).toBe(`missing ${problem}`);
      await made.stop();
    }
  });

  it('cannot be used where the library does not load, and is tried again', async () => {
    const hid = new FakeHid();
    hid.devices = [PCPROX];
    let loads = 0;
    const { time, states } = await aTransport(hid, {
      loadEdge: () => {
        loads += 1;
        return loads === 1 ? Promise.reject(new Error('no prebuilt binary')) : Promise.resolve(hid);
      },
    });
    expect(states.at(-1)).toBe('missing no-library');
    await settle(time, 2000);
    expect(states.at(-1)).toBe('online');
  });

  it('that hangs, in an answer and in being closed, is left behind', async () => {
    const hid = new FakeHid();
    hid.devices = [PCPROX];
    const { time, states, transport: made } = await aTransport(hid);
    hid.isHung = true;
    made.write(new Uint8Array(8));
    await settle(time, 5);
    made.reopen('no-answer');
    hid.isHung = false;
    await settle(time, 4500);
    expect(states).toEqual(['opening', 'online', 'missing no-answer', 'online']);
    made.write(Uint8Array.of(0x8f, 0, 0, 0, 0, 0, 0, 0));
    await settle(time, 2);
    expect(hid.sent.at(-1)).toBe('008F00000000000000');
  });

  it('is let go at the end, once', async () => {
    const hid = new FakeHid();
    hid.devices = [PCPROX];
    const { time, transport: made } = await aTransport(hid);
    await made.stop();
    await made.stop();
    expect(hid.closed).toBe(1);
    expect(time.waiting()).toBe(0);
  });

  it('that is opened just as the end comes is closed again', async () => {
    const hid = new FakeHid();
    hid.devices = [PCPROX];
    let finish: () => void = () => undefined;
    const slowly = new Promise<void>(resolve => {
      finish = resolve;
    });
    const slow: HidEdge = {
      list: () => hid.list(),
      async open(path) {
        await slowly;
        return hid.open(path);
      },
    };
    const {
      time,
      states,
      transport: made,
    } = await aTransport(hid, { loadEdge: () => Promise.resolve(slow) });
    await made.stop();
    finish();
    await settle(time);
    expect({ opened: hid.opened.length, closed: hid.closed }).toEqual({ opened: 1, closed: 1 });
    expect(states).toEqual(['opening']);
  });
});

describe('feature reports', () => {
  it('are sent with a report id, and answered by what is fetched a moment later', async () => {
    const hid = new FakeHid();
    hid.devices = [PCPROX];
    hid.answer = () => Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    const { time, chunks, transport: made } = await aTransport(hid);
    made.write(Uint8Array.of(0x8f, 0, 0, 0, 0, 0, 0, 0));
    await settle(time);
    expect(hid.sent).toEqual(['008F00000000000000']);
    expect(chunks).toEqual([]);
    await settle(time, 2);
    expect(chunks).toEqual(['0102030405060708']);
  });

  it('lose the report id that some systems give back', async () => {
    const hid = new FakeHid();
    hid.devices = [PCPROX];
    hid.answer = () => Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8);
    const { time, chunks, transport: made } = await aTransport(hid);
    made.write(new Uint8Array(8));
    await settle(time, 2);
    expect(chunks).toEqual(['0102030405060708']);
  });

  it('of one message follow each other, and only the last is answered', async () => {
    const hid = new FakeHid();
    hid.devices = [PCPROX];
    const { time, chunks, transport: made } = await aTransport(hid);
    made.write(Uint8Array.from({ length: 24 }, (_, at) => at));
    await settle(time, 6);
    expect(hid.sent).toEqual(['000001020304050607', '0008090A0B0C0D0E0F', '001011121314151617']);
    expect(chunks).toHaveLength(1);
  });

  it('wait for each other, four at most', async () => {
    const hid = new FakeHid();
    hid.devices = [PCPROX];
    const { time, chunks, transport: made } = await aTransport(hid);
    for (let index = 0; index < 10; index += 1) made.write(Uint8Array.of(index, 0, 0, 0, 0, 0, 0, 0));
    await settle(time, 30);
    expect(hid.sent).toHaveLength(5);
    expect(chunks).toHaveLength(5);
  });

  it('that fail mean that the reader is gone; none is sent to the next one', async () => {
    const hid = new FakeHid();
    hid.devices = [PCPROX];
    const { time, states, transport: made } = await aTransport(hid);
    hid.transferError = new Error('could not send feature report');
    made.write(new Uint8Array(8));
    made.write(new Uint8Array(8));
    await settle(time);
    expect(states.at(-1)).toBe('missing unplugged');
    hid.transferError = null;
    await settle(time, 2000);
    expect(states.at(-1)).toBe('online');
    expect(hid.sent).toEqual([]);
    made.write(new Uint8Array(8));
    await settle(time, 2);
    expect(hid.sent).toHaveLength(1);
  });

  it('go nowhere before there is a reader', async () => {
    const hid = new FakeHid();
    const { transport: made } = await aTransport(hid);
    made.write(new Uint8Array(8));
    expect(hid.sent).toEqual([]);
  });

  it('are asked for again at a new opening', async () => {
    const hid = new FakeHid();
    hid.devices = [PCPROX];
    const { time, states, transport: made } = await aTransport(hid);
    made.reopen('no-answer');
    expect(states.at(-1)).toBe('missing no-answer');
    await settle(time, 2000);
    expect(states.at(-1)).toBe('online');
    expect(hid.opened).toHaveLength(2);
  });
});

describe('a fault of our own program', () => {
  // As the bridge would end: each is thrown where nobody waits for it.
  it.each([
    [
      'as the device is opened',
      "state => { if (state === 'online') throw new TypeError('ours'); }",
      '() => {}',
    ],
    ['as it is missed', "state => { if (state === 'missing') throw new TypeError('ours'); }", '() => {}'],
    ['in an answer', '() => {}', "() => { throw new TypeError('ours'); }"],
  ])('ends it, %s, and is not taken for an unplugged device', (when, onState, onBytes) => {
    const path = when === 'as it is missed' ? '{}' : "{ path: '/x' }";
    const { status, errors } = runProgram(`
      import { createHidTransport } from './hid-transport.ts';
      import { silentLogger, systemTimers } from '../../platform/index.ts';
      const device = {
        onReport: () => {}, onError: () => {}, close: async () => {},
        sendFeatureReport: async () => {}, getFeatureReport: async () => new Uint8Array(8),
      };
      const loadEdge = async () => ({ list: async () => [], open: async () => device });
      const transport = createHidTransport({
        where: ${path}, mode: 'feature', timers: systemTimers(), random: () => 0, log: silentLogger(), loadEdge,
      });
      let states = [];
      const onState = ${onState};
      transport.start({ onBytes: ${onBytes}, onState: (state, problem) => { states.push(problem); onState(state); } });
      setTimeout(() => transport.write(new Uint8Array(8)), 50);
      setTimeout(() => process.exit(0), 1000);
      process.on('exit', () => console.error(JSON.stringify(states)));
    `);
    const problems = when === 'as it is missed' ? [null, 'no-such-port'] : [null, null];
    expect({ status, errors }).toEqual({ status: 1, errors: expect.stringContaining('TypeError: ours') });
    expect(errors).toContain(JSON.stringify(problems));
  });
});

describe('input reports', () => {
  it('come in one piece each, and none after the end', async () => {
    const hid = new FakeHid();
    hid.devices = [PCPROX];
    const { time, chunks, transport: made } = await aTransport(hid, { mode: 'input' });
    hid.report(Uint8Array.of(1, 2));
    hid.report(Uint8Array.of(3));
    expect(chunks).toEqual(['0102', '03']);
    made.write(Uint8Array.of(1));
    expect(hid.sent).toEqual([]);
    const reportOfTheFirst = hid.report;
    made.reopen('silent');
    await settle(time, 2000);
    reportOfTheFirst(Uint8Array.of(5));
    expect(chunks).toHaveLength(2);
    hid.report(Uint8Array.of(6));
    expect(chunks).toEqual(['0102', '03', '06']);
    await made.stop();
    hid.report(Uint8Array.of(4));
    expect(chunks).toHaveLength(3);
  });
});

describe('a whole reader on feature reports', () => {
  it('reads the card of a pcProx that answers as a software one', async () => {
    const entropy = seededRandom(1);
    const emulator: ReaderEmulator = pcprox.createEmulator([{ haltKeystrokes: false }], entropy);
    const hid = new FakeHid();
    hid.devices = [PCPROX];
    hid.answer = report => emulator.receive(report, 0)[0] ?? new Uint8Array(8);
    const time = manualTime(0);
    const made = createHidTransport({
      where: { vendorId: '0c27' },
      mode: 'feature',
      timers: time.timers,
      random: () => 0,
      log: silentLogger(),
      loadEdge: () => Promise.resolve(hid),
    });
    transport = made;
    const [reader] = createReaderLine({
      family: 'pcprox',
      readers: [{ id: 'desk', place: 'desk', holdMs: 600 }],
      protocol: pcprox.createProtocol([{ haltKeystrokes: false }], entropy),
      transport: made,
      ...{ clock: time.clock, timers: time.timers, log: silentLogger() },
    });
    if (reader === undefined) throw new Error('no reader');
    const reads: BadgeRead[] = [];
    reader.onRead(read => reads.push(read));
    reader.start();
    await settle(time, 300);
    expect(reader.status()).toMatchObject({ state: 'online', problem: null });
    emulator.present('10-1188', 0);
    await settle(time, 700);
    expect(reads.map(({ raw }) => raw)).toEqual(['05025240']);
    hid.transferError = new Error('gone');
    await settle(time, 300);
    expect(reader.status()).toMatchObject({ state: 'missing', problem: 'unplugged' });
    await reader.stop();
  });
});

describe('the real library', () => {
  it('loads, lists what is there, and says why a device cannot be opened', async () => {
    const edge = await loadHidEdge();
    expect(Array.isArray(await edge.list())).toBe(true);
    await expect(edge.open('/dev/no-such-hidraw')).rejects.toThrow(/No such file|cannot open/i);
  });
});
