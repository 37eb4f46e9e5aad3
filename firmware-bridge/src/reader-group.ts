import type { ReaderStatus } from '@tapclock/contracts';
import type { VirtualTap, VirtualTapAnswer } from './kiosk/index.ts';
import {
  type BadgeRead,
  isPageReader,
  isVirtualReader,
  type Reader,
  rawFromPrinted,
  type Signal,
} from './readers/index.ts';

interface ReaderListeners {
  onRead(read: BadgeRead): void;
  onKeys(keys: string): void;
  onStatus(): void;
}

/** All readers of this terminal, as the rest of the bridge deals with them. */
export class ReaderGroup {
  readonly hasVirtual: boolean;
  /** One of them types into the kiosk page. */
  readonly hasPage: boolean;

  constructor(private readonly readers: readonly Reader[]) {
    this.hasVirtual = readers.some(isVirtualReader);
    this.hasPage = readers.some(isPageReader);
  }

  start({ onRead, onKeys, onStatus }: ReaderListeners): void {
    for (const reader of this.readers) {
      reader.onRead(onRead);
      reader.onKeys(onKeys);
      reader.onStatus(onStatus);
      reader.start();
    }
  }

  /** What ends each of them. */
  stops(): (() => Promise<void>)[] {
    return this.readers.map(reader => () => reader.stop());
  }

  statuses(): ReaderStatus[] {
    return this.readers.map(reader => reader.status());
  }

  /** Shows at the reader how a tap ended; null is a tap that came from no reader. */
  signal(readerId: string | null, signal: Signal): void {
    this.readers.find(({ id }) => id === readerId)?.signal(signal);
  }

  /** Text that a reader typed into the kiosk page. */
  typed(text: string): void {
    this.readers.find(isPageReader)?.type(text);
  }

  /** Presents a badge to a virtual reader, as the bytes a real one would send. */
  virtualTap({ badge, reader: wanted, version, holdMs }: VirtualTap): VirtualTapAnswer {
    const reader = this.readers
      .filter(isVirtualReader)
      .find(({ id }) => wanted === undefined || id === wanted);
    if (reader === undefined) return { kind: 'no-reader' };
    const isPrinted = /^\d{10}$/.test(badge);
    if (isPrinted && rawFromPrinted(badge, version) === null) return { kind: 'no-such-badge' };
    reader.present(isPrinted ? { dez10: badge } : { hex10: badge }, { version, holdMs });
    return { kind: 'presented', reader: reader.id };
  }
}
