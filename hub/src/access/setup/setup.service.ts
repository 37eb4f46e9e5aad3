import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { SetupRequest } from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { AuditTrail } from '../../audit/data.ts';
import { DATABASE, type Database } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { LOGGER, type Log } from '../../platform/logging/logger.ts';
import { aboutAccount, newOwner } from '../accounts/about-account.ts';
import { AccountsRepository } from '../accounts/accounts.repository.ts';
import { requireNameOfOwn } from '../accounts/name-of-own.ts';
import { type Entered, Entrance } from '../login/entrance.ts';
import { requireGoodPassword } from '../passwords/chosen-password.ts';
import { PasswordHasher } from '../passwords/password-hasher.ts';
import { SetupCodes } from './setup-codes.ts';

/** The first account of a new hub: an administrator, made by whoever can read the hub's log. */
@Injectable()
export class SetupService implements OnApplicationBootstrap {
  readonly #database: Database;
  readonly #codes: SetupCodes;
  readonly #accounts: AccountsRepository;
  readonly #hasher: PasswordHasher;
  readonly #entrance: Entrance;
  readonly #log: Log;
  readonly #trail: AuditTrail;
  /** Once there is an account there is one for ever: nobody deletes them. */
  #isDone = false;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(SetupCodes) codes: SetupCodes,
    @Inject(AccountsRepository) accounts: AccountsRepository,
    @Inject(PasswordHasher) hasher: PasswordHasher,
    @Inject(Entrance) entrance: Entrance,
    @Inject(LOGGER) log: Log,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#codes = codes;
    this.#accounts = accounts;
    this.#hasher = hasher;
    this.#entrance = entrance;
    this.#log = log;
    this.#trail = trail;
  }

  /** Each hub that starts before there is an account prints a code of its own; all of them work, at every hub, until one was used. */
  async onApplicationBootstrap(): Promise<void> {
    if (!(await this.isNeeded())) return;
    const { value } = await this.#database.transaction(sql => this.#codes.make(sql, Date.now()));
    this.#log.info(
      { setupCode: value.code, expiresAt: value.expiresAt },
      'no account yet: make the first one with this code',
    );
  }

  async isNeeded(): Promise<boolean> {
    if (!this.#isDone) this.#isDone = await this.#codes.isSetUp(this.#database.primary);
    return !this.#isDone;
  }

  /** Makes the first administrator. Throws CONFLICT when there is an account, FORBIDDEN for a code that is worth nothing. */
  async setUp(
    { code, email, name, password, language }: SetupRequest,
    from: { userAgent: string | null },
  ): Promise<Entered> {
    if (!(await this.isNeeded())) throw isSetUp();
    if (!(await this.#codes.isGood(this.#database.primary, code, Date.now()))) throw badCode();
    requireNameOfOwn(name);
    requireGoodPassword(password, { email, name });
    const passwordHash = await this.#hasher.hash(password);
    const nowMs = Date.now();
    const { value } = await this.#database.transaction(async sql => {
      await this.#codes.lock(sql);
      if (await this.#codes.isSetUp(sql)) throw isSetUp();
      if (!(await this.#codes.isGood(sql, code, nowMs))) throw badCode();
      const id = uuid();
      const createdAt = new Date(nowMs).toISOString();
      await this.#accounts.insert(sql, {
        ...{ id, email, name, language, passwordHash, createdAt },
        role: 'admin',
        employee: null,
        teams: [],
      });
      const account = { id, name, role: 'admin', employee: null } as const;
      const after = { ...account, email, language };
      const entry = { action: 'accounts.set-up', ...aboutAccount(account), after, by: newOwner(account) };
      await this.#trail.record(sql, entry);
      await this.#codes.forgetAll(sql);
      return await this.#entrance.enter(sql, id, nowMs, { secondFactor: false, userAgent: from.userAgent });
    });
    this.#log.info({ account: value.view.account.id }, 'the first account was made');
    return value;
  }
}

function isSetUp(): HubError {
  return new HubError('CONFLICT', {
    en: 'There is an account already. Log in, or ask for an invitation.',
    de: 'Es gibt schon ein Konto. Melden Sie sich an, oder bitten Sie um eine Einladung.',
  });
}

function badCode(): HubError {
  return new HubError(
    'FORBIDDEN',
    {
      en: 'This set-up code is wrong or too old. Restart the hub, or run its command "setup-code", for a new one.',
      de: 'Dieser Einrichtungscode ist falsch oder zu alt. Ein Neustart des Servers oder sein Befehl "setup-code" gibt einen neuen.',
    },
    { details: [{ path: 'code', code: 'SETUP_CODE_INVALID' }] },
  );
}
