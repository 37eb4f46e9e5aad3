import type { ReaderStatus } from '@tapclock/contracts';
import type { Cancel, Clock, Logger, Timers } from '../../platform/index.ts';
import type { BadgeRead, Card } from '../badge-read.ts';
import { credentialText } from '../credential.ts';
import { findDevice, type Likeness, likenessAt } from '../discovery/index.ts';
import type { Family } from '../family.ts';
import type { Signal } from '../protocol.ts';
import type { Reader } from '../reader.ts';
import type { ReaderConfig } from '../reader-config.ts';
import { portProblemOf } from '../transports/port-problem.ts';
import { type Detection, detect, type OpenPort } from './detect.ts';
import { detectPlan } from './detect-plan.ts';
import type { Finding } from './recognise.ts';
import { serialPortAt } from './serial-detect-port.ts';

/** A reader that talks shows itself only while a badge is there: so most of the time is spent listening. */
export const AUTO_LISTEN_MS = 5000;
/** From one try on a port that cannot be opened to the next. */
export const RETRY_MS = 2000;
/** A polled reader that has not answered for so long may have been changed for one of another kind. */
export const SILENT_MS_MAX = 60_000;
/** Bytes without a single badge among them, after which a reader that talks was taken for something else. */
export const DISCARDED_BYTES_MAX = 512;
/** Problems of a reader that may be another one by now. One that says anything else is known, and needs a person: a key, a cable. */
const SILENT_PROBLEMS: ReadonlySet<string | null> = new Set(['no-answer', 'garbled']);
/** How often a known reader is looked at. */
const LOOK_MS = 5000;
/** The badge that gave the reader away is still held when the reader proper starts, and is the same tap. */
const SAME_TAP_MS = 2000;

export interface AutoReaderDeps {
  clock: Clock;
  timers: Timers;
  log: Logger;
  families: readonly Family[];
  /** The reader proper, once its family is known. */
  createReader: (config: ReaderConfig) => Reader;
  /** Other ways to the machine, for tests. */
  locate?: () => string | null;
  openPort?: (path: string) => OpenPort;
  looksLike?: (path: string) => Likeness | null;
}

/**
 * A reader of `family: "auto"`: finds out what is on its port, and is that reader from then on. Begins anew when it stays silent or when
 * what it says makes no sense; not when it answers and is at odds with us, such as about a key.
 */
export function createAutoReader(config: ReaderConfig, deps: AutoReaderDeps): Reader {
  return new AutoReader(config, deps);
}

type Condition = Pick<ReaderStatus, 'state' | 'problem'>;
type Counts = Pick<ReaderStatus, 'reads' | 'refusedReads' | 'discardedBytes' | 'lastReadAt'>;

class AutoReader implements Reader {
  readonly id: string;
  readonly #config: ReaderConfig;
  readonly #deps: AutoReaderDeps;
  readonly #log: Logger;
  readonly #stopped = new AbortController();
  readonly #readListeners: ((read: BadgeRead) => void)[] = [];
  readonly #statusListeners: ((status: ReaderStatus) => void)[] = [];
  readonly #keyListeners: ((keys: string) => void)[] = [];
  #reader: Reader | null = null;
  #condition: Condition = { state: 'opening', problem: null };
  /** Of readers that were taken for something else, and of the read that detection itself made. */
  #before: Counts = { reads: 0, refusedReads: 0, discardedBytes: 0, lastReadAt: null };
  #running: Promise<void> | null = null;
  /** The tap that gave the reader away. */
  #sameTap: { credential: string; untilMs: number } | null = null;

  constructor(config: ReaderConfig, deps: AutoReaderDeps) {
    this.id = config.id;
    this.#config = config;
    this.#deps = deps;
    this.#log = deps.log.child({ reader: config.id });
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#reader?.stop();
    await this.#running;
  }

  signal(signal: Signal): void {
    this.#reader?.signal(signal);
  }

  onRead(listener: (read: BadgeRead) => void): void {
    this.#readListeners.push(listener);
  }

  onStatus(listener: (status: ReaderStatus) => void): void {
    this.#statusListeners.push(listener);
  }

  onKeys(listener: (keys: string) => void): void {
    this.#keyListeners.push(listener);
  }

  status(): ReaderStatus {
    const before = this.#before;
    const now = this.#reader?.status();
    if (now === undefined)
      return { id: this.id, family: 'auto', place: this.#config.place, ...this.#condition, ...before };
    return {
      ...now,
      reads: before.reads + now.reads,
      refusedReads: before.refusedReads + now.refusedReads,
      discardedBytes: before.discardedBytes + now.discardedBytes,
      lastReadAt: now.lastReadAt ?? before.lastReadAt,
    };
  }

  async #run(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      const finding = await this.#lookForReader();
      if (finding === null || this.#stopped.signal.aborted) continue;
      this.#become(finding);
      await this.#whileItMakesSense();
      await this.#letGo();
    }
  }

  /** One round on the port; null when nothing was found, after a pause where there is no port. */
  async #lookForReader(): Promise<Finding | null> {
    const path = this.#locate();
    if (path === null) return this.#missing('no-such-port');
    try {
      const { finding } = await this.#detectAt(path);
      if (finding === null) this.#tell({ state: 'opening', problem: 'not-recognised' });
      return finding;
    } catch (error) {
      if (this.#stopped.signal.aborted) return null;
      this.#log.debug({ err: error }, 'port cannot be looked at');
      return this.#missing(portProblemOf(error));
    }
  }

  #detectAt(path: string): Promise<Detection> {
    const { families, timers, openPort = serialPortAt, looksLike = likenessAt } = this.#deps;
    const plan = detectPlan({ families, looksLike: looksLike(path), listenMs: AUTO_LISTEN_MS });
    return detect({ plan, families, timers, open: openPort(path), signal: this.#stopped.signal });
  }

  #locate(): string | null {
    const { port, usb } = this.#config;
    if (this.#deps.locate !== undefined) return this.#deps.locate();
    return port ?? (usb === undefined ? null : findDevice(usb, 'serial'));
  }

  async #missing(problem: string): Promise<null> {
    this.#tell({ state: 'missing', problem });
    await this.#pause(RETRY_MS);
    return null;
  }

  #become({ family, settings, baudRate, because, card }: Finding): void {
    this.#log.info({ family, baudRate, because }, 'reader recognised');
    const { id, place, action, holdMs, port, usb } = this.#config;
    const reader = this.#deps.createReader({
      ...this.#config,
      ...settings,
      ...{ id, place, action, holdMs, port, usb, baudRate, family },
    });
    this.#reader = reader;
    if (card !== null) this.#takeFirst(card);
    reader.onRead(read => this.#take(read));
    reader.onStatus(() => this.#tellStatus());
    reader.onKeys(keys => {
      for (const listener of this.#keyListeners) listener(keys);
    });
    reader.start();
  }

  /** The tap that gave the reader away, under the same rules as those to come. */
  #takeFirst(card: Card): void {
    if (card.unusable !== undefined) {
      this.#log.debug({ reason: card.unusable }, 'badge read refused');
      this.#before = { ...this.#before, refusedReads: this.#before.refusedReads + 1 };
      return;
    }
    this.#sameTap = {
      credential: credentialText(card),
      untilMs: this.#deps.clock.uptimeMs() + SAME_TAP_MS,
    };
    const at = this.#deps.clock.nowMs();
    this.#before = {
      ...this.#before,
      reads: this.#before.reads + 1,
      lastReadAt: new Date(at).toISOString(),
    };
    this.#hand({ ...card, readerId: this.id, at });
  }

  #take(read: BadgeRead): void {
    const sameTap = this.#sameTap;
    this.#sameTap = null;
    const isSameTap =
      sameTap !== null &&
      credentialText(read) === sameTap.credential &&
      this.#deps.clock.uptimeMs() < sameTap.untilMs;
    if (isSameTap) this.#before = { ...this.#before, reads: this.#before.reads - 1 };
    else this.#hand(read);
  }

  #hand(read: BadgeRead): void {
    for (const listener of this.#readListeners) listener(read);
  }

  async #whileItMakesSense(): Promise<void> {
    const { clock } = this.#deps;
    let [readsThen, discardedThen] = [0, 0];
    let wellAtMs = clock.uptimeMs();
    for (;;) {
      await this.#pause(LOOK_MS);
      const status = this.#reader?.status();
      if (this.#stopped.signal.aborted || status === undefined) return;
      const isSilent = SILENT_PROBLEMS.has(status.problem);
      // A port that is gone tells nothing about the reader behind it, one that is being opened nothing yet.
      if (!isSilent && status.state !== 'opening') wellAtMs = clock.uptimeMs();
      if (status.reads > readsThen) [readsThen, discardedThen] = [status.reads, status.discardedBytes];
      const isLost = isSilent && clock.uptimeMs() - wellAtMs > SILENT_MS_MAX;
      const isNonsense = status.discardedBytes - discardedThen > DISCARDED_BYTES_MAX;
      if (!isLost && !isNonsense) continue;
      this.#log.warn({ state: status.state, problem: status.problem }, 'reader is looked for again');
      return;
    }
  }

  async #letGo(): Promise<void> {
    const reader = this.#reader;
    if (reader === null) return;
    const { reads, refusedReads, discardedBytes, lastReadAt } = this.status();
    await reader.stop();
    if (this.#stopped.signal.aborted) return;
    this.#before = { reads, refusedReads, discardedBytes, lastReadAt };
    this.#reader = null;
    this.#condition = { state: 'opening', problem: null };
    // Not compared with what was told before: that was another reader's.
    this.#tellStatus();
  }

  #tell(condition: Condition): void {
    if (this.#stopped.signal.aborted) return;
    const { state, problem } = this.#condition;
    this.#condition = condition;
    if (condition.state !== state || condition.problem !== problem) this.#tellStatus();
  }

  #tellStatus(): void {
    const status = this.status();
    for (const listener of this.#statusListeners) listener(status);
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#stopped;
    return new Promise(resolve => {
      if (signal.aborted) return resolve();
      let cancel: Cancel = () => undefined;
      const end = () => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      cancel = this.#deps.timers.after(ms, end);
      signal.addEventListener('abort', end, { once: true });
    });
  }
}
