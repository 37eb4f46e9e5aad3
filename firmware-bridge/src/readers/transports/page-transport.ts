import type { Transport, TransportListener } from './transport.ts';

/** Characters of one text that a page may pass on. */
export const TYPED_LENGTH_MAX = 128;

/** A line whose texts were typed into the kiosk page. */
export interface PageTransport extends Transport {
  /**
   * A text of printable ASCII, one to 128 characters, that a reader typed; Enter is added. Throws RangeError for anything else: the page's
   * messages are checked before, so that is a bug. Before the start and after the stop it goes nowhere.
   */
  type(text: string): void;
}

const CR = '\r';

/** Always online: whether a page is open is not known here, and a page that is gone types nothing. */
export function createPageTransport(): PageTransport {
  let listener: TransportListener | null = null;
  return {
    start(to) {
      listener = to;
      to.onState('online', null);
    },
    stop() {
      listener = null;
      return Promise.resolve();
    },
    write: () => undefined,
    reopen(reason) {
      listener?.onState('missing', reason);
      listener?.onState('online', null);
    },
    type(text) {
      if (text.length > TYPED_LENGTH_MAX || !/^[ -~]+$/.test(text))
        throw new RangeError(`a typed text is 1 to ${TYPED_LENGTH_MAX} printable ASCII characters`);
      listener?.onBytes(Uint8Array.from(Buffer.from(text + CR, 'latin1')));
    },
  };
}
