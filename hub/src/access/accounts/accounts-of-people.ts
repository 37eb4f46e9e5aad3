import { Inject, Injectable } from '@nestjs/common';
import { AuditTrail } from '../../audit/data.ts';
import type { Sql } from '../../platform/database/database.ts';
import { aboutAccount } from './about-account.ts';
import { AccountsAdminRepository } from './accounts.admin.repository.ts';

/** Logins of people, for whoever keeps the people: what becomes of them when somebody leaves or is erased. */
@Injectable()
export class AccountsOfPeople {
  readonly #repository: AccountsAdminRepository;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(AccountsAdminRepository) repository: AccountsAdminRepository,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#repository = repository;
    this.#trail = trail;
  }

  /**
   * Until the end of the transaction nobody else changes an account. To be taken before the rows of people are: whoever links an account to
   * somebody holds this first and waits for the person then.
   */
  async lock(sql: Sql): Promise<void> {
    await this.#repository.lock(sql);
  }

  /** Those of these people who can log in as an administrator. */
  async administrators(sql: Sql, employees: readonly string[]): Promise<Set<string>> {
    const rows = await sql.query<{ employee: string }>(
      `select distinct employee_id as employee from account
       where employee_id = any($1::uuid[]) and role = 'admin' and disabled_at is null`,
      [employees],
    );
    return new Set(rows.map(({ employee }) => employee));
  }

  /** Nobody of these people logs in any more, or goes on where they are logged in; enabling is for administrators. */
  async disable(sql: Sql, employees: readonly string[], of: { at: string; why: string }): Promise<void> {
    const { at, why } = of;
    const disabled = await sql.query<{ id: string; employee: string }>(
      `update account set disabled_at = $2, version = version + 1
       where employee_id = any($1::uuid[]) and disabled_at is null returning id, employee_id as employee`,
      [employees, at],
    );
    await this.#shut(sql, employees, at, why);
    await this.#trail.record(
      sql,
      ...disabled.map(account => ({
        action: 'accounts.changed',
        ...aboutAccount(account),
        before: { disabledAt: null },
        after: { disabledAt: at },
        why,
      })),
    );
  }

  /** Takes everything of the logins of these people that says who they are, or lets them in. Says how many rows of what it was. */
  async erase(
    sql: Sql,
    employees: readonly string[],
    at: string,
  ): Promise<{ accounts: number; sessions: number; invitations: number }> {
    await this.#shut(sql, employees, at, 'erased');
    const count = async (text: string, ...more: string[]): Promise<number> =>
      (await sql.query(`${text} returning 1 as gone`, [employees, ...more])).length;
    const sessions = await count(
      `update session s set user_agent = null from account a
       where a.id = s.account_id and a.employee_id = any($1::uuid[])`,
    );
    for (const table of ['recovery_code', 'account_team', 'notification', 'mail', 'notification_setting'])
      await count(
        `delete from ${table} t using account a where a.id = t.account_id and a.employee_id = any($1::uuid[])`,
      );
    const invitations = await count(
      `update invitation set email = 'erased-' || id || '@erased.invalid' where employee_id = any($1::uuid[])`,
    );
    const accounts = await count(
      `update account set email = 'erased-' || id || '@erased.invalid', name = 'Erased person', password_hash = null,
              oidc_issuer = null, oidc_subject = null, totp_secret = null, totp_offer = null, totp_offered_at = null,
              totp_step = null, version = version + 1, disabled_at = coalesce(disabled_at, $2::timestamptz)
       where employee_id = any($1::uuid[])`,
      at,
    );
    return { accounts, sessions, invitations };
  }

  /** Ends sessions, and takes what was handed out and lets somebody in later. */
  async #shut(sql: Sql, employees: readonly string[], at: string, why: string): Promise<void> {
    await sql.query(
      `update session s set ended_at = $2, ended_why = $3 from account a
       where a.id = s.account_id and a.employee_id = any($1::uuid[]) and s.ended_at is null`,
      [employees, at, why],
    );
    await sql.query(
      `update password_ticket t set used_at = $2 from account a
       where a.id = t.account_id and a.employee_id = any($1::uuid[]) and t.used_at is null`,
      [employees, at],
    );
    await sql.query(
      `update invitation set revoked_at = $2
       where employee_id = any($1::uuid[]) and used_at is null and revoked_at is null`,
      [employees, at],
    );
  }
}
