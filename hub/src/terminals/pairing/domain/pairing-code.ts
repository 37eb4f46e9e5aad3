import { PAIRING_CODE_ALPHABET, PAIRING_CODE_LENGTH, type PairingCode } from '@tapclock/contracts';

/** Bytes from here on would make the first characters of the alphabet likelier. */
const FAIR_BYTES = 256 - (256 % PAIRING_CODE_ALPHABET.length);

/** A code from random bytes, every character equally likely; null when too few of the bytes are fair. */
export function pairingCodeFrom(bytes: Uint8Array): PairingCode | null {
  const fair = [...bytes].filter(byte => byte < FAIR_BYTES).slice(0, PAIRING_CODE_LENGTH);
  if (fair.length < PAIRING_CODE_LENGTH) return null;
  return fair.map(byte => PAIRING_CODE_ALPHABET.charAt(byte % PAIRING_CODE_ALPHABET.length)).join('');
}
