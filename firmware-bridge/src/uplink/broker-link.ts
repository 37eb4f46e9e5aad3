/** One session with a broker as the uplink needs it; mqtt.js behind it in production. */
export interface BrokerLink {
  /** Begins and keeps trying until `stop`. */
  start(): void;
  /** False when there is no session; nothing is queued for later, the journal is the queue. */
  publish(topic: string, payload: string, options: { retain: boolean }): boolean;
  /** Ends the session; the last words are sent first if there is one. Idempotent. */
  stop(lastWords: { topic: string; payload: string } | null): Promise<void>;
}

export interface BrokerLinkEvents {
  /** Connected and subscribed. */
  onUp(): void;
  onDown(): void;
  onMessage(topic: string, payload: Uint8Array): void;
}
