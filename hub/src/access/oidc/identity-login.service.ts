import { Inject, Injectable } from '@nestjs/common';
import { AuditTrail } from '../../audit/data.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { LOGGER, type Log } from '../../platform/logging/logger.ts';
import { aboutAccount, newOwner } from '../accounts/about-account.ts';
import { AccountsAdminRepository } from '../accounts/accounts.admin.repository.ts';
import { type Identity, type Recognition, recognise } from '../domain/identity.ts';
import { CredentialsRepository } from '../login/credentials.repository.ts';
import { type Entered, Entrance } from '../login/entrance.ts';
import { LoginAttempts } from '../login/login-attempts.ts';
import { SecondFactors } from '../second-factor/second-factors.ts';
import { IdentitiesRepository } from './identities.repository.ts';
import { IdentityError } from './identity-error.ts';
import { IdentityProvider, type LoginFlow } from './identity-provider.ts';

/** Somebody who came back from the identity provider. */
export type CameBack =
  | { kind: 'entered'; entered: Entered }
  /** They have a second factor here, and the provider's login does not count as one. */
  | ({ kind: 'code-needed' } & OwedCode);

/** Whose code is awaited, and which identity becomes theirs with it. */
export interface OwedCode {
  account: string;
  link: Pick<Identity, 'issuer' | 'subject'> | null;
}

/** Logs people in who have proven at the company's identity provider who they are. */
@Injectable()
export class IdentityLoginService {
  readonly #database: Database;
  readonly #provider: IdentityProvider;
  readonly #identities: IdentitiesRepository;
  readonly #credentials: CredentialsRepository;
  readonly #attempts: LoginAttempts;
  readonly #secondFactors: SecondFactors;
  readonly #entrance: Entrance;
  readonly #accounts: AccountsAdminRepository;
  readonly #trail: AuditTrail;
  readonly #log: Log;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(IdentityProvider) provider: IdentityProvider,
    @Inject(IdentitiesRepository) identities: IdentitiesRepository,
    @Inject(CredentialsRepository) credentials: CredentialsRepository,
    @Inject(LoginAttempts) attempts: LoginAttempts,
    @Inject(SecondFactors) secondFactors: SecondFactors,
    @Inject(Entrance) entrance: Entrance,
    @Inject(AccountsAdminRepository) accounts: AccountsAdminRepository,
    @Inject(AuditTrail) trail: AuditTrail,
    @Inject(LOGGER) log: Log,
  ) {
    this.#database = database;
    this.#provider = provider;
    this.#identities = identities;
    this.#credentials = credentials;
    this.#attempts = attempts;
    this.#secondFactors = secondFactors;
    this.#entrance = entrance;
    this.#accounts = accounts;
    this.#trail = trail;
    this.#log = log;
  }

  /** Throws IdentityError with what people may be told. */
  async comeBack(query: string, flow: LoginFlow, userAgent: string | null): Promise<CameBack> {
    const identity = await this.#provider.finish(query, flow, async who => !(await this.#isLinked(who)));
    const { countsAsSecondFactor } = this.#provider.settings;
    const nowMs = Date.now();
    const { value } = await this.#database.transaction<CameBack>(async sql => {
      const recognised = await this.#recognise(sql, identity);
      if (recognised.kind === 'refused') throw new IdentityError(recognised.problem);
      const { account } = recognised;
      const { issuer, subject } = identity;
      const link = recognised.kind === 'link' ? { issuer, subject } : null;
      const credentials = await this.#credentials.lock(sql, account);
      // Who has no code is not linked either: an address alone may have been given to somebody else at the provider.
      if (credentials?.totpSecret && !countsAsSecondFactor) return { kind: 'code-needed', account, link };
      if (link) await this.#link(sql, account, link);
      const from = { secondFactor: countsAsSecondFactor, userAgent };
      return { kind: 'entered', entered: await this.#entrance.enter(sql, account, nowMs, from) };
    });
    if (value.kind === 'entered') this.#logIn(value.entered);
    return value;
  }

  /** The code that somebody owes who came back. Throws UNAUTHENTICATED for a wrong one, RATE_LIMITED after too many. */
  async enterCode(
    { account, link }: OwedCode,
    code: string,
    from: { source: string; userAgent: string | null },
  ): Promise<Entered> {
    const credentials = await this.#credentials.of(this.#database.primary, account);
    if (!credentials) throw codeWrong();
    const attempt = await this.#attempts.begin(credentials.email, from.source, Date.now());
    const nowMs = Date.now();
    const { value } = await this.#database.transaction(async sql => {
      const current = await this.#credentials.lock(sql, account);
      if (!current || current.disabledAt !== null) return null;
      if (!(await this.#secondFactors.use(sql, current, code, nowMs))) return null;
      await this.#attempts.succeed(sql, attempt, nowMs);
      if (link && !(await this.#linkNow(sql, account, link))) return null;
      return await this.#entrance.enter(sql, account, nowMs, {
        secondFactor: true,
        userAgent: from.userAgent,
      });
    });
    if (!value) throw codeWrong();
    this.#logIn(value);
    return value;
  }

  async #isLinked(who: Pick<Identity, 'issuer' | 'subject'>): Promise<boolean> {
    return (await this.#identities.bySubject(this.#database.primary, who)) !== null;
  }

  async #recognise(sql: Sql, identity: Identity): Promise<Recognition> {
    const bySubject = await this.#identities.bySubject(sql, identity);
    const byEmail =
      bySubject === null && identity.email !== null
        ? await this.#identities.byEmail(sql, identity.email)
        : null;
    return recognise(identity, { bySubject, byEmail });
  }

  /** Links what was to be linked when they came back; false when the account or the subject got another one since. */
  async #linkNow(sql: Sql, account: string, link: NonNullable<OwedCode['link']>): Promise<boolean> {
    const owner = await this.#identities.bySubject(sql, link);
    if (owner) return owner.id === account;
    if (!(await this.#identities.isFree(sql, account))) return false;
    await this.#link(sql, account, link);
    return true;
  }

  async #link(
    sql: Sql,
    id: string,
    { issuer, subject }: Pick<Identity, 'issuer' | 'subject'>,
  ): Promise<void> {
    await this.#identities.link(sql, id, { issuer, subject });
    const account = await this.#accounts.find(sql, id);
    if (!account) throw new Error('the account that was linked is locked by this transaction');
    await this.#trail.record(sql, {
      action: 'accounts.identity-linked',
      ...aboutAccount(account),
      after: { issuer, subject },
      by: newOwner(account),
    });
  }

  #logIn({ begun, view }: Entered): void {
    this.#log.info(
      { account: view.account.id, session: begun.session },
      'logged in by the identity provider',
    );
  }
}

function codeWrong(): HubError {
  return new HubError(
    'UNAUTHENTICATED',
    {
      en: 'The code is wrong or was used before. Wait for the next one.',
      de: 'Der Code ist falsch oder wurde schon benutzt. Warten Sie auf den nächsten.',
    },
    { details: [{ path: 'code', code: 'CODE_WRONG' }] },
  );
}
