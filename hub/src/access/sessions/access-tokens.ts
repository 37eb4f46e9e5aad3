import { Inject, Injectable } from '@nestjs/common';
import { errors, jwtVerify, SignJWT } from 'jose';
import { VAULT, type Vault } from '../../platform/secrets/vault.ts';

/** Design section 9. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;
const ISSUER = 'tapclock-hub';
const AUDIENCE = 'tapclock-api';
/** Hubs of one company may run on machines whose clocks differ a little. */
const CLOCK_TOLERANCE_SECONDS = 5;

/** Short-lived proof of a session (RFC 7519). Signed with one algorithm and one key; a token that names another is refused (RFC 8725, 3.1). */
@Injectable()
export class AccessTokens {
  readonly #key: Buffer;

  constructor(@Inject(VAULT) vault: Vault) {
    this.#key = vault.derive('access token');
  }

  async issue(session: string, nowMs: number): Promise<{ token: string; expiresAt: string }> {
    const nowSeconds = Math.floor(nowMs / 1_000);
    const expiresSeconds = nowSeconds + ACCESS_TOKEN_SECONDS;
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(session)
      .setIssuedAt(nowSeconds)
      .setExpirationTime(expiresSeconds)
      .sign(this.#key);
    return { token, expiresAt: new Date(expiresSeconds * 1_000).toISOString() };
  }

  /** Session of a token; null when it is not ours, is for something else, or has expired. */
  async sessionOf(token: string, nowMs: number): Promise<string | null> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: 'at+jwt',
        currentDate: new Date(nowMs),
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['sub', 'exp', 'iat'],
      });
      return payload.sub ?? null;
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }
}
