import type { Reader } from './reader.ts';
import type { PageTransport } from './transports/page-transport.ts';

/** A reader whose keys arrive through the kiosk page. */
export interface PageReader extends Reader {
  /** Text that was typed too fast for a person: 1 to 128 printable ASCII characters. Throws RangeError for anything else. */
  type(text: string): void;
}

export function createPageReader(reader: Reader, page: PageTransport): PageReader {
  return {
    id: reader.id,
    start: () => reader.start(),
    stop: () => reader.stop(),
    status: () => reader.status(),
    onRead: listener => reader.onRead(listener),
    onStatus: listener => reader.onStatus(listener),
    onKeys: listener => reader.onKeys(listener),
    signal: signal => reader.signal(signal),
    type: text => page.type(text),
  };
}

export function isPageReader(reader: Reader): reader is PageReader {
  return 'type' in reader;
}
