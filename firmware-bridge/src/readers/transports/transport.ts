/** `opening` until the first try has ended, then `online` or `missing`; tries go on until `stop`. */
export type TransportState = 'opening' | 'online' | 'missing';

/** Where a reader's bytes come from, and go to. A port that is unplugged is a state, not an error. */
export interface Transport {
  /** Begins and keeps trying. Listeners are set once, before this. */
  start(listener: TransportListener): void;
  /** Ends and is idempotent; no listener is called afterwards. */
  stop(): Promise<void>;
  /** Sends one message; dropped while the port is not open, which the protocol sees as silence. */
  write(bytes: Uint8Array): void;
  /** Closes and opens again, for a device that went silent, or at another speed. */
  reopen(reason: string, baudRate?: number): void;
}

export interface TransportListener {
  onBytes(chunk: Uint8Array): void;
  /**
   * Called when the state changes. Each `online` is a newly opened port: what was half read before it is void. `problem` is a slug that
   * says why a port is missing: `no-such-port`, `no-permission`, `busy`, `unplugged`, ...
   */
  onState(state: TransportState, problem: string | null): void;
}
