import { Inject, Injectable } from '@nestjs/common';
import type { AccountChange, AccountView, PasswordResetMade } from '@tapclock/contracts';
import { AuditTrail } from '../../audit/data.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import type { Principal } from '../../platform/http/access/principal.ts';
import { requireVersion } from '../../platform/http/conditional.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { type Page, type PageQuery, page } from '../../platform/http/page.ts';
import { type ChangeRefusal, type NextAccount, planChange } from '../domain/account-change.ts';
import { HandedOut } from '../invitations/handed-out.ts';
import { PasswordTickets } from '../passwords/password-tickets.ts';
import { SecondFactors } from '../second-factor/second-factors.ts';
import { AccessChanges } from '../sessions/access-changes.ts';
import { Sessions } from '../sessions/sessions.ts';
import { aboutAccount } from './about-account.ts';
import { AccountsAdminRepository, type AccountsFilter } from './accounts.admin.repository.ts';
import { AccountReferences } from './accounts.references.ts';
import { Administrators } from './administrators.ts';
import { requireNameOfOwn } from './name-of-own.ts';

/** Accounts as administrators look after them. */
@Injectable()
export class Accounts {
  readonly #database: Database;
  readonly #repository: AccountsAdminRepository;
  readonly #references: AccountReferences;
  readonly #administrators: Administrators;
  readonly #handedOut: HandedOut;
  readonly #changes: AccessChanges;
  readonly #sessions: Sessions;
  readonly #secondFactors: SecondFactors;
  readonly #tickets: PasswordTickets;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(AccountsAdminRepository) repository: AccountsAdminRepository,
    @Inject(AccountReferences) references: AccountReferences,
    @Inject(Administrators) administrators: Administrators,
    @Inject(HandedOut) handedOut: HandedOut,
    @Inject(AccessChanges) changes: AccessChanges,
    @Inject(Sessions) sessions: Sessions,
    @Inject(SecondFactors) secondFactors: SecondFactors,
    @Inject(PasswordTickets) tickets: PasswordTickets,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#repository = repository;
    this.#references = references;
    this.#administrators = administrators;
    this.#handedOut = handedOut;
    this.#changes = changes;
    this.#sessions = sessions;
    this.#secondFactors = secondFactors;
    this.#tickets = tickets;
    this.#trail = trail;
  }

  /** From the primary: who has just changed an account looks for it at once. */
  async list(query: PageQuery & Omit<AccountsFilter, 'limit' | 'offset'>): Promise<Page<AccountView>> {
    const { accounts, total } = await this.#repository.list(this.#database.primary, {
      ...query,
      limit: query.per_page,
      offset: (query.page - 1) * query.per_page,
    });
    return page(accounts, { ...query, total });
  }

  /** Throws NOT_FOUND. */
  async find(id: string): Promise<AccountView> {
    return await this.#existing(this.#database.primary, id);
  }

  /**
   * Changes an account that is at `version`. What somebody handed out who is no administrator any more is taken back. Throws FORBIDDEN for what nobody does to their own account, PRECONDITION_FAILED when
   * somebody was faster, VALIDATION_ERROR for what does not go together.
   */
  async change(id: string, version: number, change: AccountChange, by: Principal): Promise<AccountView> {
    if (change.name !== undefined) requireNameOfOwn(change.name);
    const nowMs = Date.now();
    const { value } = await this.#database.transaction(async sql => {
      await this.#administrators.require(sql, by);
      const current = await this.#existing(sql, id);
      requireVersion(current.version, version);
      const next = planned(current, change, by);
      await this.#references.require(sql, next);
      await this.#repository.update(sql, id, next, new Date(nowMs).toISOString());
      if (next.disabled && current.disabledAt === null) {
        await this.#sessions.end(sql, id, 'account disabled', nowMs);
        await this.#tickets.void(sql, id, nowMs);
      }
      if (isWorkingAdmin(current) && (next.disabled || next.role !== 'admin'))
        await this.#handedOut.takeBack(sql, id, nowMs);
      const after = await this.#existing(sql, id);
      const entry = { action: 'accounts.changed', ...aboutAccount(after), before: current, after };
      await this.#trail.record(sql, entry);
      return after;
    });
    this.#changes.tell(id);
    return value;
  }

  /**
   * A ticket with which its owner chooses a new password; it is in this answer and nowhere else. Throws NOT_FOUND, CONFLICT for a disabled
   * account.
   */
  async makePasswordReset(id: string, by: Principal): Promise<PasswordResetMade> {
    const { value } = await this.#database.transaction(async sql => {
      await this.#administrators.require(sql, by);
      const account = await this.#existing(sql, id);
      if (account.disabledAt !== null) throw isDisabled();
      await this.#trail.record(sql, { action: 'accounts.password-reset-made', ...aboutAccount(account) });
      return await this.#tickets.make(sql, id, { by: by.id, nowMs: Date.now() });
    });
    return value;
  }

  /** Logs somebody out everywhere; tells from how many places. Throws NOT_FOUND. */
  async endSessions(id: string, by: Principal): Promise<{ ended: number }> {
    const { value } = await this.#database.transaction(async sql => {
      await this.#administrators.require(sql, by);
      const account = await this.#existing(sql, id);
      const ended = await this.#sessions.end(sql, id, 'ended by an administrator', Date.now());
      const entry = { action: 'accounts.sessions-ended', ...aboutAccount(account), after: { ended } };
      await this.#trail.record(sql, entry);
      return { ended };
    });
    this.#changes.tell(id);
    return value;
  }

  /**
   * For a lost phone: takes the authenticator away and logs its owner out everywhere, the phone included. Throws NOT_FOUND, CONFLICT when
   * there is no authenticator, FORBIDDEN for one's own: that takes its code.
   */
  async removeSecondFactor(id: string, why: string, by: Principal): Promise<AccountView> {
    const { value } = await this.#database.transaction(async sql => {
      await this.#administrators.require(sql, by);
      const account = await this.#existing(sql, id);
      if (by.id === id) throw ownSecondFactor();
      if (!account.secondFactor) throw noSecondFactor();
      await this.#secondFactors.remove(sql, id);
      await this.#sessions.end(sql, id, 'second factor removed', Date.now());
      await this.#trail.record(sql, {
        action: 'accounts.second-factor-removed',
        ...aboutAccount(account),
        why,
      });
      return await this.#existing(sql, id);
    });
    this.#changes.tell(id);
    return value;
  }

  async #existing(sql: Sql, id: string): Promise<AccountView> {
    const account = await this.#repository.find(sql, id);
    if (account) return account;
    throw new HubError('NOT_FOUND', { en: 'There is no such account.', de: 'Dieses Konto gibt es nicht.' });
  }
}

function isWorkingAdmin({ role, disabledAt }: AccountView): boolean {
  return role === 'admin' && disabledAt === null;
}

function planned(current: AccountView, change: AccountChange, by: Principal): NextAccount {
  const plan = planChange(current, change, by.id === current.id);
  if (plan.kind === 'planned') return plan.next;
  const { refusals } = plan;
  if (refusals.some(({ code }) => code === 'OWN_ACCOUNT')) throw ownAccount(refusals);
  throw new HubError(
    'VALIDATION_ERROR',
    {
      en: 'These do not go together: a worker needs an employee, and only a supervisor has teams.',
      de: 'Das passt nicht zusammen: Zu einem Mitarbeiterkonto gehört eine Person, und nur Vorgesetzte haben Teams.',
    },
    { details: refusals },
  );
}

function ownAccount(refusals: readonly ChangeRefusal[]): HubError {
  return new HubError(
    'FORBIDDEN',
    {
      en: 'Nobody changes this of their own account: ask another administrator.',
      de: 'Das ändert niemand am eigenen Konto: Fragen Sie eine andere Person mit Administratorrechten.',
    },
    { details: refusals },
  );
}

function ownSecondFactor(): HubError {
  return new HubError(
    'FORBIDDEN',
    {
      en: 'Remove your own second factor with a code of it, or ask another administrator.',
      de: 'Entfernen Sie Ihren eigenen zweiten Faktor mit einem Code davon, oder fragen Sie eine andere Person mit Administratorrechten.',
    },
    { details: [{ code: 'OWN_ACCOUNT' }] },
  );
}

function isDisabled(): HubError {
  return new HubError(
    'CONFLICT',
    {
      en: 'This account is disabled: enable it first.',
      de: 'Dieses Konto ist gesperrt: Geben Sie es erst frei.',
    },
    { details: [{ code: 'ACCOUNT_DISABLED' }] },
  );
}

function noSecondFactor(): HubError {
  return new HubError(
    'CONFLICT',
    { en: 'This account has no second factor.', de: 'Dieses Konto hat keinen zweiten Faktor.' },
    { details: [{ code: 'NO_SECOND_FACTOR' }] },
  );
}
