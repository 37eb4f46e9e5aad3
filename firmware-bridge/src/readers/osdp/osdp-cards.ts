import type { Assurance } from '@tapclock/contracts';
import type { Card, Integrity } from '../badge-read.ts';
import { hexOf } from '../wiegand/bits.ts';
import type { WiegandFormat } from '../wiegand/formats.ts';
import { wiegandCard } from '../wiegand/wiegand-card.ts';
import { decodeFmt, decodeRaw } from './osdp-card-payloads.ts';
import type { PayloadResult } from './osdp-payloads.ts';

/** What protected a reply on the wire. */
export interface Carrier {
  integrity: Integrity;
  assurance: Assurance;
}

export type CardReply =
  | { kind: 'card'; card: Card; reader: number }
  /** `offset` is the index of the payload byte at fault. */
  | { kind: 'refused'; reason: string; offset: number };

/** RAW keeps its bits behind four bytes of header. */
const RAW_DATA_AT = 4;
const FMT_TEXT_AT = 3;
const FMT_DIRECTION_AT = 1;

/**
 * A secure channel protects what travels, not the card: a copied badge is the same badge on any line. Under the public default key anyone
 * can make the MAC, so it is worth no more than a CRC.
 */
export function carrierOf(channel: 'secure' | 'default-key' | 'plain', isCrc: boolean): Carrier {
  if (channel === 'secure') return { integrity: 'mac', assurance: 'channel-protected' };
  return { integrity: isCrc ? 'crc16' : 'sum8', assurance: 'identifier-only' };
}

/** The card of a RAW reply. */
export function cardOfRaw(
  payload: Uint8Array,
  formats: readonly WiegandFormat[],
  carrier: Carrier,
): CardReply {
  const raw = decodeRaw(payload);
  if (!raw.ok) return refusedPayload(raw);
  const { bits, bytes, reader } = raw.value;
  const result = wiegandCard({ bytes, bits, formats, carrier });
  if (result.kind === 'card') return { kind: 'card', card: result.card, reader };
  return { kind: 'refused', reason: result.reason, offset: RAW_DATA_AT + ((result.bit ?? 0) >> 3) };
}

/** The card of a FMT reply, which v2.2 calls deprecated: characters, for those readers that still send them. */
export function cardOfFmt(payload: Uint8Array, carrier: Carrier): CardReply {
  const fmt = decodeFmt(payload);
  if (!fmt.ok) return refusedPayload(fmt);
  const { direction, text, reader } = fmt.value;
  // A stripe that was pulled the wrong way: the same card would be two badges.
  if (direction !== 0) return { kind: 'refused', reason: 'read-backward', offset: FMT_DIRECTION_AT };
  const bad = [...text].findIndex(character => !/^[\x20-\x7e]$/.test(character));
  if (text === '' || bad !== -1)
    return { kind: 'refused', reason: 'not-text', offset: FMT_TEXT_AT + Math.max(0, bad) };
  const raw = hexOf(payload.subarray(FMT_TEXT_AT));
  return { kind: 'card', card: { technology: 'text', raw, printed: { text }, ...carrier }, reader };
}

function refusedPayload({ code, offset }: Extract<PayloadResult<unknown>, { ok: false }>): CardReply {
  return { kind: 'refused', reason: code, offset };
}
