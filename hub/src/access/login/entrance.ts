import { Inject, Injectable } from '@nestjs/common';
import type { SessionView } from '@tapclock/contracts';
import { AuditTrail } from '../../audit/data.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { acting, actingOf } from '../../platform/http/access/asking-context.ts';
import type { Principal } from '../../platform/http/access/principal.ts';
import { aboutAccount } from '../accounts/about-account.ts';
import { describePrincipal, Principals } from '../principals.ts';
import { type BegunSession, Sessions, sessionOver } from '../sessions/sessions.ts';

/** Where somebody comes from, as far as it is kept. */
export interface CameFrom {
  secondFactor: boolean;
  userAgent: string | null;
}

/** Somebody who is in: what the answer says, and what the cookie holds. */
export interface Entered {
  begun: BegunSession;
  view: SessionView;
}

/** Lets people in who have proven who they are, whichever way: password, invitation, identity provider, refresh token. */
@Injectable()
export class Entrance {
  readonly #database: Database;
  readonly #sessions: Sessions;
  readonly #principals: Principals;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(Sessions) sessions: Sessions,
    @Inject(Principals) principals: Principals,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#sessions = sessions;
    this.#principals = principals;
    this.#trail = trail;
  }

  /** Begins a session. Throws UNAUTHENTICATED when the account was disabled in between. */
  async enter(sql: Sql, account: string, nowMs: number, from: CameFrom): Promise<Entered> {
    const begun = await this.#sessions.begin(sql, account, nowMs, from);
    const principal = await this.#principals.ofSession(sql, begun.session, nowMs);
    const entered = this.#entered(begun, principal);
    await this.#trail.record(sql, {
      action: 'sessions.begun',
      ...aboutAccount(entered.view.account),
      after: { session: begun.session, secondFactor: from.secondFactor },
      ...(principal ? { by: actingOf(principal, acting()) } : {}),
    });
    return entered;
  }

  /** Goes on with a session. Throws UNAUTHENTICATED when it is over. */
  async refresh(refreshToken: string, nowMs: number): Promise<Entered> {
    const begun = await this.#sessions.refresh(refreshToken, nowMs);
    const principal = await this.#principals.ofSession(this.#database.primary, begun.session, nowMs);
    return this.#entered(begun, principal);
  }

  #entered(begun: BegunSession, principal: Principal | null): Entered {
    if (!principal?.account) throw sessionOver();
    const { rights, reach, restricted } = describePrincipal(principal);
    const { token: accessToken, expiresAt } = begun;
    return { begun, view: { accessToken, expiresAt, account: principal.account, rights, reach, restricted } };
  }
}
