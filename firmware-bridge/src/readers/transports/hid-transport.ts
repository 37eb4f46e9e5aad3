import { backoffMs, type Cancel, type Logger, type Timers } from '../../platform/index.ts';
import { type HidDevice, type HidDeviceInfo, type HidEdge, loadHidEdge } from './hid-device.ts';
import { portProblemOf, wordsOf } from './port-problem.ts';
import type { Transport, TransportListener, TransportState } from './transport.ts';

/** Which device: by its path, or by what it is, wherever it is plugged in. */
export interface HidWhereabouts {
  path?: string | undefined;
  /** Four hex digits each, as lsusb shows them. */
  vendorId?: string | undefined;
  productId?: string | undefined;
  serialNumber?: string | undefined;
  /** Tell the interfaces of one device apart; four hex digits each. Left open where the system does not say. */
  usagePage?: string | undefined;
  usage?: string | undefined;
}

export interface HidTransportOptions {
  where: HidWhereabouts;
  /** `input`: reports come by themselves. `feature`: each message written is answered by a report that is fetched. */
  mode: 'input' | 'feature';
  /** Bytes of a feature report, without the report id. */
  reportBytes?: number;
  timers: Timers;
  /** In [0, 1), for jitter. */
  random: () => number;
  log: Logger;
  /** Another way to the devices, for tests without one. */
  loadEdge?: () => Promise<HidEdge>;
}

/** Listing devices takes the system a while, so a reader that was plugged in is found after two to five seconds. */
const SEARCH = { baseMs: 2000, maxMs: 5000 };
/** Between sending a feature report and fetching the answer (micolous/pcprox). */
export const ANSWER_DELAY_MS = 1;
const FEATURE_BYTES = 8;
/** These devices number no reports. */
const NO_REPORT_ID = 0;
/** Longest wait for a device to be closed. */
const CLOSE_MS = 2000;
/** Messages that wait for the one under way; more are dropped, which the protocol sees as silence. */
const WAITING_MAX = 4;

/** A HID device that is searched for as long as it takes. */
export function createHidTransport(options: HidTransportOptions): Transport {
  return new HidTransport(options);
}

class HidTransport implements Transport {
  readonly #options: HidTransportOptions;
  #listener: TransportListener | null = null;
  #edge: HidEdge | null = null;
  #device: HidDevice | null = null;
  /** Grows with each try: what belongs to an earlier one is void. */
  #opening = 0;
  #state: TransportState | null = null;
  #problem: string | null = null;
  #attempt = 0;
  #cancelTimer: Cancel = () => undefined;
  #waiting: Uint8Array[] = [];
  /** The device with which messages are being exchanged; another's may hang for ever. */
  #exchanging: HidDevice | null = null;
  #closing: Promise<void> = Promise.resolve();

  constructor(options: HidTransportOptions) {
    this.#options = options;
  }

  start(listener: TransportListener): void {
    if (this.#listener !== null) throw new Error('a transport starts once');
    this.#listener = listener;
    this.#setState('opening', null);
    void this.#open();
  }

  stop(): Promise<void> {
    this.#listener = null;
    this.#release();
    return this.#closing;
  }

  write(bytes: Uint8Array): void {
    if (this.#options.mode === 'input' || this.#device === null) return;
    if (this.#waiting.length >= WAITING_MAX) return;
    this.#waiting.push(bytes);
    if (this.#exchanging !== this.#device) void this.#exchangeAll(this.#device);
  }

  reopen(reason: string): void {
    if (this.#device !== null) this.#lost(reason, reason);
  }

  async #open(): Promise<void> {
    this.#opening += 1;
    const opening = this.#opening;
    const isStale = () => opening !== this.#opening || this.#listener === null;
    let device: HidDevice | null;
    // The device alone is tried: what goes wrong in a listener is no missing device.
    try {
      device = await this.#search(isStale);
    } catch (error) {
      if (opening === this.#opening)
        this.#lost(this.#edge === null ? 'no-library' : openProblemOf(error), wordsOf(error));
      return;
    }
    // Stopped meanwhile: what was opened is nobody's.
    if (isStale()) {
      if (device !== null) void this.#close(device);
      return;
    }
    if (device === null) this.#lost('no-such-port', 'no such device is plugged in');
    else this.#opened(device);
  }

  /** The device, opened; null when it is not there. */
  async #search(isStale: () => boolean): Promise<HidDevice | null> {
    const { loadEdge = loadHidEdge } = this.#options;
    // One at a time: a device that is still being closed cannot be opened.
    await this.#closing;
    this.#edge ??= await loadEdge();
    const path = await this.#find(this.#edge);
    return path === null || isStale() ? null : this.#edge.open(path);
  }

  /** Paths change when a device is plugged in elsewhere, so what it is decides, each time anew. */
  async #find(edge: HidEdge): Promise<string | null> {
    const { where } = this.#options;
    if (where.path !== undefined) return where.path;
    const devices = await edge.list();
    return devices.find(device => isWanted(device, where))?.path ?? null;
  }

  #opened(device: HidDevice): void {
    this.#device = device;
    this.#attempt = 0;
    device.onError(error => {
      if (this.#device === device) this.#lost('unplugged', wordsOf(error));
    });
    this.#setState('online', null);
    if (this.#options.mode === 'feature' || this.#device !== device) return;
    device.onReport(report => {
      if (this.#device === device) this.#listener?.onBytes(report);
    });
  }

  async #exchangeAll(device: HidDevice): Promise<void> {
    this.#exchanging = device;
    for (let next = this.#next(device); next !== undefined; next = this.#next(device)) {
      let answer: Uint8Array;
      try {
        answer = await this.#exchange(device, next);
      } catch (error) {
        if (this.#exchanging === device) this.#exchanging = null;
        if (this.#device === device) this.#lost('unplugged', wordsOf(error));
        return;
      }
      if (this.#device === device) this.#listener?.onBytes(answer);
    }
    if (this.#exchanging === device) this.#exchanging = null;
  }

  #next(device: HidDevice): Uint8Array | undefined {
    return this.#device === device ? this.#waiting.shift() : undefined;
  }

  /** Sends a message, in as many reports as it has, and fetches the answer to the last. */
  async #exchange(device: HidDevice, message: Uint8Array): Promise<Uint8Array> {
    const { reportBytes = FEATURE_BYTES } = this.#options;
    for (let at = 0; at < message.length; at += reportBytes) {
      await device.sendFeatureReport(Uint8Array.of(NO_REPORT_ID, ...message.subarray(at, at + reportBytes)));
      await this.#pause();
    }
    const answer = await device.getFeatureReport(NO_REPORT_ID, reportBytes + 1);
    // Some systems give the report id back, some do not.
    return answer.length > reportBytes ? answer.subarray(answer.length - reportBytes) : answer;
  }

  #pause(): Promise<void> {
    return new Promise(resolve => {
      this.#options.timers.after(ANSWER_DELAY_MS, resolve);
    });
  }

  /** Lets go of the device and plans the next search. */
  #lost(problem: string, words: string): void {
    this.#release();
    if (this.#listener === null) return;
    if (this.#state !== 'missing' || this.#problem !== problem)
      this.#options.log.warn({ problem, reason: words }, 'reader device is missing');
    this.#setState('missing', problem);
    const delayMs = backoffMs(this.#attempt, SEARCH, this.#options.random());
    this.#attempt += 1;
    this.#cancelTimer = this.#options.timers.after(delayMs, () => void this.#open());
  }

  #release(): void {
    this.#cancelTimer();
    this.#opening += 1;
    this.#waiting = [];
    const device = this.#device;
    this.#device = null;
    if (device !== null) this.#closing = this.#close(device);
  }

  /** Closing a device that is gone may fail or take for ever; either changes nothing for anyone. */
  #close(device: HidDevice): Promise<void> {
    return new Promise(resolve => {
      const cancel = this.#options.timers.after(CLOSE_MS, resolve);
      device
        .close()
        .catch((error: unknown) => {
          this.#options.log.debug({ reason: wordsOf(error) }, 'reader device did not close');
        })
        .finally(() => {
          cancel();
          resolve();
        });
    });
  }

  #setState(state: TransportState, problem: string | null): void {
    if (this.#state === state && this.#problem === problem) return;
    this.#state = state;
    this.#problem = problem;
    this.#listener?.onState(state, problem);
  }
}

/** A device that is there and cannot be opened: on Linux nearly always for want of rights, whatever the library says. */
function openProblemOf(error: unknown): string {
  const problem = portProblemOf(error);
  return problem === 'unplugged' ? 'no-permission' : problem;
}

function isWanted(device: HidDeviceInfo, where: HidWhereabouts): boolean {
  const isSame = (hex: string | undefined, id: number | undefined) =>
    hex === undefined || id === undefined || Number.parseInt(hex, 16) === id;
  return (
    isSame(where.vendorId, device.vendorId) &&
    isSame(where.productId, device.productId) &&
    (where.serialNumber === undefined || where.serialNumber === device.serialNumber) &&
    isSame(where.usagePage, device.usagePage) &&
    isSame(where.usage, device.usage)
  );
}
