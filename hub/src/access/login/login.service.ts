import { Inject, Injectable } from '@nestjs/common';
import type { LoginRequest } from '@tapclock/contracts';
import { DATABASE, type Database } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { LOGGER, type Log } from '../../platform/logging/logger.ts';
import { PasswordHasher } from '../passwords/password-hasher.ts';
import { SecondFactors } from '../second-factor/second-factors.ts';
import { type Credentials, CredentialsRepository } from './credentials.repository.ts';
import { type Entered, Entrance } from './entrance.ts';
import { type LoginAttempt, LoginAttempts } from './login-attempts.ts';

/** Logs people in by e-mail address, password and, where there is one, second factor. */
@Injectable()
export class LoginService {
  readonly #database: Database;
  readonly #attempts: LoginAttempts;
  readonly #credentials: CredentialsRepository;
  readonly #hasher: PasswordHasher;
  readonly #secondFactors: SecondFactors;
  readonly #entrance: Entrance;
  readonly #log: Log;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(LoginAttempts) attempts: LoginAttempts,
    @Inject(CredentialsRepository) credentials: CredentialsRepository,
    @Inject(PasswordHasher) hasher: PasswordHasher,
    @Inject(SecondFactors) secondFactors: SecondFactors,
    @Inject(Entrance) entrance: Entrance,
    @Inject(LOGGER) log: Log,
  ) {
    this.#database = database;
    this.#attempts = attempts;
    this.#credentials = credentials;
    this.#hasher = hasher;
    this.#secondFactors = secondFactors;
    this.#entrance = entrance;
    this.#log = log;
  }

  /**
   * Throws RATE_LIMITED when tries come too fast, UNAUTHENTICATED with one message whether there is no such account, it is disabled or the
   * password is wrong, and SECOND_FACTOR_REQUIRED when only the code is missing.
   */
  async logIn(
    { email, password, code }: LoginRequest,
    from: { source: string; userAgent: string | null },
  ): Promise<Entered> {
    const attempt = await this.#attempts.begin(email, from.source, Date.now());
    const credentials = await this.#ifRight(email, password, attempt);
    if (credentials.totpSecret !== null && code === undefined) {
      await this.#attempts.withdraw(attempt);
      throw codeMissing();
    }
    const nowMs = Date.now();
    const { value } = await this.#database.transaction(async sql => {
      const current = await this.#credentials.lock(sql, credentials.account);
      // The password was changed or the account disabled while this one was checked.
      if (!current || current.disabledAt !== null || current.passwordHash !== credentials.passwordHash)
        return null;
      const hasSecond = current.totpSecret !== null;
      if (hasSecond && !(await this.#secondFactors.use(sql, current, code ?? '', nowMs))) return null;
      await this.#attempts.succeed(sql, attempt, nowMs);
      return await this.#entrance.enter(sql, current.account, nowMs, {
        secondFactor: hasSecond,
        userAgent: from.userAgent,
      });
    });
    if (value === null) {
      await this.#attempts.fail(attempt, Date.now());
      throw codeWrong();
    }
    this.#log.info({ account: credentials.account, session: value.begun.session }, 'logged in');
    return value;
  }

  async #ifRight(email: string, password: string, attempt: LoginAttempt): Promise<Credentials> {
    const credentials = await this.#credentials.ofEmail(this.#database.primary, email);
    const isRight = await this.#attempts.look(attempt, () =>
      this.#hasher.verify(password, credentials?.passwordHash ?? null),
    );
    if (isRight && credentials && credentials.disabledAt === null) return credentials;
    await this.#attempts.fail(attempt, Date.now());
    throw wrong();
  }
}

function wrong(): HubError {
  return new HubError('UNAUTHENTICATED', {
    en: 'The e-mail address or the password is wrong.',
    de: 'Die E-Mail-Adresse oder das Passwort ist falsch.',
  });
}

function codeMissing(): HubError {
  return new HubError('SECOND_FACTOR_REQUIRED', {
    en: 'Enter the code of your authenticator, or a recovery code.',
    de: 'Geben Sie den Code Ihrer Authenticator-App ein, oder einen Wiederherstellungscode.',
  });
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
