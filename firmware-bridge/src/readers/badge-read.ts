import type { Assurance } from '@tapclock/contracts';

/** What protected the bytes on the wire against noise; none of these stops an attacker except `mac`. */
export type Integrity = 'xor' | 'sum8' | 'crc16' | 'dcs' | 'mac' | 'parity' | 'none';

/**
 * What a reader saw, inside the bridge only: raw numbers never leave it. Two readers seeing one card may print it
 * differently, so matching is on `technology` and `raw`; printed numbers are views for people.
 */
export interface BadgeRead {
  readerId: string;
  /** Epoch ms, terminal's clock. */
  at: number;
  technology: 'em4100';
  /** Upper-case hex of the credential's own bytes, without framing and checksum. */
  raw: string;
  printed: { dez10?: string; d3d5?: string; [view: string]: string | undefined };
  integrity: Integrity;
  assurance: Assurance;
}
