import { type BackoffShape, backoffMs, type Entropy } from '../../platform/index.ts';
import { DISCARDED_BYTES_MAX, type ProtocolEvent, type ReaderProtocol, type Signal } from '../protocol.ts';
import { FRAME_BYTES_MAX, MARK, type OsdpFrame } from './osdp-frame.ts';
import { createOsdpFramer, INTER_CHARACTER_GAP_MS, type OsdpFramingEvent } from './osdp-framing.ts';
import { note } from './osdp-outcome.ts';
import { Peripheral } from './osdp-peripheral.ts';
import { BAUD_RATE_DEFAULT, type OsdpSettings } from './osdp-settings.ts';

/** A reader answers within this time (SIA OSDP v2.2, 5.7); most do within 3 ms. */
export const REPLY_TIMEOUT_MS = 200;
/** After so long without any answer the port is opened anew: some adapters die without a word. Ever more seldom when it does not help. */
export const LINE_SILENT: BackoffShape = { baseMs: 30_000, maxMs: 300_000 };
/** Start, eight data bits, stop. */
const BITS_PER_BYTE = 10;
/** Idle time of the line before we speak, in bytes. */
const IDLE_BYTES = 2;

/** The panel of a line: asks each reader in turn, one question at a time. */
export function createOsdpPanel(readers: readonly OsdpSettings[], entropy: Entropy): ReaderProtocol {
  return new Panel(readers, entropy);
}

interface InFlight {
  index: number;
  deadlineMs: number;
  /** However long bytes trickle in, the line is not waited for longer. */
  latestMs: number;
}

class Panel implements ReaderProtocol {
  readonly #peripherals: readonly Peripheral[];
  readonly #framer = createOsdpFramer({ direction: 'from-reader' });
  #isOpen = false;
  #isReopening = false;
  /** When the first question was sent to which no reader of the line has answered since; null while there is none. */
  #unansweredSinceMs: number | null = null;
  /** Times in a row that the port was opened anew for want of any answer. */
  #silentTimes = 0;
  #baudRate: number;
  #inFlight: InFlight | null = null;
  /** What was sent last; some adapters echo it. */
  #sent: Uint8Array | null = null;
  #freeAtMs = 0;
  #lastServed = -1;
  #hasNotedOther = false;

  constructor(readers: readonly OsdpSettings[], entropy: Entropy) {
    this.#baudRate = readers[0]?.baudRate ?? BAUD_RATE_DEFAULT;
    this.#peripherals = readers.map(settings => new Peripheral(settings, entropy, readers.length > 1));
  }

  open(nowMs: number): ProtocolEvent[] {
    const events: ProtocolEvent[] = [];
    this.#discard(this.#framer.abandon(), 'reopened', events);
    this.#inFlight = null;
    this.#sent = null;
    this.#freeAtMs = nowMs;
    this.#unansweredSinceMs = null;
    if (!this.#isReopening) this.#silentTimes = 0;
    this.#isReopening = false;
    this.#isOpen = true;
    for (const [index, peripheral] of this.#peripherals.entries())
      this.#add(events, peripheral.open(nowMs), index);
    return events;
  }

  receive(chunk: Uint8Array, nowMs: number): ProtocolEvent[] {
    const events: ProtocolEvent[] = [];
    const inFlight = this.#inFlight;
    if (inFlight !== null && chunk.length > 0)
      inFlight.deadlineMs = Math.min(
        inFlight.latestMs,
        Math.max(inFlight.deadlineMs, nowMs + INTER_CHARACTER_GAP_MS),
      );
    for (const event of this.#framer.push(chunk, nowMs)) this.#take(event, nowMs, events);
    return events;
  }

  tick(nowMs: number): ProtocolEvent[] {
    const events: ProtocolEvent[] = [];
    if (this.#inFlight !== null && nowMs >= this.#inFlight.deadlineMs) {
      // What is half read belongs to no later answer.
      for (const event of this.#framer.flush()) this.#take(event, nowMs, events);
      this.#giveUp(nowMs, events);
    }
    if (!this.#isOpen || this.#inFlight !== null) return events;
    if (nowMs >= this.#silentAtMs()) this.#reopen(nowMs, events);
    else if (nowMs >= this.#freeAtMs) this.#sendNext(nowMs, events);
    return events;
  }

  dueMs(): number | null {
    if (!this.#isOpen || this.#peripherals.length === 0) return null;
    if (this.#inFlight !== null) return this.#inFlight.deadlineMs;
    const nextMs = Math.max(this.#freeAtMs, Math.min(...this.#peripherals.map(({ dueMs }) => dueMs)));
    return Math.min(nextMs, this.#silentAtMs());
  }

  signal(signal: Signal, reader: number, nowMs: number): ProtocolEvent[] {
    this.#peripherals[reader]?.signal(signal, nowMs);
    return [];
  }

  /** When it is enough: silence counts from a question on, since readers that do not agree with us are seldom asked. */
  #silentAtMs(): number {
    if (this.#unansweredSinceMs === null) return Number.POSITIVE_INFINITY;
    return this.#unansweredSinceMs + backoffMs(this.#silentTimes, LINE_SILENT, 0);
  }

  #reopen(nowMs: number, events: ProtocolEvent[]): void {
    this.#silentTimes += 1;
    const speeds = this.#peripherals.map(peripheral => peripheral.lineIsSilent(nowMs));
    // One for all: the readers of a shared line keep the line's.
    const baudRate = speeds[0] ?? this.#baudRate;
    const speed = baudRate === this.#baudRate ? {} : { baudRate };
    this.#add(events, [{ kind: 'reopen', problem: 'no-answer', ...speed }], 0);
  }

  #sendNext(nowMs: number, events: ProtocolEvent[]): void {
    const count = this.#peripherals.length;
    for (let step = 1; step <= count; step += 1) {
      const index = (this.#lastServed + step) % count;
      const peripheral = this.#peripherals[index];
      if (peripheral === undefined || peripheral.dueMs > nowMs) continue;
      const bytes = peripheral.command(nowMs);
      const deadlineMs = nowMs + this.#wireMs(bytes.length) + REPLY_TIMEOUT_MS;
      this.#inFlight = { index, deadlineMs, latestMs: deadlineMs + this.#wireMs(FRAME_BYTES_MAX) };
      this.#unansweredSinceMs ??= nowMs;
      this.#lastServed = index;
      this.#sent = bytes;
      events.push({ kind: 'write', bytes });
      return;
    }
  }

  #take(event: OsdpFramingEvent, nowMs: number, events: ProtocolEvent[]): void {
    switch (event.kind) {
      case 'rejected':
        return;
      case 'discarded':
        events.push({ ...event, reader: this.#inFlight?.index ?? 0 });
        return;
      case 'other-direction':
        this.#overheard(event.bytes, events);
        return;
      case 'frame':
        this.#replied(event.frame, event.bytes, nowMs, events);
    }
  }

  #replied(frame: OsdpFrame, bytes: Uint8Array, nowMs: number, events: ProtocolEvent[]): void {
    const index = this.#inFlight?.index ?? 0;
    const peripheral = this.#peripherals[index];
    const isAsked = this.#inFlight !== null && peripheral?.address === frame.address;
    const said = isAsked ? peripheral.reply(frame, nowMs) : null;
    if (said === null) {
      this.#discard(bytes, 'unasked', events);
      return;
    }
    this.#settled(nowMs);
    this.#unansweredSinceMs = null;
    this.#silentTimes = 0;
    this.#add(events, said, index);
  }

  /** A command that came in: an echo of ours, or another panel's. */
  #overheard(bytes: Uint8Array, events: ProtocolEvent[]): void {
    const frame = bytes.subarray(bytes.findIndex(byte => byte !== MARK));
    const isEcho = this.#sent !== null && Buffer.compare(frame, this.#sent) === 0;
    if (isEcho) {
      this.#sent = null;
      return;
    }
    this.#discard(bytes, 'other-panel', events);
    if (this.#hasNotedOther) return;
    this.#hasNotedOther = true;
    events.push(note('warn', 'another panel speaks on this line'));
  }

  #giveUp(nowMs: number, events: ProtocolEvent[]): void {
    // The flush may have brought the answer after all.
    if (this.#inFlight === null) return;
    const { index } = this.#inFlight;
    // The line has been idle for long enough.
    this.#inFlight = null;
    this.#freeAtMs = nowMs;
    this.#add(events, this.#peripherals[index]?.noReply(nowMs) ?? [], index);
  }

  #settled(nowMs: number): void {
    this.#inFlight = null;
    this.#freeAtMs = nowMs + this.#wireMs(IDLE_BYTES);
  }

  #add(events: ProtocolEvent[], said: readonly ProtocolEvent[], reader: number): void {
    for (const event of said) {
      if (event.kind === 'reopen') {
        // Nothing is sent until the line is open again.
        this.#isOpen = false;
        this.#isReopening = true;
        this.#baudRate = event.baudRate ?? this.#baudRate;
        events.push(event);
      } else events.push(event.kind === 'write' ? event : { ...event, reader });
    }
  }

  #discard(bytes: Uint8Array, reason: string, events: ProtocolEvent[]): void {
    const reader = this.#inFlight?.index ?? 0;
    for (let at = 0; at < bytes.length; at += DISCARDED_BYTES_MAX)
      events.push({ kind: 'discarded', bytes: bytes.slice(at, at + DISCARDED_BYTES_MAX), reason, reader });
  }

  #wireMs(byteCount: number): number {
    return Math.ceil((byteCount * BITS_PER_BYTE * 1000) / this.#baudRate);
  }
}
