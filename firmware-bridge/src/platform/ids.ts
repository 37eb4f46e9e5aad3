import { randomBytes } from 'node:crypto';
import { PunchId } from '@tapclock/contracts';
import { v7 } from 'uuid';

/** UUIDv7 (RFC 9562, section 5.7) of a punch made at this epoch ms; `random` is 16 random bytes. */
export function punchIdAt(ms: number, random: Uint8Array): PunchId {
  return PunchId.parse(v7({ msecs: ms, random }));
}

/** Randomness for one id, from the system. */
export function randomBytes16(): Uint8Array {
  return randomBytes(16);
}
