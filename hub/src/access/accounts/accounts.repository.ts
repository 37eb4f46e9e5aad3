import { Injectable } from '@nestjs/common';
import type { AccountView, Instant, Language, Role, TeamName } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';

export interface NewAccount {
  id: string;
  email: string;
  name: string;
  role: Role;
  employee: string | null;
  teams: readonly TeamName[];
  language: Language;
  passwordHash: string | null;
  createdAt: string;
  /** The account whose invitation it comes from. */
  invitedBy?: string;
}

export interface AccountRow {
  id: string;
  email: string;
  name: string;
  role: Role;
  employee: string | null;
  language: Language;
  second_factor: boolean;
  created_at: Instant;
  disabled_at: Instant | null;
  last_login_at: Instant | null;
  teams: TeamName[];
  version: number;
}

/** Of an account `a`; `accountView` reads them. */
export const ACCOUNT_COLUMNS = `
  a.id, a.email, a.name, a.role, a.employee_id as employee, a.language, a.totp_secret is not null as second_factor,
  a.created_at, a.disabled_at, a.last_login_at, a.version,
  (select coalesce(jsonb_agg(jsonb_build_object('site', t.site_id, 'team', t.team_id) order by t.site_id, t.team_id), '[]')
    from account_team t where t.account_id = a.id) as teams`;

@Injectable()
export class AccountsRepository {
  async insert(sql: Sql, account: NewAccount): Promise<void> {
    await sql.query(
      `insert into account (id, email, name, role, employee_id, language, password_hash, created_at, invited_by_account)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        account.id,
        account.email,
        account.name,
        account.role,
        account.employee,
        account.language,
        account.passwordHash,
        account.createdAt,
        account.invitedBy ?? null,
      ],
    );
    await sql.query(
      `insert into account_team (account_id, site_id, team_id)
       select distinct $1::uuid, site_id, team_id from unnest($2::text[], $3::text[]) as t (site_id, team_id)`,
      [account.id, account.teams.map(({ site }) => site), account.teams.map(({ team }) => team)],
    );
  }
}

/** An account as its owner and administrators see it. */
export function accountView(row: AccountRow): AccountView {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    employee: row.employee,
    teams: row.teams,
    language: row.language,
    secondFactor: row.second_factor,
    disabledAt: row.disabled_at,
    createdAt: row.created_at,
    lastLoginAt: row.last_login_at,
    version: row.version,
  };
}
