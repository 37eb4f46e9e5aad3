import type { Assurance } from '@tapclock/contracts';

/** What protected the bytes on the wire against noise; none of these stops an attacker except `mac`. */
export type Integrity = 'xor' | 'sum8' | 'lrc' | 'crc16' | 'dcs' | 'mac' | 'parity' | 'none';

/**
 * What kind of number a credential is. Two readers that see one card must agree on `technology` and `raw`, or the card is two badges: a
 * TWN4 that reads an EM4100 tag says `em4100`, one that reads a HID Prox card says `wiegand`.
 */
export type Technology =
  | 'em4100'
  | 'iso14443a'
  | 'iso14443b'
  | 'iso15693'
  | 'felica'
  | 'wiegand'
  | 'barcode'
  | 'text'
  /** Known to the reader, not to us: `raw` begins with the reader's own type byte. */
  | 'other';

/** One reading of a Wiegand bit string by one format of the table. */
export interface WiegandMatch {
  format: string;
  facility?: number;
  cardNumber: number;
}

/** What is on a card, as far as a reader can tell. Matching is on `technology`, `bits` and `raw`; everything else is a view. */
export interface Card {
  technology: Technology;
  /** Upper-case hex of the credential's own bytes, without framing and checksum. Wiegand: left-justified, unused low bits zero. */
  raw: string;
  /** Length in bits where it is no whole number of bytes: Wiegand. */
  bits?: number;
  uid?: string;
  facility?: number;
  cardNumber?: number;
  /** Every format that fits, where more than one does. */
  formats?: readonly WiegandMatch[];
  /** Numbers as they are printed on such badges, by the name of the view: for people, never for matching. */
  printed: Readonly<Record<string, string | undefined>>;
  integrity: Integrity;
  assurance: Assurance;
  /** Set when the number says nothing about who holds the card: it is another one at the next tap (NXP AN10927). */
  unusable?: 'random-uid';
}

/** What a reader saw, inside the bridge only: raw numbers never leave it. */
export interface BadgeRead extends Card {
  readerId: string;
  /** Epoch ms, terminal's clock. */
  at: number;
}

const USUAL_VIEWS = ['dez10', 'facilityCard', 'uid', 'text'] as const;

/** The view that most likely stands on the badge itself, for a screen; null when none is known. */
export function usualPrint({ printed, unusable }: Pick<Card, 'printed' | 'unusable'>): string | null {
  if (unusable !== undefined) return null;
  const view = USUAL_VIEWS.find(name => printed[name] !== undefined);
  return view === undefined ? null : (printed[view] ?? null);
}
