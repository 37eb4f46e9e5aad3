import { Inject, Injectable } from '@nestjs/common';
import type { SecondFactorOffer, SecondFactorOn } from '@tapclock/contracts';
import { AuditTrail } from '../../audit/data.ts';
import { HUB_CONFIG, type HubConfig } from '../../platform/config/hub-config.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { LOGGER, type Log } from '../../platform/logging/logger.ts';
import { aboutAccount } from '../accounts/about-account.ts';
import { type Credentials, CredentialsRepository } from '../login/credentials.repository.ts';
import type { Owner } from '../own-account/own-account.ts';
import { type Proof, Reauthentication } from '../own-account/reauthentication.ts';
import { AccessChanges } from '../sessions/access-changes.ts';
import { SessionsRepository } from '../sessions/sessions.repository.ts';
import { Sessions, sessionOver } from '../sessions/sessions.ts';
import { SecondFactors } from './second-factors.ts';

/** How people set up the second factor of their own account, and take it away. */
@Injectable()
export class SecondFactorService {
  readonly #database: Database;
  readonly #credentials: CredentialsRepository;
  readonly #secondFactors: SecondFactors;
  readonly #reauthentication: Reauthentication;
  readonly #sessions: Sessions;
  readonly #sessionRows: SessionsRepository;
  readonly #changes: AccessChanges;
  readonly #config: HubConfig;
  readonly #log: Log;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(CredentialsRepository) credentials: CredentialsRepository,
    @Inject(SecondFactors) secondFactors: SecondFactors,
    @Inject(Reauthentication) reauthentication: Reauthentication,
    @Inject(Sessions) sessions: Sessions,
    @Inject(SessionsRepository) sessionRows: SessionsRepository,
    @Inject(AccessChanges) changes: AccessChanges,
    @Inject(HUB_CONFIG) config: HubConfig,
    @Inject(LOGGER) log: Log,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#credentials = credentials;
    this.#secondFactors = secondFactors;
    this.#reauthentication = reauthentication;
    this.#sessions = sessions;
    this.#sessionRows = sessionRows;
    this.#changes = changes;
    this.#config = config;
    this.#log = log;
    this.#trail = trail;
  }

  /** A secret to scan. Throws CONFLICT when there is a second factor already, FORBIDDEN for a wrong password. */
  async offer(owner: Owner, password: string | undefined, source: string): Promise<SecondFactorOffer> {
    await this.#reauthentication.require(owner.account, { password }, source);
    const { value } = await this.#database.transaction(async sql => {
      const credentials = await this.#locked(sql, owner);
      if (credentials.totpSecret !== null) throw isOn();
      return await this.#secondFactors.offer(sql, credentials, Date.now());
    });
    return value;
  }

  /** Puts what was offered in force: this session has two factors from now on, all others end. Throws FORBIDDEN for a wrong code. */
  async confirm(owner: Owner, code: string): Promise<SecondFactorOn> {
    const nowMs = Date.now();
    const { value } = await this.#database.transaction(async sql => {
      const credentials = await this.#locked(sql, owner);
      if (credentials.totpSecret !== null) throw isOn();
      const recoveryCodes = await this.#secondFactors.accept(sql, credentials, code, nowMs);
      if (recoveryCodes === null) throw wrongCode();
      await this.#changed(sql, { ...owner, employee: credentials.employee }, true, nowMs);
      return { recoveryCodes };
    });
    this.#changes.tell(owner.account);
    this.#log.info({ account: owner.account }, 'a second factor was set up');
    return value;
  }

  /** Takes it away; all other sessions end. Throws FORBIDDEN where the role needs one, or when password or code are wrong. */
  async remove(owner: Owner, proof: Required<Pick<Proof, 'code'>> & Proof, source: string): Promise<void> {
    const { role, employee } = await this.#reauthentication.require(owner.account, proof, source);
    if (this.#config.access.secondFactorRoles.includes(role)) throw isNeeded();
    const nowMs = Date.now();
    await this.#database.transaction(async sql => {
      await this.#secondFactors.remove(sql, owner.account);
      await this.#changed(sql, { ...owner, employee }, false, nowMs);
    });
    this.#changes.tell(owner.account);
    this.#log.info({ account: owner.account }, 'a second factor was removed by its owner');
  }

  async #changed(
    sql: Sql,
    { account, session, employee }: Owner & { employee: string | null },
    isOnNow: boolean,
    nowMs: number,
  ): Promise<void> {
    await this.#sessionRows.noteSecondFactor(sql, session, isOnNow);
    await this.#sessions.end(sql, account, 'second factor changed', nowMs, { except: session });
    await this.#trail.record(sql, {
      action: isOnNow ? 'accounts.second-factor-set-up' : 'accounts.second-factor-removed',
      ...aboutAccount({ id: account, employee }),
    });
  }

  async #locked(sql: Sql, { account }: Owner): Promise<Credentials> {
    const credentials = await this.#credentials.lock(sql, account);
    if (!credentials || credentials.disabledAt !== null) throw sessionOver();
    return credentials;
  }
}

function isOn(): HubError {
  return new HubError('CONFLICT', {
    en: 'There is a second factor already: remove it first.',
    de: 'Es gibt schon einen zweiten Faktor: Entfernen Sie ihn zuerst.',
  });
}

function isNeeded(): HubError {
  return new HubError('FORBIDDEN', {
    en: 'Your role needs a second factor. For a new phone, ask an administrator.',
    de: 'Ihre Rolle braucht einen zweiten Faktor. Fragen Sie für ein neues Gerät jemanden mit Administratorrechten.',
  });
}

function wrongCode(): HubError {
  return new HubError(
    'FORBIDDEN',
    {
      en: 'The code is wrong. Look at the clock of your phone and enter the next one.',
      de: 'Der Code ist falsch. Prüfen Sie die Uhr Ihres Geräts und geben Sie den nächsten ein.',
    },
    { details: [{ path: 'code', code: 'CODE_WRONG' }] },
  );
}
