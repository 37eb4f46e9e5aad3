import type { ReaderStatus } from '@tapclock/contracts';
import type { BadgeRead } from './badge-read.ts';
import type { Signal } from './protocol.ts';

/**
 * A badge reader of any family. Constructors assign, `start` begins (and keeps trying: a reader that is unplugged is a
 * state, not an error), `stop` ends and is idempotent. Listeners are added before `start`.
 */
export interface Reader {
  readonly id: string;
  start(): void;
  stop(): Promise<void>;
  status(): ReaderStatus;
  /** Each presentation of a badge once: a badge held in the field is one read until it leaves. */
  onRead(listener: (read: BadgeRead) => void): void;
  onStatus(listener: (status: ReaderStatus) => void): void;
  /** Keys of the reader's own keypad: digits, `*` and `#`. */
  onKeys(listener: (keys: string) => void): void;
  /** Tells the person at the reader how their tap ended, where it has lights or sounds. */
  signal(signal: Signal): void;
}
