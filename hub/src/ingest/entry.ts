import type { Receipt } from '@tapclock/contracts';
import type { AuthenticBatch } from './authenticate.ts';
import type { KnownTerminal } from './directories.ts';
import type { Rejection } from './parse-message.ts';

/** A message of the broker, or of a terminal in this process, on its way through ingest. */
export interface Arrived {
  topic: string;
  payload: Buffer;
  receivedAtMs: number;
  /** Who waits for the receipt in this process: hears of it after the commit, or null where there will be none. Without it the broker has it. */
  answered?: (receipt: Receipt | null) => void;
}

/** A message that was looked at: a batch that can be trusted, or the reason why not. */
export type Examined =
  | { kind: 'batch'; arrived: Arrived; message: AuthenticBatch }
  | { kind: 'rejected'; arrived: Arrived; rejection: Rejection; terminal: KnownTerminal | null };
