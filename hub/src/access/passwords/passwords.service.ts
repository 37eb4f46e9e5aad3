import { Inject, Injectable } from '@nestjs/common';
import type { PasswordChange, PasswordReset } from '@tapclock/contracts';
import { AuditTrail } from '../../audit/data.ts';
import { DATABASE, type Database } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { LOGGER, type Log } from '../../platform/logging/logger.ts';
import { aboutAccount } from '../accounts/about-account.ts';
import { AccountsAdminRepository } from '../accounts/accounts.admin.repository.ts';
import { type Credentials, CredentialsRepository } from '../login/credentials.repository.ts';
import { LoginAttempts } from '../login/login-attempts.ts';
import type { Owner } from '../own-account/own-account.ts';
import { Reauthentication } from '../own-account/reauthentication.ts';
import { AccessChanges } from '../sessions/access-changes.ts';
import { Sessions, sessionOver } from '../sessions/sessions.ts';
import { requireGoodPassword } from './chosen-password.ts';
import { PasswordHasher } from './password-hasher.ts';
import { PasswordTickets } from './password-tickets.ts';

/** How people change their passwords. */
@Injectable()
export class PasswordsService {
  readonly #database: Database;
  readonly #credentials: CredentialsRepository;
  readonly #hasher: PasswordHasher;
  readonly #tickets: PasswordTickets;
  readonly #sessions: Sessions;
  readonly #attempts: LoginAttempts;
  readonly #reauthentication: Reauthentication;
  readonly #accounts: AccountsAdminRepository;
  readonly #changes: AccessChanges;
  readonly #log: Log;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(CredentialsRepository) credentials: CredentialsRepository,
    @Inject(PasswordHasher) hasher: PasswordHasher,
    @Inject(PasswordTickets) tickets: PasswordTickets,
    @Inject(Sessions) sessions: Sessions,
    @Inject(LoginAttempts) attempts: LoginAttempts,
    @Inject(Reauthentication) reauthentication: Reauthentication,
    @Inject(AccountsAdminRepository) accounts: AccountsAdminRepository,
    @Inject(AccessChanges) changes: AccessChanges,
    @Inject(LOGGER) log: Log,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#credentials = credentials;
    this.#hasher = hasher;
    this.#tickets = tickets;
    this.#sessions = sessions;
    this.#attempts = attempts;
    this.#reauthentication = reauthentication;
    this.#accounts = accounts;
    this.#changes = changes;
    this.#log = log;
    this.#trail = trail;
  }

  /** Of whoever is logged in; all their other sessions end. Throws FORBIDDEN for a wrong password, VALIDATION_ERROR for a bad new one. */
  async change({ current, next }: PasswordChange, owner: Owner, source: string): Promise<void> {
    const credentials = await this.#reauthentication.require(
      owner.account,
      { password: current, path: 'current' },
      source,
    );
    requireGoodPassword(next, credentials, 'next');
    const passwordHash = await this.#hasher.hash(next);
    await this.#database.transaction(async sql => {
      const now = await this.#credentials.lock(sql, owner.account);
      // Changed by somebody else meanwhile: the proof was about another password.
      if (now?.passwordHash !== credentials.passwordHash) throw sessionOver();
      await this.#credentials.setPassword(sql, owner.account, passwordHash);
      // A ticket that was asked for before is in somebody's hands still.
      await this.#tickets.void(sql, owner.account, Date.now());
      await this.#sessions.end(sql, owner.account, 'password changed', Date.now(), { except: owner.session });
      await this.#trail.record(sql, {
        action: 'accounts.password-changed',
        ...aboutAccount({ id: owner.account, employee: now.employee }),
      });
    });
    this.#changes.tell(owner.account);
    this.#log.info({ account: owner.account }, 'a password was changed');
  }

  /** With a ticket; every session of the account ends, and its owner logs in anew. Throws FORBIDDEN for a ticket that is worth nothing. */
  async reset({ ticket, password }: PasswordReset, source: string): Promise<void> {
    const credentials = await this.#ofTicket(ticket);
    requireGoodPassword(password, credentials);
    const passwordHash = await this.#hasher.hash(password);
    const nowMs = Date.now();
    await this.#database.transaction(async sql => {
      // Whoever made the ticket is not disabled or demoted in between.
      await this.#accounts.lock(sql);
      const account = await this.#tickets.use(sql, ticket, nowMs);
      if (account === null) throw badTicket();
      await this.#credentials.setPassword(sql, account, passwordHash);
      await this.#sessions.end(sql, account, 'password changed', nowMs);
      await this.#attempts.forgive(sql, credentials.email, source);
      await this.#trail.record(sql, {
        action: 'accounts.password-reset',
        ...aboutAccount({ id: account, employee: credentials.employee }),
      });
    });
    this.#changes.tell(credentials.account);
    this.#log.info({ account: credentials.account }, 'a password was reset');
  }

  /** Before anything is hashed: whoever sends tickets of their own making costs next to nothing. */
  async #ofTicket(ticket: string): Promise<Credentials> {
    const account = await this.#tickets.find(this.#database.primary, ticket, Date.now());
    const credentials = account === null ? null : await this.#credentials.of(this.#database.primary, account);
    if (!credentials) throw badTicket();
    return credentials;
  }
}

function badTicket(): HubError {
  return new HubError(
    'FORBIDDEN',
    {
      en: 'This ticket is wrong, was used, or is too old. Ask for a new one.',
      de: 'Dieser Code ist falsch, wurde schon benutzt oder ist zu alt. Bitten Sie um einen neuen.',
    },
    { details: [{ path: 'ticket', code: 'TICKET_INVALID' }] },
  );
}
