import { Injectable } from '@nestjs/common';
import type { AccountView, Instant } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { ACCOUNT_COLUMNS, type AccountRow, accountView } from '../accounts/accounts.repository.ts';

export interface NewSession {
  id: string;
  account: string;
  createdAt: Instant;
  expiresAt: Instant;
  userAgent: string | null;
  secondFactor: boolean;
}

/** A session as its owner sees it. */
export interface SessionRow {
  id: string;
  createdAt: Instant;
  lastUsedAt: Instant;
  expiresAt: Instant;
  userAgent: string | null;
}

export interface RefreshTokenRow {
  session: string;
  account: string;
  employee: string | null;
  usedAt: Instant | null;
  sessionCreatedAt: Instant;
  sessionExpiresAt: Instant;
  sessionEndedAt: Instant | null;
  accountDisabledAt: Instant | null;
}

/** A session that works, and whose it is. */
export interface LivingSession {
  account: AccountView;
  secondFactor: boolean;
}

/** Alive at `$2`. */
const IS_ALIVE = 's.ended_at is null and s.expires_at > $2';

@Injectable()
export class SessionsRepository {
  async insert(sql: Sql, session: NewSession): Promise<void> {
    await sql.query(
      `insert into session (id, account_id, created_at, last_used_at, expires_at, user_agent, second_factor)
       values ($1, $2, $3, $3, $4, $5, $6)`,
      [
        session.id,
        session.account,
        session.createdAt,
        session.expiresAt,
        session.userAgent,
        session.secondFactor,
      ],
    );
    await sql.query('update account set last_login_at = $2 where id = $1', [
      session.account,
      session.createdAt,
    ]);
  }

  /** Session and account of a token, when both may still be used. */
  async living(sql: Sql, session: string, now: Instant): Promise<LivingSession | null> {
    const [row] = await sql.query<AccountRow & { session_second_factor: boolean }>(
      `select ${ACCOUNT_COLUMNS}, s.second_factor as session_second_factor
       from session s join account a on a.id = s.account_id
       where s.id = $1 and ${IS_ALIVE} and a.disabled_at is null`,
      [session, now],
    );
    return row ? { account: accountView(row), secondFactor: row.session_second_factor } : null;
  }

  /** What an account is logged in to, last used first. */
  async list(sql: Sql, account: string, now: Instant): Promise<SessionRow[]> {
    return await sql.query<SessionRow>(
      `select s.id, s.created_at as "createdAt", s.last_used_at as "lastUsedAt", s.expires_at as "expiresAt",
         s.user_agent as "userAgent"
       from session s where s.account_id = $1 and ${IS_ALIVE} order by s.last_used_at desc, s.id`,
      [account, now],
    );
  }

  /** Ends living sessions of an account, but for `except`; or `only` one of them. Tells how many there were. */
  async end(
    sql: Sql,
    account: string,
    ending: { now: Instant; why: string; except?: string | null; only?: string | null },
  ): Promise<number> {
    const ended = await sql.query(
      `update session s set ended_at = $2, ended_why = $3
       where s.account_id = $1 and ${IS_ALIVE} and s.id is distinct from $4::uuid and ($5::uuid is null or s.id = $5) returning s.id`,
      [account, ending.now, ending.why, ending.except ?? null, ending.only ?? null],
    );
    return ended.length;
  }

  /** Ends the living sessions of an account that were used longest ago, until `keep` are left. */
  async endSurplus(sql: Sql, account: string, now: Instant, keep: number): Promise<void> {
    await sql.query(
      `update session set ended_at = $2, ended_why = 'too many' where id in (
         select s.id from session s where s.account_id = $1 and ${IS_ALIVE}
         order by s.last_used_at desc, s.id desc offset $3)`,
      [account, now, keep],
    );
  }

  /** Forgets sessions of an account that were over before `before`. */
  async forget(sql: Sql, account: string, before: Instant): Promise<void> {
    await sql.query(
      `delete from refresh_token r using session s
       where s.account_id = $1 and s.expires_at < $2 and r.session_id = s.id`,
      [account, before],
    );
    await sql.query('delete from session where account_id = $1 and expires_at < $2', [account, before]);
  }

  async insertToken(sql: Sql, digest: Buffer, session: string, now: Instant): Promise<void> {
    await sql.query('insert into refresh_token (digest, session_id, created_at) values ($1, $2, $3)', [
      digest,
      session,
      now,
    ]);
  }

  /** A refresh token with its session, which nobody else changes until the end of the transaction. */
  async findToken(sql: Sql, digest: Buffer): Promise<RefreshTokenRow | null> {
    const [row] = await sql.query<RefreshTokenRow>(
      `select s.id as session, s.account_id as account, a.employee_id as employee, r.used_at as "usedAt", s.created_at as "sessionCreatedAt",
         s.expires_at as "sessionExpiresAt", s.ended_at as "sessionEndedAt", a.disabled_at as "accountDisabledAt"
       from refresh_token r join session s on s.id = r.session_id join account a on a.id = s.account_id
       where r.digest = $1 for update of s, r`,
      [digest],
    );
    return row ?? null;
  }

  /** Takes a token out of use, keeps the session alive, and forgets tokens that were too old to be accepted before. */
  async useToken(
    sql: Sql,
    used: { digest: Buffer; session: string; now: Instant; expiresAt: Instant; forgetBefore: Instant },
  ): Promise<void> {
    await sql.query('update refresh_token set used_at = $2 where digest = $1', [used.digest, used.now]);
    await sql.query('update session set last_used_at = $2, expires_at = $3 where id = $1', [
      used.session,
      used.now,
      used.expiresAt,
    ]);
    await sql.query('delete from refresh_token where session_id = $1 and used_at < $2', [
      used.session,
      used.forgetBefore,
    ]);
  }

  /** The session has its second factor now. */
  async noteSecondFactor(sql: Sql, session: string, secondFactor: boolean): Promise<void> {
    await sql.query('update session set second_factor = $2 where id = $1', [session, secondFactor]);
  }
}
