import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { Vault } from '../../src/platform/secrets/vault.ts';
import type { RunningTestHub } from '../kit/running-hub.ts';

/** The key of every test hub. */
const vault = new Vault(Buffer.alloc(32, 7));

/** Gives an account an authenticator, and tells its secret. */
export async function enrolAuthenticator(hub: RunningTestHub, account: string): Promise<Buffer> {
  const secret = randomBytes(20);
  await hub.database.primary.query('update account set totp_secret = $2, totp_step = null where id = $1', [
    account,
    vault.seal('second factor', account, secret),
  ]);
  return secret;
}

/** What the authenticator shows now. */
export function codeOfNow(secret: Buffer): string {
  return new TOTP({ secret: new Secret({ buffer: new Uint8Array(secret).buffer }) }).generate();
}

/** A code that it shows neither now nor in the hour around. */
export function wrongCode(secret: Buffer): string {
  const totp = new TOTP({ secret: new Secret({ buffer: new Uint8Array(secret).buffer }) });
  for (let code = 0; ; code += 1) {
    const token = String(code).padStart(6, '0');
    if (totp.validate({ token, window: 60 }) === null) return token;
  }
}
