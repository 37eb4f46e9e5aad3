import type { Transport, TransportListener } from './transport.ts';

/** A line that exists in memory only: what is written comes out as if a module had sent it. */
export interface VirtualTransport extends Transport {
  write(chunk: Uint8Array): void;
  /** Pulls the plug, or puts it back. */
  setPlugged(isPlugged: boolean): void;
}

export function createVirtualTransport(): VirtualTransport {
  let listener: TransportListener | null = null;
  let isPlugged = true;
  return {
    start(to) {
      listener = to;
      to.onState(isPlugged ? 'online' : 'missing');
    },
    stop() {
      listener = null;
      return Promise.resolve();
    },
    write(chunk) {
      if (isPlugged) listener?.onBytes(chunk);
    },
    setPlugged(plugged) {
      if (plugged === isPlugged) return;
      isPlugged = plugged;
      listener?.onState(isPlugged ? 'online' : 'missing');
    },
  };
}
