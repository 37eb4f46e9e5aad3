import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { AccountView, Instant, Me, Reach } from '@tapclock/contracts';
import { HUB_CONFIG, type HubConfig } from '../platform/config/hub-config.ts';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { isUnavailable } from '../platform/database/errors.ts';
import type { Authenticator, Principal } from '../platform/http/access/principal.ts';
import { ApiKeys, looksLikeApiKey } from './api-keys/api-keys.service.ts';
import { ROLE_RIGHTS } from './domain/rights.ts';
import { AccessChanges } from './sessions/access-changes.ts';
import { AccessTokens } from './sessions/access-tokens.ts';
import { SessionCache } from './sessions/session-cache.ts';
import { type LivingSession, SessionsRepository } from './sessions/sessions.repository.ts';

/** Finds out who asks, and what they may do with whose data. */
@Injectable()
export class Principals implements Authenticator, OnModuleDestroy {
  readonly #database: Database;
  readonly #tokens: AccessTokens;
  readonly #sessions: SessionsRepository;
  readonly #apiKeys: ApiKeys;
  readonly #config: HubConfig;
  readonly #cache = new SessionCache();
  readonly #endListening: () => void;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(AccessTokens) tokens: AccessTokens,
    @Inject(SessionsRepository) sessions: SessionsRepository,
    @Inject(ApiKeys) apiKeys: ApiKeys,
    @Inject(AccessChanges) changes: AccessChanges,
    @Inject(HUB_CONFIG) config: HubConfig,
  ) {
    this.#database = database;
    this.#tokens = tokens;
    this.#sessions = sessions;
    this.#apiKeys = apiKeys;
    this.#config = config;
    this.#endListening = changes.onChange(account => this.#cache.forget(account));
  }

  onModuleDestroy(): void {
    this.#endListening();
  }

  async ofBearer(token: string, nowMs: number): Promise<Principal | null> {
    if (looksLikeApiKey(token)) return this.#apiKeys.principalOf(token, nowMs);
    const session = await this.#tokens.sessionOf(token, nowMs);
    if (session === null) return null;
    const living = await this.#cache.get(session, nowMs, () =>
      this.#living(session, new Date(nowMs).toISOString()),
    );
    return living && this.#principal(living, session);
  }

  /** Who a session makes its owner, read within the transaction that began or changed it. Null when it is over. */
  async ofSession(sql: Sql, session: string, nowMs: number): Promise<Principal | null> {
    const living = await this.#sessions.living(sql, session, new Date(nowMs).toISOString());
    return living && this.#principal(living, session);
  }

  /** While the primary is away people still look at what the replica knows. It may be a moment late, as everything on it. */
  async #living(session: string, now: Instant): Promise<LivingSession | null> {
    try {
      return await this.#sessions.living(this.#database.primary, session, now);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      return await this.#database.snapshot(sql => this.#sessions.living(sql, session, now));
    }
  }

  #principal({ account, secondFactor }: LivingSession, session: string): Principal {
    const mustHaveTwo = this.#config.access.secondFactorRoles.includes(account.role);
    return {
      kind: 'account',
      id: account.id,
      name: account.name,
      role: account.role,
      employee: account.employee,
      rights: ROLE_RIGHTS[account.role],
      reach: reachOf(account),
      account,
      session,
      restricted: mustHaveTwo && !secondFactor ? 'enrol-second-factor' : null,
    };
  }
}

/** A principal as it is told about itself. */
export function describePrincipal({ kind, name, account, rights, reach, restricted }: Principal): Me {
  return { kind, name, account, rights: [...rights], reach, restricted };
}

function reachOf({ role, teams }: AccountView): Reach {
  switch (role) {
    case 'worker':
      return { kind: 'self' };
    case 'supervisor':
      return { kind: 'teams', teams };
    case 'hr':
    case 'admin':
      return { kind: 'everybody' };
  }
}
