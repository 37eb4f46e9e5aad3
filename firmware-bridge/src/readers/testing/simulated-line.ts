import type { Card } from '../badge-read.ts';
import type { ProtocolEvent, ReaderProtocol, Signal } from '../protocol.ts';
import type { ReaderEmulator } from '../reader-emulator.ts';

/** How long bytes take on a simulated wire. */
const WIRE_MS = 1;
/** Steps within one call of `run`; beyond it two parties are talking without time passing, which is a bug in one of them. */
const STEPS_MAX = 5_000_000;

export type Direction = 'to-host' | 'to-reader';

/** What a wire does to a message: leaves it, loses it (nothing), splits, delays or spoils it. */
export type Fault = (message: Uint8Array, direction: Direction) => { bytes: Uint8Array; delayMs?: number }[];

interface Underway {
  atMs: number;
  direction: Direction;
  bytes: Uint8Array;
}

/** Protocol and software reader on one wire, in time of their own: hours pass in milliseconds, the same in each run. */
export class SimulatedLine {
  nowMs = 0;
  /** Everything the protocol said but writes. */
  readonly events: ProtocolEvent[] = [];
  /** Every message, in the order in which it was sent. */
  readonly messages: { direction: Direction; bytes: Uint8Array; atMs: number }[] = [];
  #underway: Underway[] = [];
  readonly #protocol: ReaderProtocol;
  #emulator: ReaderEmulator;
  readonly #fault: Fault;

  constructor(protocol: ReaderProtocol, emulator: ReaderEmulator, fault: Fault = bytes => [{ bytes }]) {
    this.#protocol = protocol;
    this.#emulator = emulator;
    this.#fault = fault;
  }

  open(): void {
    this.#take(this.#protocol.open(this.nowMs));
  }

  present(card: string, reader = 0): void {
    this.#send('to-host', this.#emulator.present(card, this.nowMs, reader));
  }

  remove(reader = 0): void {
    this.#send('to-host', this.#emulator.remove(this.nowMs, reader));
  }

  /** Bytes out of nowhere, at once. */
  inject(bytes: Uint8Array): void {
    this.#take(this.#protocol.receive(bytes, this.nowMs));
  }

  signal(signal: Signal, reader = 0): void {
    this.#take(this.#protocol.signal(signal, reader, this.nowMs));
  }

  /** Puts another reader on the wire, such as the same one after a power cut. */
  replace(emulator: ReaderEmulator): void {
    this.#emulator = emulator;
  }

  /** Lets time pass. */
  run(forMs: number): void {
    const endMs = this.nowMs + forMs;
    for (let steps = 0; ; steps += 1) {
      if (steps > STEPS_MAX) throw new Error(`more than ${STEPS_MAX} steps in ${forMs} ms`);
      const nextMs = this.#nextMs();
      if (nextMs === null || nextMs > endMs) break;
      this.nowMs = Math.max(this.nowMs, nextMs);
      this.#step();
    }
    this.nowMs = endMs;
  }

  /** Cards seen since the last call, held ones as often as they were seen. */
  takeCards(): Card[] {
    const cards = this.events.flatMap(event => (event.kind === 'read' ? [event.card] : []));
    this.events.length = 0;
    return cards;
  }

  #nextMs(): number | null {
    const times = [this.#protocol.dueMs(), this.#emulator.dueMs(), this.#underway[0]?.atMs ?? null];
    const known = times.filter(time => time !== null);
    return known.length === 0 ? null : Math.min(...known);
  }

  #step(): void {
    const [first] = this.#underway;
    if (first !== undefined && first.atMs <= this.nowMs) {
      this.#underway.shift();
      if (first.direction === 'to-host') this.#take(this.#protocol.receive(first.bytes, this.nowMs));
      else this.#send('to-host', this.#emulator.receive(first.bytes, this.nowMs));
      return;
    }
    const emulatorDueMs = this.#emulator.dueMs();
    if (emulatorDueMs !== null && emulatorDueMs <= this.nowMs)
      this.#send('to-host', this.#emulator.tick(this.nowMs));
    else this.#take(this.#protocol.tick(this.nowMs));
  }

  #take(events: readonly ProtocolEvent[]): void {
    for (const event of events) {
      if (event.kind === 'write') this.#send('to-reader', [event.bytes]);
      else this.events.push(event);
      if (event.kind === 'reopen') {
        this.#underway = [];
        this.open();
      }
    }
  }

  #send(direction: Direction, messages: readonly Uint8Array[]): void {
    for (const message of messages) {
      this.messages.push({ direction, bytes: message, atMs: this.nowMs });
      for (const { bytes, delayMs = 0 } of this.#fault(message, direction))
        this.#underway.push({ atMs: this.nowMs + WIRE_MS + delayMs, direction, bytes });
    }
    // Stable: what was sent first arrives first.
    this.#underway.sort((a, b) => a.atMs - b.atMs);
  }
}
