import type { ReaderStatus } from '@tapclock/contracts';
import type { Clock, Logger } from '../platform/index.ts';
import type { BadgeRead, Card } from './badge-read.ts';
import { credentialText } from './credential.ts';
import { createPresentations, type Presentations } from './presentation.ts';
import type { ProtocolEvent, Signal } from './protocol.ts';
import type { Reader } from './reader.ts';
import { createTokenBucket } from './token-bucket.ts';
import type { TransportState } from './transports/transport.ts';

/** Nobody taps faster; a reader that invents badges fills no journal. */
export const READS_MAX = { burst: 10, perSecond: 5 } as const;
/** How long a reader that flooded is shown as such. */
const FLOOD_SHOWN_MS = 5000;

export interface LineReaderSettings {
  id: string;
  place: string;
  /** How long a badge may be unseen and still count as held. */
  holdMs: number;
}

export interface LineReaderOptions {
  family: string;
  clock: Clock;
  log: Logger;
}

/** The line a reader hangs on, which it may share. */
interface Line {
  start(): void;
  stop(): Promise<void>;
  signal(signal: Signal, reader: number): void;
}

/** What concerns one reader of a line. */
export type ReaderEvent = Exclude<ProtocolEvent, { kind: 'write' } | { kind: 'reopen' }>;

/** One reader of a line, as the rest of the bridge sees it. */
export class LineReader implements Reader {
  readonly id: string;
  readonly #settings: LineReaderSettings;
  readonly #index: number;
  readonly #options: LineReaderOptions;
  readonly #line: Line;
  readonly #log: Logger;
  readonly #presentations: Presentations;
  readonly #readsAllowed = createTokenBucket(READS_MAX);
  readonly #readListeners: ((read: BadgeRead) => void)[] = [];
  readonly #statusListeners: ((status: ReaderStatus) => void)[] = [];
  readonly #keyListeners: ((keys: string) => void)[] = [];
  #lineState: TransportState = 'opening';
  #lineProblem: string | null = null;
  /** Null for families that only listen: an open line is all that can be known of them. */
  #peer: { isAnswering: boolean; problem: string | null } | null = null;
  #reads = 0;
  #discardedBytes = 0;
  #refusedReads = 0;
  #lastReadAt: string | null = null;
  #floodedAtMs: number | null = null;
  #told = '';

  constructor(settings: LineReaderSettings, index: number, options: LineReaderOptions, line: Line) {
    this.id = settings.id;
    this.#settings = settings;
    this.#index = index;
    this.#options = options;
    this.#line = line;
    this.#log = options.log.child({ reader: settings.id });
    this.#presentations = createPresentations(settings.holdMs);
  }

  start(): void {
    this.#line.start();
  }

  stop(): Promise<void> {
    return this.#line.stop();
  }

  signal(signal: Signal): void {
    this.#line.signal(signal, this.#index);
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
    const { state, problem } = this.#condition();
    return {
      id: this.id,
      family: this.#options.family,
      place: this.#settings.place,
      state,
      problem,
      reads: this.#reads,
      refusedReads: this.#refusedReads,
      discardedBytes: this.#discardedBytes,
      lastReadAt: this.#lastReadAt,
    };
  }

  lineState(state: TransportState, problem: string | null): void {
    this.#lineState = state;
    this.#lineProblem = problem;
    this.#peer = null;
    this.#tell();
  }

  /** Bytes thrown away unread. */
  flooded(byteCount: number): void {
    this.#discardedBytes += byteCount;
    this.#floodedAtMs = this.#options.clock.uptimeMs();
    this.#tell();
  }

  take(event: ReaderEvent): void {
    switch (event.kind) {
      case 'read':
        this.#sighted(event.card);
        break;
      case 'refused':
        this.#refuse(event.reason);
        break;
      case 'discarded':
        // Described without the bytes: half a frame is half a badge number.
        this.#discardedBytes += event.bytes.length;
        this.#log.debug({ byteCount: event.bytes.length, reason: event.reason }, 'reader bytes discarded');
        break;
      case 'keys':
        for (const listener of this.#keyListeners) listener(event.keys);
        break;
      case 'peer':
        this.#peer = { isAnswering: event.isAnswering, problem: event.problem };
        this.#tell();
        break;
      case 'note':
        this.#log[event.level](event.facts ?? {}, event.text);
    }
  }

  #sighted(card: Card): void {
    const uptimeMs = this.#options.clock.uptimeMs();
    if (!this.#presentations.isNew(credentialText(card), uptimeMs)) return;
    if (this.#readsAllowed.take(1, uptimeMs) === 0) {
      this.#floodedAtMs = uptimeMs;
      this.#refuse('flood');
      return;
    }
    const at = this.#options.clock.nowMs();
    this.#reads += 1;
    this.#lastReadAt = new Date(at).toISOString();
    const read: BadgeRead = { ...card, readerId: this.id, at };
    for (const listener of this.#readListeners) listener(read);
  }

  #refuse(reason: string): void {
    this.#refusedReads += 1;
    this.#log.debug({ reason }, 'badge read refused');
    if (reason !== 'flood') this.signal('refused');
    this.#tell();
  }

  #condition(): Pick<ReaderStatus, 'state' | 'problem'> {
    if (this.#lineState !== 'online') return { state: this.#lineState, problem: this.#lineProblem };
    const isFlooding =
      this.#floodedAtMs !== null && this.#options.clock.uptimeMs() - this.#floodedAtMs < FLOOD_SHOWN_MS;
    const problem = isFlooding ? 'flood' : (this.#peer?.problem ?? null);
    if (this.#peer === null || this.#peer.isAnswering) return { state: 'online', problem };
    return { state: this.#peer.problem === null ? 'opening' : 'silent', problem };
  }

  /** Listeners hear of a change of state or problem, once. */
  #tell(): void {
    const { state, problem } = this.#condition();
    const shown = `${state} ${problem ?? ''}`;
    if (shown === this.#told) return;
    this.#told = shown;
    this.#log.info({ state, problem }, 'reader state changed');
    const status = this.status();
    for (const listener of this.#statusListeners) listener(status);
  }
}
