import { createHmac, randomInt } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { SecondFactorOffer } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { VAULT, type Vault } from '../../platform/secrets/vault.ts';
import { type Credentials, CredentialsRepository } from '../login/credentials.repository.ts';
import { describeTotp, newTotpSecret, totpStepOf } from './totp.ts';

const PURPOSE = 'second factor';
export const RECOVERY_CODES = 10;
/** Without letters and digits that look like others. */
const RECOVERY_ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const RECOVERY_HALF = 5;
/** A secret on a screen is shown for no longer. */
const OFFER_MS = 15 * 60_000;

/** Codes of an authenticator (RFC 6238) and of a sheet of paper for when it is lost. */
@Injectable()
export class SecondFactors {
  readonly #vault: Vault;
  readonly #repository: CredentialsRepository;
  readonly #recoveryKey: Buffer;

  constructor(@Inject(VAULT) vault: Vault, @Inject(CredentialsRepository) repository: CredentialsRepository) {
    this.#vault = vault;
    this.#repository = repository;
    this.#recoveryKey = vault.derive('recovery code');
  }

  /** A secret to scan. Nothing is in force until a code of it comes back. */
  async offer(sql: Sql, { account, email }: Credentials, nowMs: number): Promise<SecondFactorOffer> {
    const secret = newTotpSecret();
    const sealed = this.#vault.seal(PURPOSE, account, secret);
    await this.#repository.offerTotp(sql, account, sealed, new Date(nowMs).toISOString());
    return describeTotp(secret, email);
  }

  /** Puts what was offered in force and gives recovery codes; they are in this answer and nowhere else. Null when the code is wrong. */
  async accept(
    sql: Sql,
    { account, totpOffer, totpOfferedAt }: Credentials,
    code: string,
    nowMs: number,
  ): Promise<string[] | null> {
    if (totpOffer === null || totpOfferedAt === null || nowMs - Date.parse(totpOfferedAt) > OFFER_MS) {
      throw new HubError('CONFLICT', {
        en: 'Nothing was offered in the last 15 minutes: begin again.',
        de: 'In den letzten 15 Minuten wurde nichts angeboten: Beginnen Sie von vorn.',
      });
    }
    const step = totpStepOf(this.#vault.open(PURPOSE, account, totpOffer), code, nowMs);
    if (step === null) return null;
    const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
    await this.#repository.acceptTotp(sql, account, step);
    await this.#repository.setRecoveryCodes(
      sql,
      account,
      codes.map(recovery => this.#digest(account, recovery)),
    );
    return codes;
  }

  /** Whether a code is right, and takes it out of use. The account must be locked (`CredentialsRepository.lock`): no code works twice. */
  async use(
    sql: Sql,
    { account, totpSecret, totpStep }: Credentials,
    code: string,
    nowMs: number,
  ): Promise<boolean> {
    if (totpSecret === null) return false;
    if (code.includes('-')) {
      const digest = this.#digest(account, code);
      return await this.#repository.useRecoveryCode(sql, account, digest, new Date(nowMs).toISOString());
    }
    const step = totpStepOf(this.#vault.open(PURPOSE, account, totpSecret), code, nowMs);
    if (step === null || (totpStep !== null && step <= totpStep)) return false;
    await this.#repository.noteTotpStep(sql, account, step);
    return true;
  }

  /** Takes the authenticator and the recovery codes away. */
  async remove(sql: Sql, account: string): Promise<void> {
    await this.#repository.removeTotp(sql, account);
  }

  /** Under the hub's key: 50 bits are enough against guessing here, and not against a computer that has the table. */
  #digest(account: string, code: string): Buffer {
    return createHmac('sha256', this.#recoveryKey).update(`${account}\0${code}`).digest();
  }
}

function newRecoveryCode(): string {
  const half = () =>
    Array.from({ length: RECOVERY_HALF }, () =>
      RECOVERY_ALPHABET.charAt(randomInt(RECOVERY_ALPHABET.length)),
    ).join('');
  return `${half()}-${half()}`;
}
