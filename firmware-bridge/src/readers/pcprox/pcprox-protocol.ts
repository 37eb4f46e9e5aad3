import { createDiscards, type Discards } from '../discards.ts';
import type { ProtocolEvent, ReaderProtocol } from '../protocol.ts';
import { formatsOf } from '../wiegand/wiegand-shape.ts';
import { cardOfBareBits, type Stripped } from './bare-card.ts';
import type { PcproxSettings } from './pcprox-settings.ts';
import {
  bareBitsOf,
  bitCountOf,
  COMMAND,
  commandReport,
  configOf,
  isAllZero,
  REPORT_BYTES,
  silencingReports,
} from './report.ts';

/** How often the field is looked at; the reader itself looks about as often. */
export const POLL_MS = 200;
/** A control transfer takes a few ms; the transport answers at once or loses the device. */
export const ANSWER_TIMEOUT_MS = 500;
/** Pause after an answer that did not come: one that is late must not be taken for the next. */
export const SETTLE_MS = 100;
/** Unanswered in a row before the reader counts as silent. */
export const MISSES_MAX = 3;
/** Unanswered in a row before the device is opened anew. */
export const MISSES_TO_REOPEN = 12;

/** What is being waited for. `config` is asked until it is known: without it the bits mean nothing. */
type Step = 'config' | 'silence' | 'verify' | 'card-data' | 'card-bits';

const COMMANDS: Record<Step, number> = {
  config: COMMAND.page0,
  silence: COMMAND.page0,
  verify: COMMAND.page0,
  'card-data': COMMAND.cardData,
  'card-bits': COMMAND.cardBits,
};

/** A reader that is polled by feature reports: a report out, a report in. */
export function createPcproxProtocol(settings: PcproxSettings): ReaderProtocol {
  return new PcproxProtocol(settings);
}

class PcproxProtocol implements ReaderProtocol {
  readonly #settings: PcproxSettings;
  readonly #formats: ReturnType<typeof formatsOf>;
  readonly #discards: Discards = createDiscards();
  #step: Step = 'config';
  /** Null while nothing has been asked. */
  #askedMs: number | null = null;
  #nextAskMs = 0;
  /** When the card's data was last asked for. */
  #lookedMs = 0;
  #misses = 0;
  #buffer: number[] = [];
  #lastByteMs = 0;
  #page: Uint8Array = new Uint8Array(REPORT_BYTES);
  #data: Uint8Array = new Uint8Array(REPORT_BYTES);
  #told = '';
  /** What is wrong with a reader that answers. */
  #problem: string | null = null;

  constructor(settings: PcproxSettings) {
    this.#settings = settings;
    this.#formats = formatsOf(settings);
  }

  open(nowMs: number): ProtocolEvent[] {
    this.#step = 'config';
    this.#misses = 0;
    this.#told = '';
    this.#problem = null;
    const events: ProtocolEvent[] = [];
    this.#drop('reopened');
    this.#discards.flush(events);
    this.#tell(false, null, events);
    return [...events, ...this.#ask(nowMs)];
  }

  receive(chunk: Uint8Array, nowMs: number): ProtocolEvent[] {
    const events = this.tick(nowMs);
    if (this.#buffer.length > 0 && nowMs - this.#lastByteMs > SETTLE_MS) this.#drop('gap');
    this.#lastByteMs = nowMs;
    const missing = this.#askedMs === null ? 0 : REPORT_BYTES - this.#buffer.length;
    this.#buffer.push(...chunk.subarray(0, missing));
    if (missing > 0 && this.#buffer.length === REPORT_BYTES) this.#answered(nowMs, events);
    // What came with an answer cannot be the next one: that has only just been asked for.
    this.#discards.add(chunk.subarray(missing), 'unasked');
    this.#discards.flush(events);
    return events;
  }

  tick(nowMs: number): ProtocolEvent[] {
    if (this.#askedMs === null) return nowMs < this.#nextAskMs ? [] : this.#ask(nowMs);
    return nowMs - this.#askedMs < ANSWER_TIMEOUT_MS ? [] : this.#missed(nowMs);
  }

  dueMs(): number {
    return this.#askedMs === null ? this.#nextAskMs : this.#askedMs + ANSWER_TIMEOUT_MS;
  }

  /** Its lights obey configuration page 2, which also holds how it types; left alone. */
  signal(): ProtocolEvent[] {
    return [];
  }

  #ask(nowMs: number): ProtocolEvent[] {
    this.#askedMs = nowMs;
    if (this.#step === 'card-data') this.#lookedMs = nowMs;
    const isSilencing = this.#step === 'silence';
    const bytes = isSilencing ? silencingReports(this.#page) : commandReport(COMMANDS[this.#step]);
    return [{ kind: 'write', bytes }];
  }

  #missed(nowMs: number): ProtocolEvent[] {
    const events: ProtocolEvent[] = [];
    this.#drop('incomplete');
    this.#discards.flush(events);
    this.#misses += 1;
    this.#askedMs = null;
    this.#nextAskMs = nowMs + SETTLE_MS;
    if (this.#step === 'card-bits') this.#step = 'card-data';
    if (this.#misses >= MISSES_MAX) this.#tell(false, 'no-answer', events);
    if (this.#misses % MISSES_TO_REOPEN === 0) events.push({ kind: 'reopen', problem: 'no-answer' });
    return events;
  }

  #answered(nowMs: number, events: ProtocolEvent[]): void {
    const report = Uint8Array.from(this.#buffer);
    this.#buffer = [];
    this.#askedMs = null;
    this.#misses = 0;
    this.#discards.flush(events);
    this.#tell(true, this.#problem, events);
    const asked = this.#step;
    this.#step = this.#take(report, events);
    const hasLooked = this.#step === 'card-data' && (asked === 'card-data' || asked === 'card-bits');
    // From look to look, so that the pace does not depend on how long answers take; everything else follows at once.
    this.#nextAskMs = hasLooked ? this.#lookedMs + POLL_MS : nowMs;
    if (!hasLooked) events.push(...this.#ask(nowMs));
  }

  #take(report: Uint8Array, events: ProtocolEvent[]): Step {
    switch (this.#step) {
      case 'config':
        this.#page = report;
        return this.#mustSilence(report) ? 'silence' : 'card-data';
      case 'silence':
        return 'verify';
      case 'verify':
        return this.#silenced(report, events);
      case 'card-data':
        this.#data = report;
        return isAllZero(report) ? 'card-data' : 'card-bits';
      case 'card-bits':
        return this.#takeCard(report, events);
    }
  }

  /** Once: a reader that went on typing is not written to again and again. */
  #mustSilence(page: Uint8Array): boolean {
    return this.#settings.haltKeystrokes && this.#problem === null && !configOf(page).isSilent;
  }

  #silenced(page: Uint8Array, events: ProtocolEvent[]): Step {
    if (configOf(page).isSilent) return 'card-data';
    this.#problem = 'types-keys';
    this.#tell(true, this.#problem, events);
    events.push({ kind: 'note', level: 'warn', text: 'the reader goes on typing what it reads' });
    return 'card-data';
  }

  #takeCard(answer: Uint8Array, events: ProtocolEvent[]): Step {
    // The card left between the two questions.
    if (isAllZero(answer)) return 'card-data';
    const count = bitCountOf(answer);
    const bits = count === null ? null : bareBitsOf(this.#data, count);
    if (bits !== null) {
      events.push({ kind: 'read', card: cardOfBareBits(bits, this.#stripped(), this.#formats) });
      return 'card-data';
    }
    if (count === null) this.#discards.add(answer, 'bad-bit-count');
    else events.push({ kind: 'refused', reason: 'pad-bits' });
    this.#discards.flush(events);
    // Not what was asked for: then what was taken for the configuration may have been something else too.
    return 'config';
  }

  #stripped(): Stripped {
    const said = configOf(this.#page);
    const { leadParity = said.leadParity, trailParity = said.trailParity } = this.#settings;
    return { leadParity, trailParity };
  }

  #drop(reason: string): void {
    this.#discards.add(this.#buffer, reason);
    this.#buffer = [];
  }

  #tell(isAnswering: boolean, problem: string | null, events: ProtocolEvent[]): void {
    const told = `${isAnswering} ${problem ?? ''}`;
    if (told === this.#told) return;
    this.#told = told;
    events.push({ kind: 'peer', isAnswering, problem });
  }
}
