/** `opening` until the first try has ended, then `online` or `missing`; tries go on until `stop`. */
export type TransportState = 'opening' | 'online' | 'missing';

/** Where a reader's bytes come from. A port that is unplugged is a state, not an error. */
export interface Transport {
  /** Begins and keeps trying. Listeners are set once, before this. */
  start(listener: TransportListener): void;
  /** Ends and is idempotent; no listener is called afterwards. */
  stop(): Promise<void>;
}

export interface TransportListener {
  onBytes(chunk: Uint8Array): void;
  /** Called when the state changes. Each `online` is a newly opened port: what was half read before it is void. */
  onState(state: TransportState): void;
}
