import type { Integrity } from '../badge-read.ts';
import { createPresentations } from '../presentation.ts';
import type { ProtocolEvent, ReaderProtocol, Signal } from '../protocol.ts';
import { hexOf } from '../wiegand/bits.ts';
import { formatsOf, type WiegandSettings } from '../wiegand/wiegand-shape.ts';
import { beepsFor } from './beeps.ts';
import { createFramer, type Framer, type FramingEvent } from './framing.ts';
import { FUNCTION, requestOf, versionOf } from './functions.ts';
import { CR, encodeMessage, RESULTS, type Wire } from './message.ts';
import { cardOfTag, parseTag } from './tag.ts';

export interface Twn4Options extends Wire, WiegandSettings {
  /** From one look into the field to the next. */
  pollMs: number;
}

/** hm-edu/twn4-webserial waits as long. */
export const ANSWER_TIMEOUT_MS = 1500;
/** How long whatever the reader still has to say is waited out before it is asked anew. */
export const RESYNC_MS = 100;
/** Failures in a row before the reader counts as gone: each request is tried twice. */
export const FAILURES_MAX = 2;
/** How long a reader that counts as gone is left alone between tries. */
export const RETRY_PAUSE_MS = 500;
/** Silence after which the port is closed and opened again. */
export const SILENCE_MS = 10_000;
/** A tag that cannot be taken for a card counts once, not at each look, while it lies there. */
const REFUSAL_HOLD_MS = 1000;

const GET_VERSION = requestOf(FUNCTION.getVersionString, [0xff]);
const SET_ALL_TAG_TYPES = requestOf(
  FUNCTION.setTagTypes,
  Array.from({ length: 8 }, () => 0xff),
);
/** Ids of up to 16 bytes. */
const SEARCH_TAG = requestOf(FUNCTION.searchTag, [16]);
const NOTHING = new Uint8Array();

type Failure = 'no-answer' | 'garbled' | 'command-refused';

/** Asks the reader again and again whether a tag is there; it never speaks unasked. */
export class Twn4Protocol implements ReaderProtocol {
  readonly #options: Twn4Options;
  readonly #formats;
  readonly #integrity: Integrity;
  #framer: Framer;
  #refusals = createPresentations(REFUSAL_HOLD_MS);
  #isOpen = false;
  #inFlight: { request: Uint8Array; dueMs: number } | null = null;
  /** What the reader has been asked and told since it was last found. */
  #ready: 'unknown' | 'known' | 'set' = 'unknown';
  /** Nothing is sent before, and nothing that comes is an answer. */
  #quietUntilMs = 0;
  #nextPollMs = 0;
  #beeps: Uint8Array[] = [];
  #hasBeeped = false;
  #canBeep = true;
  #failures = 0;
  #heardMs = 0;
  #version = '';
  #peer: { isAnswering: boolean; problem: string | null } = { isAnswering: false, problem: null };

  constructor(options: Twn4Options) {
    this.#options = options;
    this.#formats = formatsOf(options);
    this.#integrity = options.crc ? 'crc16' : 'none';
    this.#framer = createFramer(options);
  }

  open(nowMs: number): ProtocolEvent[] {
    const halfRead = this.#framer.reset('reopened');
    this.#framer = createFramer(this.#options);
    this.#refusals = createPresentations(REFUSAL_HOLD_MS);
    this.#isOpen = true;
    this.#inFlight = null;
    this.#ready = 'unknown';
    this.#beeps = [];
    this.#canBeep = true;
    this.#failures = 0;
    this.#heardMs = nowMs;
    this.#peer = { isAnswering: false, problem: null };
    return [...halfRead, { kind: 'peer', ...this.#peer }, ...this.#resync(RESYNC_MS, nowMs)];
  }

  receive(chunk: Uint8Array, nowMs: number): ProtocolEvent[] {
    return this.#goOn(this.#read(chunk, nowMs), nowMs);
  }

  tick(nowMs: number): ProtocolEvent[] {
    const events = this.#read(NOTHING, nowMs);
    if (!this.#isOpen) return events;
    if (nowMs - this.#heardMs >= SILENCE_MS) {
      this.#isOpen = false;
      this.#inFlight = null;
      return [...events, { kind: 'reopen', problem: 'no-answer' }];
    }
    if (this.#inFlight !== null && nowMs >= this.#inFlight.dueMs)
      events.push(...this.#fail('no-answer', nowMs));
    return this.#goOn(events, nowMs);
  }

  dueMs(): number | null {
    if (!this.#isOpen) return null;
    return Math.min(this.#inFlight?.dueMs ?? this.#nextSendMs(), this.#heardMs + SILENCE_MS);
  }

  signal(signal: Signal, _reader: number, nowMs: number): ProtocolEvent[] {
    if (this.#canBeep && this.#ready === 'set') this.#beeps = beepsFor(signal);
    return this.#goOn([], nowMs);
  }

  #nextSendMs(): number {
    const isPollNext = this.#ready === 'set' && !this.#isBeepNext();
    return Math.max(this.#quietUntilMs, isPollNext ? this.#nextPollMs : 0);
  }

  /** Between two beeps there is a look. */
  #isBeepNext(): boolean {
    return this.#beeps.length > 0 && !this.#hasBeeped;
  }

  /** Sends the next request, where one is due and none is in flight. */
  #goOn(events: ProtocolEvent[], nowMs: number): ProtocolEvent[] {
    if (!this.#isOpen || this.#inFlight !== null || nowMs < this.#nextSendMs()) return events;
    const request = this.#nextRequest(nowMs);
    this.#inFlight = { request, dueMs: nowMs + ANSWER_TIMEOUT_MS };
    return [
      ...events,
      ...this.#framer.reset('stale'),
      { kind: 'write', bytes: encodeMessage(request, this.#options) },
    ];
  }

  #nextRequest(nowMs: number): Uint8Array {
    if (this.#ready === 'unknown') return GET_VERSION;
    if (this.#ready === 'known') return SET_ALL_TAG_TYPES;
    const beep = this.#isBeepNext() ? this.#beeps.shift() : undefined;
    this.#hasBeeped = beep !== undefined;
    if (beep !== undefined) return beep;
    this.#nextPollMs = nowMs + this.#options.pollMs;
    return SEARCH_TAG;
  }

  #read(chunk: Uint8Array, nowMs: number): ProtocolEvent[] {
    return this.#framer.push(chunk, nowMs).flatMap(event => this.#take(event, nowMs));
  }

  #take(event: FramingEvent, nowMs: number): ProtocolEvent[] {
    if (event.kind === 'discarded') {
      // A lone CR, or silence inside a message, may be the end of something older; the answer may still come.
      const isOurs = this.#inFlight !== null && event.reason !== 'empty' && event.reason !== 'gap';
      return isOurs ? [event, ...this.#fail('garbled', nowMs)] : [event];
    }
    this.#heardMs = nowMs;
    if (this.#inFlight !== null) return this.#answered(this.#inFlight.request, event, nowMs);
    return [discarded(event.bytes, nowMs < this.#quietUntilMs ? 'resync' : 'unexpected')];
  }

  #answered(
    request: Uint8Array,
    { message, bytes }: { message: Uint8Array; bytes: Uint8Array },
    nowMs: number,
  ): ProtocolEvent[] {
    this.#inFlight = null;
    const result = RESULTS[message[0] ?? RESULTS.length];
    const payload = message.subarray(1);
    const isWhole = result !== undefined && (result === 'ok' || payload.length === 0);
    if (!isWhole) return [discarded(bytes, 'answer-layout'), ...this.#fail('garbled', nowMs)];
    // What the reader could not parse is sent again, and without searching there is no reading at all.
    const isInVain = result === 'parser-error' || (request === SEARCH_TAG && result !== 'ok');
    if (isInVain) return this.#fail('command-refused', nowMs);
    if (request === SEARCH_TAG) return this.#looked(payload, bytes, nowMs);
    if (request === GET_VERSION) return this.#identified(result === 'ok' ? versionOf(payload) : 'unknown');
    if (request === SET_ALL_TAG_TYPES) {
      this.#ready = 'set';
      this.#nextPollMs = nowMs;
      return result === 'ok'
        ? []
        : [note('warn', 'the reader keeps its own choice of tag types', { result })];
    }
    if (result === 'ok') return [];
    this.#canBeep = false;
    this.#beeps = [];
    return [note('warn', 'the reader does not beep', { result })];
  }

  #identified(version: string): ProtocolEvent[] {
    this.#ready = 'known';
    // After a failure only a look that worked says that all is well.
    const told = this.#peer.problem === null ? this.#tell(true, null) : [];
    if (version === this.#version) return told;
    this.#version = version;
    return [...told, note('info', 'reader found', { version })];
  }

  #looked(payload: Uint8Array, bytes: Uint8Array, nowMs: number): ProtocolEvent[] {
    const result = parseTag(payload);
    if (result.kind === 'invalid') return [discarded(bytes, 'tag-layout'), ...this.#fail('garbled', nowMs)];
    this.#failures = 0;
    const told = this.#tell(true, null);
    if (result.kind === 'none') return told;
    const card = cardOfTag(result.tag, { integrity: this.#integrity, formats: this.#formats });
    if (card.kind === 'card') return [...told, { kind: 'read', card: card.card }];
    const isNew = this.#refusals.isNew(hexOf(payload), nowMs);
    return isNew ? [...told, { kind: 'refused', reason: card.reason }] : told;
  }

  #fail(why: Failure, nowMs: number): ProtocolEvent[] {
    this.#inFlight = null;
    this.#beeps = [];
    this.#nextPollMs = nowMs;
    this.#failures += 1;
    if (this.#failures < FAILURES_MAX) return this.#resync(RESYNC_MS, nowMs);
    this.#ready = 'unknown';
    return [...this.#tell(false, why), ...this.#resync(RETRY_PAUSE_MS, nowMs)];
  }

  /** A lone CR ends whatever the reader has half heard; in binary mode only silence does. */
  #resync(quietMs: number, nowMs: number): ProtocolEvent[] {
    this.#quietUntilMs = nowMs + quietMs;
    return this.#options.mode === 'ascii' ? [{ kind: 'write', bytes: Uint8Array.of(CR) }] : [];
  }

  #tell(isAnswering: boolean, problem: string | null): ProtocolEvent[] {
    if (this.#peer.isAnswering === isAnswering && this.#peer.problem === problem) return [];
    this.#peer = { isAnswering, problem };
    return [{ kind: 'peer', isAnswering, problem }];
  }
}

function note(level: 'info' | 'warn', text: string, facts: Readonly<Record<string, string>>): ProtocolEvent {
  return { kind: 'note', level, text, facts };
}

function discarded(bytes: Uint8Array, reason: string): ProtocolEvent {
  return { kind: 'discarded', bytes, reason };
}
