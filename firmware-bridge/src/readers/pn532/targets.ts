import type { Card } from '../badge-read.ts';
import { iso14443aCard, isUidLength } from '../uid/printed-uid.ts';
import { hexOf } from '../wiegand/bits.ts';
import { TARGETS_MAX } from './commands.ts';

/** A type A card as InListPassiveTarget shows it; all in upper-case hex. */
export interface Target {
  /** Number by which the chip calls it, 1 or 2. */
  number: number;
  /** SENS_RES, most significant byte first, as it is commonly printed. */
  atqa: string;
  /** SEL_RES. */
  sak: string;
  /** NFCID1, without cascade tags. */
  uid: string;
  /** Answer to select, with its own length byte; null for a card that is no ISO/IEC 14443-4 card. */
  ats: string | null;
}

export interface TargetFault {
  code: 'target-layout' | 'uid-length';
  message: string;
  /** Index of the byte at fault. */
  at: number;
}

export type TargetsResult = { kind: 'targets'; targets: Target[] } | { kind: 'fault'; fault: TargetFault };

/** Bit of SEL_RES: the card is ISO/IEC 14443-4, and the chip asks it for its ATS by itself. */
const SAK_ISO14443_4 = 0x20;
/** Number, SENS_RES, SEL_RES, length of the UID. */
const HEADER_BYTES = 5;

/** Reads what stands behind the response code of InListPassiveTarget: number of targets, then each (UM0701-02, 7.3.5). */
export function parseTargets(payload: Uint8Array): TargetsResult {
  const count = payload[0];
  if (count === undefined) return fault('target-layout', 'the number of targets is missing', 0);
  if (count > TARGETS_MAX)
    return fault('target-layout', `${count} targets: the chip knows at most ${TARGETS_MAX}`, 0);
  const targets: Target[] = [];
  let at = 1;
  while (targets.length < count) {
    const uidAt = at + HEADER_BYTES;
    const uidLength = payload[uidAt - 1];
    if (uidLength === undefined)
      return fault('target-layout', 'the response ends inside a target', payload.length);
    if (!isUidLength(uidLength))
      return fault('uid-length', `a UID of ${uidLength} bytes: type A has 4, 7 or 10`, uidAt - 1);
    const sak = payload[at + 3] ?? 0;
    let end = uidAt + uidLength;
    const atsAt = end;
    // A card that should have an ATS may still have none: the chip was told not to ask.
    if ((sak & SAK_ISO14443_4) !== 0 && atsAt < payload.length) {
      const atsLength = payload[atsAt] ?? 0;
      if (atsLength === 0) return fault('target-layout', 'an ATS counts itself and cannot be empty', atsAt);
      end += atsLength;
    }
    if (end > payload.length)
      return fault('target-layout', 'the response ends inside a target', payload.length);
    targets.push({
      number: payload[at] ?? 0,
      atqa: hexOf(payload.subarray(at + 1, at + 3)),
      sak: hexOf(payload.subarray(at + 3, at + 4)),
      uid: hexOf(payload.subarray(uidAt, atsAt)),
      ats: end > atsAt ? hexOf(payload.subarray(atsAt, end)) : null,
    });
    at = end;
  }
  if (at < payload.length) return fault('target-layout', 'bytes behind the last target', at);
  return { kind: 'targets', targets };
}

/** The payload for `parseTargets`, for emulators and tests. */
export function encodeTargets(targets: readonly Target[]): Uint8Array {
  const bytes = targets.flatMap(({ number, atqa, sak, uid, ats }) => [
    number,
    ...Buffer.from(atqa + sak, 'hex'),
    uid.length / 2,
    ...Buffer.from(uid + (ats ?? ''), 'hex'),
  ]);
  return Uint8Array.of(targets.length, ...bytes);
}

export function cardOfTarget({ uid }: Target): Card {
  return iso14443aCard(uid, 'dcs');
}

/**
 * The UID that the InitiatorData of an InListPassiveTarget request selects, in upper-case hex: longer ones carry a cascade tag 88 ahead
 * of each part but the last. Null when it is none.
 */
export function selectedUid(initiatorData: Uint8Array): string | null {
  const hex = hexOf(initiatorData);
  switch (initiatorData.length) {
    case 4:
      return hex;
    case 8:
      return /^88(.{14})$/.exec(hex)?.[1] ?? null;
    case 12: {
      const parts = /^88(.{6})88(.{14})$/.exec(hex);
      return parts === null ? null : `${parts[1]}${parts[2]}`;
    }
    default:
      return null;
  }
}

function fault(code: TargetFault['code'], message: string, at: number): TargetsResult {
  return { kind: 'fault', fault: { code, message, at } };
}
