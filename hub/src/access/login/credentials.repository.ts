import { Injectable } from '@nestjs/common';
import type { Instant, Role } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';

/** What an account proves itself with. */
export interface Credentials {
  account: string;
  email: string;
  name: string;
  role: Role;
  /** Whose account it is, if they clock in. */
  employee: string | null;
  passwordHash: string | null;
  disabledAt: Instant | null;
  /** Sealed; null: there is no second factor. */
  totpSecret: Buffer | null;
  totpStep: number | null;
  totpOffer: Buffer | null;
  totpOfferedAt: Instant | null;
}

const COLUMNS = `
  id as account, email, name, role, employee_id as employee, password_hash as "passwordHash", disabled_at as "disabledAt", totp_secret as "totpSecret",
  totp_step as "totpStep", totp_offer as "totpOffer", totp_offered_at as "totpOfferedAt"`;

@Injectable()
export class CredentialsRepository {
  async ofEmail(sql: Sql, email: string): Promise<Credentials | null> {
    const [row] = await sql.query<Credentials>(`select ${COLUMNS} from account where email = $1`, [email]);
    return row ?? null;
  }

  async of(sql: Sql, account: string): Promise<Credentials | null> {
    const [row] = await sql.query<Credentials>(`select ${COLUMNS} from account where id = $1`, [account]);
    return row ?? null;
  }

  /** The same, and nobody else changes the account until the end of the transaction. */
  async lock(sql: Sql, account: string): Promise<Credentials | null> {
    const [row] = await sql.query<Credentials>(`select ${COLUMNS} from account where id = $1 for update`, [
      account,
    ]);
    return row ?? null;
  }

  async setPassword(sql: Sql, account: string, passwordHash: string): Promise<void> {
    await sql.query('update account set password_hash = $2 where id = $1', [account, passwordHash]);
  }

  async offerTotp(sql: Sql, account: string, sealed: Buffer, now: Instant): Promise<void> {
    await sql.query('update account set totp_offer = $2, totp_offered_at = $3 where id = $1', [
      account,
      sealed,
      now,
    ]);
  }

  /** Puts what was offered in force; `step` is that of the code that proved it. */
  async acceptTotp(sql: Sql, account: string, step: number): Promise<void> {
    await sql.query(
      `update account set totp_secret = totp_offer, totp_step = $2, totp_offer = null, totp_offered_at = null,
         version = version + 1
       where id = $1`,
      [account, step],
    );
  }

  async noteTotpStep(sql: Sql, account: string, step: number): Promise<void> {
    await sql.query('update account set totp_step = $2 where id = $1', [account, step]);
  }

  async removeTotp(sql: Sql, account: string): Promise<void> {
    await sql.query(
      `update account set totp_secret = null, totp_step = null, totp_offer = null, totp_offered_at = null,
         version = version + 1
       where id = $1`,
      [account],
    );
    await this.setRecoveryCodes(sql, account, []);
  }

  /** In place of all there were. */
  async setRecoveryCodes(sql: Sql, account: string, digests: readonly Buffer[]): Promise<void> {
    await sql.query('delete from recovery_code where account_id = $1', [account]);
    await sql.query(
      'insert into recovery_code (account_id, digest) select $1, digest from unnest($2::bytea[]) as made (digest)',
      [account, digests],
    );
  }

  /** Whether it was one of the account's, unused until now. */
  async useRecoveryCode(sql: Sql, account: string, digest: Buffer, now: Instant): Promise<boolean> {
    const used = await sql.query(
      'update recovery_code set used_at = $3 where account_id = $1 and digest = $2 and used_at is null returning account_id',
      [account, digest, now],
    );
    return used.length > 0;
  }
}
