import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Instant, OwnSession } from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { AuditTrail } from '../../audit/data.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { LOGGER, type Log } from '../../platform/logging/logger.ts';
import { VAULT, type Vault } from '../../platform/secrets/vault.ts';
import { aboutAccount } from '../accounts/about-account.ts';
import { judgeRefresh, SESSION_DAYS_MAX, SESSION_IDLE_DAYS, sessionEnd } from '../domain/refresh-rotation.ts';
import { digestOfSecret, newSecret } from '../secret-text.ts';
import { AccessChanges } from './access-changes.ts';
import { AccessTokens } from './access-tokens.ts';
import { type RefreshTokenRow, SessionsRepository } from './sessions.repository.ts';

const DAY_MS = 86_400_000;
/** Living sessions of one account; one more ends the one that was used longest ago. */
export const SESSIONS_MAX = 50;
const USER_AGENT_LENGTH_MAX = 200;

/** A session as its owner gets it: both tokens are in this answer and nowhere else. */
export interface BegunSession {
  session: string;
  /** The access token. */
  token: string;
  /** When the access token is over. */
  expiresAt: Instant;
  refreshToken: string;
  /** When the session is over unless it is used. */
  sessionExpiresAt: Instant;
}

/** What is logged in where. */
@Injectable()
export class Sessions {
  readonly #database: Database;
  readonly #repository: SessionsRepository;
  readonly #tokens: AccessTokens;
  readonly #trail: AuditTrail;
  readonly #changes: AccessChanges;
  readonly #log: Log;
  readonly #key: Buffer;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(SessionsRepository) repository: SessionsRepository,
    @Inject(AccessTokens) tokens: AccessTokens,
    @Inject(AuditTrail) trail: AuditTrail,
    @Inject(AccessChanges) changes: AccessChanges,
    @Inject(VAULT) vault: Vault,
    @Inject(LOGGER) log: Log,
  ) {
    this.#database = database;
    this.#repository = repository;
    this.#tokens = tokens;
    this.#trail = trail;
    this.#changes = changes;
    this.#log = log;
    this.#key = vault.derive('refresh token');
  }

  /** Begins a session of an account whose owner has proven to be it; `secondFactor` says whether by two factors. */
  async begin(
    sql: Sql,
    account: string,
    nowMs: number,
    from: { secondFactor?: boolean; userAgent?: string | null } = {},
  ): Promise<BegunSession> {
    const now = iso(nowMs);
    await this.#repository.forget(sql, account, iso(nowMs - SESSION_DAYS_MAX * DAY_MS));
    await this.#repository.endSurplus(sql, account, now, SESSIONS_MAX - 1);
    const session = uuid();
    const sessionExpiresAt = iso(sessionEnd(nowMs, nowMs));
    await this.#repository.insert(sql, {
      id: session,
      account,
      createdAt: now,
      expiresAt: sessionExpiresAt,
      userAgent: userAgentOf(from.userAgent ?? null),
      secondFactor: from.secondFactor ?? false,
    });
    const refreshToken = newSecret();
    await this.#repository.insertToken(sql, digestOfSecret(refreshToken), session, now);
    return { session, refreshToken, sessionExpiresAt, ...(await this.#tokens.issue(session, nowMs)) };
  }

  /**
   * Changes a refresh token for its successor. Throws UNAUTHENTICATED when it is over; a copy that is used later ends the session for both,
   * the thief and the owner, who logs in again.
   */
  async refresh(refreshToken: string, nowMs: number): Promise<BegunSession> {
    const digest = digestOfSecret(refreshToken);
    const { value } = await this.#database.transaction(async sql => {
      const found = await this.#repository.findToken(sql, digest);
      const rotation = judgeRefresh(found && facts(found), nowMs);
      if (!found || rotation.kind === 'over') return null;
      if (rotation.kind === 'reused') {
        await this.end(sql, found.account, 'refresh token used twice', nowMs, { only: found.session });
        this.#log.warn(
          { account: found.account, session: found.session },
          'a refresh token was used twice: somebody had a copy, the session was ended',
        );
        await this.#trail.record(sql, {
          action: 'sessions.token-reused',
          ...aboutAccount({ id: found.account, employee: found.employee }),
          after: { session: found.session },
        });
        return null;
      }
      const successor = this.#successorOf(refreshToken);
      const end = sessionEnd(Date.parse(found.sessionCreatedAt), nowMs);
      if (rotation.kind === 'rotate') {
        const now = iso(nowMs);
        const forgetBefore = iso(nowMs - SESSION_IDLE_DAYS * DAY_MS);
        await this.#repository.insertToken(sql, digestOfSecret(successor), found.session, now);
        await this.#repository.useToken(sql, {
          ...{ digest, now, forgetBefore },
          session: found.session,
          expiresAt: iso(end),
        });
      }
      return { session: found.session, refreshToken: successor, sessionExpiresAt: iso(end) };
    });
    if (value === null) throw sessionOver();
    return { ...value, ...(await this.#tokens.issue(value.session, nowMs)) };
  }

  /** Ends the session of a refresh token, if there is one. */
  async logOut(refreshToken: string, nowMs: number): Promise<void> {
    const { value: account } = await this.#database.transaction(async sql => {
      const found = await this.#repository.findToken(sql, digestOfSecret(refreshToken));
      if (!found) return null;
      await this.end(sql, found.account, 'logged out', nowMs, { only: found.session });
      return found.account;
    });
    if (account !== null) this.#changes.tell(account);
  }

  /** Ends the living sessions of an account, but for one, or only one. Every hub refuses their tokens within seconds. */
  async end(
    sql: Sql,
    account: string,
    why: string,
    nowMs: number,
    which: { except?: string | null; only?: string } = {},
  ): Promise<number> {
    return await this.#repository.end(sql, account, { now: iso(nowMs), why, ...which });
  }

  /** From the primary: who has just logged in somewhere looks for it at once. */
  async list(account: string, current: string | null, nowMs: number): Promise<OwnSession[]> {
    const rows = await this.#repository.list(this.#database.primary, account, iso(nowMs));
    return rows.map(row => ({ ...row, current: row.id === current }));
  }

  /** Ends one of an account's own sessions. Throws NOT_FOUND, also for somebody else's. */
  async endOwn(account: string, session: string, nowMs: number): Promise<void> {
    const { value } = await this.#database.transaction(sql =>
      this.end(sql, account, 'ended by its owner', nowMs, { only: session }),
    );
    this.#changes.tell(account);
    if (value > 0) return;
    throw new HubError('NOT_FOUND', {
      en: 'There is no such session, or it is over.',
      de: 'Diese Sitzung gibt es nicht, oder sie ist beendet.',
    });
  }

  /** Follows from the token and the hub's key: a second tab gets the same one, and nobody has to keep it in clear. */
  #successorOf(refreshToken: string): string {
    return createHmac('sha256', this.#key).update(refreshToken).digest('base64url');
  }
}

/** What whoever shows a token that is over is told, whatever the reason. */
export function sessionOver(): HubError {
  return new HubError('UNAUTHENTICATED', {
    en: 'This session has ended. Log in again.',
    de: 'Diese Sitzung ist beendet. Melden Sie sich neu an.',
  });
}

function facts(found: RefreshTokenRow) {
  return {
    usedAtMs: found.usedAt === null ? null : Date.parse(found.usedAt),
    sessionEnded: found.sessionEndedAt !== null,
    sessionExpiresAtMs: Date.parse(found.sessionExpiresAt),
    accountDisabled: found.accountDisabledAt !== null,
  };
}

/** By which somebody knows a session again; a caller writes it, so it is cut and cleaned. */
function userAgentOf(header: string | null): string | null {
  const text = (header ?? '')
    .replaceAll(/[^\x20-\x7e]/g, '')
    .slice(0, USER_AGENT_LENGTH_MAX)
    .trim();
  return text === '' ? null : text;
}

function iso(ms: number): Instant {
  return new Date(ms).toISOString();
}
