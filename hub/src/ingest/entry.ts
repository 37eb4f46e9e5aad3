import type { AuthenticBatch } from './authenticate.ts';
import type { KnownTerminal } from './directories.ts';
import type { Rejection } from './parse-message.ts';

/** A message of the broker on its way through ingest. */
export interface Arrived {
  topic: string;
  payload: Buffer;
  receivedAtMs: number;
}

/** A message that was looked at: a batch that can be trusted, or the reason why not. */
export type Examined =
  | { kind: 'batch'; arrived: Arrived; message: AuthenticBatch }
  | { kind: 'rejected'; arrived: Arrived; rejection: Rejection; terminal: KnownTerminal | null };
