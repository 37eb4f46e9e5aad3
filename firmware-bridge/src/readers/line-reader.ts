import type { ReaderStatus } from '@tapclock/contracts';
import type { Clock, Logger } from '../platform/index.ts';
import type { BadgeRead, Card } from './badge-read.ts';
import { credentialText } from './credential.ts';
import { createPresentations, type Presentations } from './presentation.ts';
import type { ProtocolEvent, Signal } from './protocol.ts';
import type { Reader } from './reader.ts';
import { ReaderCondition } from './reader-condition.ts';
import { createTokenBucket } from './token-bucket.ts';
import type { TransportState } from './transports/transport.ts';

/** Nobody taps faster; a reader that invents badges fills no journal. */
export const READS_MAX = { burst: 10, perSecond: 5 } as const;

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
  /** Refusals that are held: by reason, since a phone shows another number at each look. */
  readonly #refusals: Presentations;
  readonly #readsAllowed = createTokenBucket(READS_MAX);
  readonly #readListeners: ((read: BadgeRead) => void)[] = [];
  readonly #statusListeners: ((status: ReaderStatus) => void)[] = [];
  readonly #keyListeners: ((keys: string) => void)[] = [];
  readonly #condition = new ReaderCondition();
  #reads = 0;
  #discardedBytes = 0;
  #refusedReads = 0;
  #lastReadAt: string | null = null;
  #told = '';

  constructor(settings: LineReaderSettings, index: number, options: LineReaderOptions, line: Line) {
    this.id = settings.id;
    this.#settings = settings;
    this.#index = index;
    this.#options = options;
    this.#line = line;
    this.#log = options.log.child({ reader: settings.id });
    this.#presentations = createPresentations(settings.holdMs);
    this.#refusals = createPresentations(settings.holdMs);
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
    const { state, problem } = this.#condition.at(this.#uptimeMs());
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

  /** Listeners are not told yet: what the protocol says at once belongs to it. */
  lineIs(state: TransportState, problem: string | null): void {
    this.#condition.lineIs(state, problem);
  }

  /** The protocol has the line opened anew. */
  lineIsReopened(): void {
    this.#condition.lineIsReopened();
  }

  /** The line floods; `byteCount` of the bytes thrown away unread are counted here. */
  flooded(byteCount: number): void {
    this.#discardedBytes += byteCount;
    this.#condition.flooded(this.#uptimeMs());
    this.tell();
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
        this.#condition.peerIs(event);
        this.tell();
        break;
      case 'note':
        this.#log[event.level](event.facts ?? {}, event.text);
    }
  }

  #sighted(card: Card): void {
    if (card.unusable !== undefined) {
      this.#refuse(card.unusable);
      return;
    }
    const uptimeMs = this.#uptimeMs();
    const credential = credentialText(card);
    if (!this.#presentations.isNew(credential, uptimeMs)) return;
    if (this.#readsAllowed.take(1, uptimeMs) === 0) {
      // Not read, so not held either: it is read as soon as there is room, while it still lies there.
      this.#presentations.forget(credential);
      this.#condition.flooded(uptimeMs);
      this.#refuse('flood', `flood ${credential}`);
      return;
    }
    const at = this.#options.clock.nowMs();
    this.#reads += 1;
    this.#lastReadAt = new Date(at).toISOString();
    const read: BadgeRead = { ...card, readerId: this.id, at };
    for (const listener of this.#readListeners) listener(read);
  }

  /** Counts and shows a refusal once for as long as the same one is `held`, however often the reader is asked. */
  #refuse(reason: string, held = reason): void {
    if (!this.#refusals.isNew(held, this.#uptimeMs())) return;
    this.#refusedReads += 1;
    this.#log.debug({ reason }, 'badge read refused');
    if (reason !== 'flood') this.signal('refused');
    this.tell();
  }

  /** Listeners hear of a change of state or problem, once. */
  tell(): void {
    const { state, problem } = this.#condition.at(this.#uptimeMs());
    const shown = `${state} ${problem ?? ''}`;
    if (shown === this.#told) return;
    this.#told = shown;
    this.#log.info({ state, problem }, 'reader state changed');
    const status = this.status();
    for (const listener of this.#statusListeners) listener(status);
  }

  #uptimeMs(): number {
    return this.#options.clock.uptimeMs();
  }
}
