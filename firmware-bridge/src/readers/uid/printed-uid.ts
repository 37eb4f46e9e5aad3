import type { Card, Integrity } from '../badge-read.ts';

/**
 * The ways in which readers and badge printers write a UID. Vendors disagree on the byte order of the decimal ones, so an admin picks the
 * view by a badge at hand. All are views for people; matching is on the raw bytes.
 */
export interface UidViews {
  /** Upper-case hex, in the order in which the card sends its bytes. */
  uid: string;
  /** The same with colons, as phones and Web NFC show it, but upper-case. */
  uidColons: string;
  /** Hex, last byte first. */
  uidReversed: string;
  /** Decimal with the first byte as the most significant. */
  decMsb: string;
  /** Decimal with the first byte as the least significant. */
  decLsb: string;
}

/** ISO/IEC 14443-3: single, double and triple size, in bytes. */
const UID_BYTES = [4, 7, 10];

/** ISO/IEC 14443-3, NXP AN10927: a single-size UID that begins so is drawn anew at each activation. */
const RANDOM_UID = /^08[0-9A-F]{6}$/;

/** All views of a UID in upper-case hex, of any whole number of bytes. Throws RangeError for anything else. */
export function uidViews(uid: string): UidViews {
  if (!/^(?:[0-9A-F]{2})+$/.test(uid))
    throw new RangeError('a UID is upper-case hex, two characters for a byte');
  const bytes = uid.match(/../g) ?? [];
  const uidReversed = bytes.toReversed().join('');
  return {
    uid,
    uidColons: bytes.join(':'),
    uidReversed,
    // BigInt: seven bytes do not fit a double.
    decMsb: BigInt(`0x${uid}`).toString(),
    decLsb: BigInt(`0x${uidReversed}`).toString(),
  };
}

/** Whether a UID of ISO/IEC 14443-3 type A can have this many bytes. */
export function isUidLength(byteCount: number): boolean {
  return UID_BYTES.includes(byteCount);
}

/**
 * The card behind a type A UID in upper-case hex: 4, 7 or 10 bytes, without cascade tags. A random UID gives a card that is marked
 * unusable: phones, and cards in privacy mode. Throws RangeError for anything else.
 */
export function iso14443aCard(uid: string, integrity: Integrity): Card {
  if (!isUidLength(uid.length / 2)) throw new RangeError('a type A UID has 4, 7 or 10 bytes');
  return {
    technology: 'iso14443a',
    raw: uid,
    uid,
    printed: { ...uidViews(uid) },
    integrity,
    // Sent in clear to whoever asks; blanks with a UID of one's choice are sold by the hundred.
    assurance: 'identifier-only',
    ...(RANDOM_UID.test(uid) ? { unusable: 'random-uid' as const } : {}),
  };
}
