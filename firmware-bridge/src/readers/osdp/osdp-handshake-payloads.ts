import { ok, type PayloadResult, wrongLength } from './osdp-payloads.ts';
import { BLOCK_BYTES, NONCE_BYTES } from './osdp-secure-channel.ts';

/** Security block data of a handshake: which key is meant. */
export const KEY_DEFAULT = 0x00;
export const KEY_OWN = 0x01;
/** Security block data of RMAC_I: whether the reader took the server cryptogram. */
export const CRYPTOGRAM_OK = 0x01;

/** What a reader answers to CHLNG. */
export interface Ccrypt {
  /** In practice the first eight bytes of PDID. */
  clientId: Uint8Array;
  rndB: Uint8Array;
  cryptogram: Uint8Array;
}

export function decodeChlng(payload: Uint8Array): PayloadResult<Uint8Array> {
  return payload.length === NONCE_BYTES ? ok(payload) : wrongLength(payload, NONCE_BYTES);
}

export function decodeCcrypt(payload: Uint8Array): PayloadResult<Ccrypt> {
  const length = 2 * NONCE_BYTES + BLOCK_BYTES;
  if (payload.length !== length) return wrongLength(payload, length);
  return ok({
    clientId: payload.slice(0, NONCE_BYTES),
    rndB: payload.slice(NONCE_BYTES, 2 * NONCE_BYTES),
    cryptogram: payload.slice(2 * NONCE_BYTES),
  });
}

export function encodeCcrypt({ clientId, rndB, cryptogram }: Ccrypt): Uint8Array {
  return Uint8Array.of(...clientId, ...rndB, ...cryptogram);
}

/** The server cryptogram of SCRYPT, the initial R-MAC of RMAC_I. */
export function decodeCryptogram(payload: Uint8Array): PayloadResult<Uint8Array> {
  return payload.length === BLOCK_BYTES ? ok(payload) : wrongLength(payload, BLOCK_BYTES);
}
