import { Injectable } from '@nestjs/common';
import type { PasswordResetMade } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { digestOfSecret, newSecret } from '../secret-text.ts';

const HOUR_MS = 3_600_000;
export const PASSWORD_TICKET_HOURS = 24;
/** Of a ticket `t`. */
const MAKER_IS_ADMIN = `exists (
  select from account m where m.id = t.made_by_account and m.role = 'admin' and m.disabled_at is null)`;

/** Tickets with which somebody chooses a new password: made by an administrator, handed over by them, good once. */
@Injectable()
export class PasswordTickets {
  /** A ticket for an account, made by the account `by`; those made before work no longer. It is in this answer and nowhere else. */
  async make(
    sql: Sql,
    account: string,
    { by, nowMs }: { by: string; nowMs: number },
  ): Promise<PasswordResetMade> {
    const expiresAt = new Date(nowMs + PASSWORD_TICKET_HOURS * HOUR_MS).toISOString();
    const ticket = newSecret();
    await this.void(sql, account, nowMs);
    await sql.query(
      'insert into password_ticket (digest, account_id, created_at, expires_at, made_by_account) values ($1, $2, $3, $4, $5)',
      [digestOfSecret(ticket), account, new Date(nowMs).toISOString(), expiresAt, by],
    );
    return { ticket, expiresAt };
  }

  /** Those of an account work no longer: a newer one takes their place, it has another password, or it was disabled. */
  async void(sql: Sql, account: string, nowMs: number): Promise<void> {
    await sql.query('update password_ticket set used_at = $2 where account_id = $1 and used_at is null', [
      account,
      new Date(nowMs).toISOString(),
    ]);
  }

  /** Those that this account has made for others work no longer. */
  async voidMadeBy(sql: Sql, account: string, nowMs: number): Promise<void> {
    await sql.query(
      'update password_ticket set used_at = $2 where made_by_account = $1 and used_at is null',
      [account, new Date(nowMs).toISOString()],
    );
  }

  /** Whose ticket it is, without using it; null when it is none, not any more, of a disabled account, or by somebody who is no administrator any more. */
  async find(sql: Sql, ticket: string, nowMs: number): Promise<string | null> {
    const [row] = await sql.query<{ account: string }>(
      `select t.account_id as account from password_ticket t join account a on a.id = t.account_id
       where t.digest = $1 and t.used_at is null and t.expires_at > $2 and a.disabled_at is null and ${MAKER_IS_ADMIN}`,
      [digestOfSecret(ticket), new Date(nowMs).toISOString()],
    );
    return row?.account ?? null;
  }

  /** The same, and takes it out of use: of two at once one gets it. */
  async use(sql: Sql, ticket: string, nowMs: number): Promise<string | null> {
    const [row] = await sql.query<{ account: string }>(
      `update password_ticket t set used_at = $2 from account a
       where t.digest = $1 and t.used_at is null and t.expires_at > $2 and a.id = t.account_id and a.disabled_at is null
         and ${MAKER_IS_ADMIN}
       returning t.account_id as account`,
      [digestOfSecret(ticket), new Date(nowMs).toISOString()],
    );
    return row?.account ?? null;
  }
}
