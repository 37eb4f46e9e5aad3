import { randomBytes } from 'node:crypto';

/** Randomness that is injected where a handshake needs nonces: tests replay recorded ones. */
export interface Entropy {
  /** `length` bytes nobody can foresee. */
  bytes(length: number): Uint8Array;
}

export function systemEntropy(): Entropy {
  return { bytes: length => new Uint8Array(randomBytes(length)) };
}
