import { Injectable } from '@nestjs/common';
import type { AccountView, Role, TeamName } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { orderBy, type SortTerm } from '../../platform/http/list-query.ts';
import type { NextAccount } from '../domain/account-change.ts';
import { ACCOUNT_COLUMNS, type AccountRow, accountView } from './accounts.repository.ts';

/** Fields that a list of accounts is sorted by. */
export const ACCOUNT_SORT_FIELDS = ['name', 'email', 'role', 'createdAt', 'lastLoginAt'] as const;
type AccountSortField = (typeof ACCOUNT_SORT_FIELDS)[number];

const SORT_COLUMNS: Record<AccountSortField, string> = {
  name: 'lower(a.name)',
  email: 'a.email',
  role: 'a.role',
  createdAt: 'a.created_at',
  // Whoever never logged in comes first, as if it had been long ago.
  lastLoginAt: `coalesce(a.last_login_at, '-infinity')`,
};

export interface AccountsFilter {
  /** Part of a name or an address. */
  q?: string | undefined;
  role?: Role | undefined;
  disabled?: boolean | undefined;
  sort: readonly SortTerm<AccountSortField>[];
  limit: number;
  offset: number;
}

/** `position` and not LIKE: what somebody types is text, not a pattern. */
const FILTER = `
  ($1::text is null or position(lower($1) in lower(a.name)) > 0 or position(lower($1) in a.email) > 0)
  and ($2::text is null or a.role = $2)
  and ($3::boolean is null or (a.disabled_at is not null) = $3)`;

/** Accounts as administrators look after them. */
@Injectable()
export class AccountsAdminRepository {
  async list(sql: Sql, filter: AccountsFilter): Promise<{ accounts: AccountView[]; total: number }> {
    const values = [filter.q ?? null, filter.role ?? null, filter.disabled ?? null];
    const [rows, [counted]] = await Promise.all([
      sql.query<AccountRow>(
        `select ${ACCOUNT_COLUMNS} from account a where ${FILTER}
         ${orderBy(filter.sort, SORT_COLUMNS, 'a.id')} limit $4 offset $5`,
        [...values, filter.limit, filter.offset],
      ),
      sql.query<{ count: number }>(`select count(*) as count from account a where ${FILTER}`, values),
    ]);
    return { accounts: rows.map(accountView), total: counted?.count ?? 0 };
  }

  async find(sql: Sql, id: string): Promise<AccountView | null> {
    const [row] = await sql.query<AccountRow>(`select ${ACCOUNT_COLUMNS} from account a where a.id = $1`, [
      id,
    ]);
    return row ? accountView(row) : null;
  }

  /** Until the end of the transaction nobody else changes an account. */
  async lock(sql: Sql): Promise<void> {
    await sql.query(`select pg_advisory_xact_lock(hashtextextended('accounts', 0))`);
  }

  /** Whether an account may change others now. */
  async isWorkingAdmin(sql: Sql, id: string): Promise<boolean> {
    const rows = await sql.query(
      `select id from account where id = $1 and role = 'admin' and disabled_at is null`,
      [id],
    );
    return rows.length > 0;
  }

  /** Writes an account as it becomes. It stays disabled since when it was. */
  async update(sql: Sql, id: string, next: NextAccount, now: string): Promise<void> {
    await sql.query(
      `update account set name = $2, role = $3, employee_id = $4, language = $5, version = version + 1,
         disabled_at = case when $6 then coalesce(disabled_at, $7) end
       where id = $1`,
      [id, next.name, next.role, next.employee, next.language, next.disabled, now],
    );
    const teams = teamColumns(next.teams);
    await sql.query(
      `delete from account_team where account_id = $1
         and (site_id, team_id) not in (select * from unnest($2::text[], $3::text[]))`,
      [id, ...teams],
    );
    await sql.query(
      `insert into account_team (account_id, site_id, team_id)
       select $1, site_id, team_id from unnest($2::text[], $3::text[]) as t (site_id, team_id)
       on conflict do nothing`,
      [id, ...teams],
    );
  }

  /** Which of these there are not. */
  async unknown(
    sql: Sql,
    named: { employee: string | null; teams: readonly TeamName[] },
  ): Promise<{ employee: boolean; teams: TeamName[] }> {
    const [[found], teams] = await Promise.all([
      sql.query<{ missing: boolean }>(
        `select $1::uuid is not null and not exists (select from employee where id = $1) as missing`,
        [named.employee],
      ),
      sql.query<TeamName>(
        `select site, team from unnest($1::text[], $2::text[]) as asked (site, team)
         where not exists (select from team t where t.site_id = asked.site and t.id = asked.team)`,
        teamColumns(named.teams),
      ),
    ]);
    return { employee: found?.missing ?? false, teams };
  }
}

function teamColumns(teams: readonly TeamName[]): [string[], string[]] {
  return [teams.map(({ site }) => site), teams.map(({ team }) => team)];
}
