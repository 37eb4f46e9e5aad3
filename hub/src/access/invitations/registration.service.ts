import { Inject, Injectable } from '@nestjs/common';
import type { RegisterRequest } from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { AuditTrail } from '../../audit/data.ts';
import { DATABASE, type Database } from '../../platform/database/database.ts';
import { isUniqueViolation } from '../../platform/database/errors.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { LOGGER, type Log } from '../../platform/logging/logger.ts';
import { aboutAccount, newOwner } from '../accounts/about-account.ts';
import { AccountsAdminRepository } from '../accounts/accounts.admin.repository.ts';
import { AccountReferences } from '../accounts/accounts.references.ts';
import { AccountsRepository } from '../accounts/accounts.repository.ts';
import { requireNameOfOwn } from '../accounts/name-of-own.ts';
import { type Entered, Entrance } from '../login/entrance.ts';
import { requireGoodPassword } from '../passwords/chosen-password.ts';
import { PasswordHasher } from '../passwords/password-hasher.ts';
import { digestOfSecret } from '../secret-text.ts';
import { InvitationsRepository } from './invitations.repository.ts';

/** Makes accounts for people who were invited. Everything but name and password was decided by who invited them. */
@Injectable()
export class RegistrationService {
  readonly #database: Database;
  readonly #invitations: InvitationsRepository;
  readonly #accounts: AccountsRepository;
  readonly #allAccounts: AccountsAdminRepository;
  readonly #references: AccountReferences;
  readonly #hasher: PasswordHasher;
  readonly #entrance: Entrance;
  readonly #log: Log;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(InvitationsRepository) invitations: InvitationsRepository,
    @Inject(AccountsRepository) accounts: AccountsRepository,
    @Inject(AccountsAdminRepository) allAccounts: AccountsAdminRepository,
    @Inject(AccountReferences) references: AccountReferences,
    @Inject(PasswordHasher) hasher: PasswordHasher,
    @Inject(Entrance) entrance: Entrance,
    @Inject(LOGGER) log: Log,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#invitations = invitations;
    this.#accounts = accounts;
    this.#allAccounts = allAccounts;
    this.#references = references;
    this.#hasher = hasher;
    this.#entrance = entrance;
    this.#log = log;
    this.#trail = trail;
  }

  /**
   * Throws FORBIDDEN with one message for a ticket that never was, was used, was taken back, is too old, or comes from somebody who is no
   * administrator any more; VALIDATION_ERROR for a bad password or a name that is the hub's own, which leaves the ticket as it was; CONFLICT when the address got an account another way.
   */
  async register({ ticket, name, password }: RegisterRequest, userAgent: string | null): Promise<Entered> {
    const digest = digestOfSecret(ticket);
    // Before anything is hashed: whoever sends tickets of their own making costs next to nothing.
    const found = await this.#invitations.find(this.#database.primary, digest, new Date().toISOString());
    if (!found) throw badTicket();
    requireNameOfOwn(name);
    requireGoodPassword(password, { email: found.email, name });
    const passwordHash = await this.#hasher.hash(password);
    const nowMs = Date.now();
    const createdAt = new Date(nowMs).toISOString();
    try {
      const { value } = await this.#database.transaction(async sql => {
        // Whoever invited is not disabled or demoted in between.
        await this.#allAccounts.lock(sql);
        const used = await this.#invitations.use(sql, digest, createdAt);
        if (!used) throw badTicket();
        const { email, role, employee, teams, language } = used.invitation;
        await this.#references.require(sql, { employee, teams });
        const id = uuid();
        const account = { id, email, name, role, employee, teams, language, passwordHash, createdAt };
        await this.#accounts.insert(sql, { ...account, invitedBy: used.inviter });
        const { passwordHash: _, ...after } = account;
        const entry = {
          action: 'accounts.registered',
          ...aboutAccount(account),
          after: { ...after, invitedBy: used.inviter },
          by: newOwner(account),
        };
        await this.#trail.record(sql, entry);
        return await this.#entrance.enter(sql, id, nowMs, { secondFactor: false, userAgent });
      });
      this.#log.info({ account: value.view.account.id }, 'an invitation was taken');
      return value;
    } catch (error) {
      if (isUniqueViolation(error)) throw hasAccount();
      throw error;
    }
  }
}

function badTicket(): HubError {
  return new HubError(
    'FORBIDDEN',
    {
      en: 'This invitation is wrong, was used, or is too old. Ask for a new one.',
      de: 'Diese Einladung ist falsch, wurde schon benutzt oder ist zu alt. Bitten Sie um eine neue.',
    },
    { details: [{ path: 'ticket', code: 'TICKET_INVALID' }] },
  );
}

function hasAccount(): HubError {
  return new HubError(
    'CONFLICT',
    {
      en: 'There is an account with your address already: log in.',
      de: 'Mit Ihrer Adresse gibt es schon ein Konto: Melden Sie sich an.',
    },
    { details: [{ code: 'HAS_ACCOUNT' }] },
  );
}
