import type { TerminalAccount } from './terminal-access.ts';

/** A message as it came from the broker; nothing in it is trusted yet. */
export interface BrokerMessage {
  topic: string;
  payload: Buffer;
  /** Hub's clock at arrival, epoch ms. */
  receivedAtMs: number;
}

/**
 * Takes a message. A returned promise holds back the next ones of that connection: this is the only back-pressure there
 * is, so it resolves when there is room, not when the message is stored.
 */
export type BrokerHandler = (message: BrokerMessage) => void | Promise<void>;

/**
 * The hub's side of MQTT: in process on the embedded aedes, or a client of an external broker. Nothing may depend on
 * MQTT 5 or on what a PUBACK means (it proves nothing about storage).
 */
export interface BrokerLink {
  /** Connects or starts listening. `onReady` handlers run each time a session with the broker begins, the first included. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Registers for a filter of `hubFilters`; call before `start`. */
  subscribe(filter: string, handler: BrokerHandler): void;
  /** QoS 1. Resolves when handed to the broker; rejects when there is no connection, and callers then rely on resends. */
  publish(topic: string, payload: string, options?: { retain?: boolean }): Promise<void>;
  /** Retained messages may be gone after each of these: whoever owns some publishes them again. */
  onReady(handler: () => void): void;
  /**
   * Who may be connected from now on: all terminals that have an account. Who is connected without one, or with an older password or
   * site, is cut. Returns at once; what cannot be done now is done as soon as the broker is there.
   */
  admit(accounts: readonly TerminalAccount[]): void;
  readonly connected: boolean;
}

export const BROKER_LINK = Symbol('BrokerLink');
