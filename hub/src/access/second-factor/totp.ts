import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** RFC 4226, section 4, R6: as long as the digest. */
const SECRET_BYTES = 20;
const PERIOD_SECONDS = 30;
/** One step before and after: clocks of phones are a little off, and people type slowly (RFC 6238, 5.2). */
const WINDOW_STEPS = 1;
/** What every authenticator knows; many ignore anything else that a link says. */
const FORM = { algorithm: 'SHA1', digits: 6, period: PERIOD_SECONDS } as const;

export function newTotpSecret(): Buffer {
  return randomBytes(SECRET_BYTES);
}

/** A secret as somebody types it, and as the link that an authenticator scans. */
export function describeTotp(secret: Buffer, email: string): { secret: string; uri: string } {
  const totp = new TOTP({ ...FORM, issuer: 'Tapclock', label: email, secret: secretOf(secret) });
  return { secret: totp.secret.base32, uri: totp.toString() };
}

/** The time step whose code this is; null when it is none of now. */
export function totpStepOf(secret: Buffer, code: string, nowMs: number): number | null {
  const token = { ...FORM, token: code, secret: secretOf(secret), timestamp: nowMs, window: WINDOW_STEPS };
  const delta = TOTP.validate(token);
  return delta === null ? null : TOTP.counter({ period: PERIOD_SECONDS, timestamp: nowMs }) + delta;
}

function secretOf(bytes: Buffer): Secret {
  // A copy: a small Buffer is a window into memory it shares with others.
  return new Secret({ buffer: new Uint8Array(bytes).buffer });
}
