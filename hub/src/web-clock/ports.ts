import type { Receipt } from '@tapclock/contracts';

/** Where signed batches of a terminal in this process go: the same way as those of every other terminal. */
export interface PunchIntake {
  /**
   * Resolves with the receipt after the commit (R1); with null where there is none, and then nothing, or nothing that is known of, was stored.
   */
  takeOwn(message: { topic: string; payload: Buffer; receivedAtMs: number }): Promise<Receipt | null>;
}

export const PUNCH_INTAKE = Symbol('PunchIntake');
