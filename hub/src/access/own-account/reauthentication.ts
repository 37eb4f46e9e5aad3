import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { type Credentials, CredentialsRepository } from '../login/credentials.repository.ts';
import { type LoginAttempt, LoginAttempts } from '../login/login-attempts.ts';
import { PasswordHasher } from '../passwords/password-hasher.ts';
import { SecondFactors } from '../second-factor/second-factors.ts';
import { sessionOver } from '../sessions/sessions.ts';

/** What somebody who is logged in proves once more. */
export interface Proof {
  password?: string | undefined;
  code?: string | undefined;
  /** Name of the field that holds the password. */
  path?: string;
}

/** Asks people who are logged in to prove it again, before they change what they log in with: a screen left open is not enough for that. */
@Injectable()
export class Reauthentication {
  readonly #database: Database;
  readonly #credentials: CredentialsRepository;
  readonly #hasher: PasswordHasher;
  readonly #attempts: LoginAttempts;
  readonly #secondFactors: SecondFactors;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(CredentialsRepository) credentials: CredentialsRepository,
    @Inject(PasswordHasher) hasher: PasswordHasher,
    @Inject(LoginAttempts) attempts: LoginAttempts,
    @Inject(SecondFactors) secondFactors: SecondFactors,
  ) {
    this.#database = database;
    this.#credentials = credentials;
    this.#hasher = hasher;
    this.#attempts = attempts;
    this.#secondFactors = secondFactors;
  }

  /**
   * Throws FORBIDDEN when a part of the proof is wrong, RATE_LIMITED after too many: tries count as those of a login. An account without a
   * password, which logs in at an identity provider, has none to prove; its session is what there is.
   */
  async require(account: string, proof: Proof, source: string): Promise<Credentials> {
    const credentials = await this.#credentials.of(this.#database.primary, account);
    if (!credentials) throw sessionOver();
    const { passwordHash } = credentials;
    if (passwordHash === null && proof.code === undefined) return credentials;
    const attempt = await this.#attempts.begin(credentials.email, source, Date.now());
    const isRight = await this.#attempts.look(
      attempt,
      async () => passwordHash === null || (await this.#hasher.verify(proof.password ?? '', passwordHash)),
    );
    if (!isRight) return await this.#refuse(attempt, proof.path ?? 'password');
    const { code } = proof;
    const nowMs = Date.now();
    const { value } = await this.#database.transaction(async sql => {
      const current = await this.#credentials.lock(sql, account);
      if (code !== undefined && !(current && (await this.#secondFactors.use(sql, current, code, nowMs))))
        return false;
      await this.#attempts.succeed(sql, attempt, nowMs);
      return true;
    });
    if (!value) return await this.#refuse(attempt, 'code');
    return credentials;
  }

  async #refuse(attempt: LoginAttempt, path: string): Promise<never> {
    await this.#attempts.fail(attempt, Date.now());
    throw wrong(path);
  }
}

function wrong(path: string): HubError {
  return path === 'code'
    ? new HubError(
        'FORBIDDEN',
        {
          en: 'The code is wrong or was used before. Wait for the next one.',
          de: 'Der Code ist falsch oder wurde schon benutzt. Warten Sie auf den nächsten.',
        },
        { details: [{ path, code: 'CODE_WRONG' }] },
      )
    : new HubError(
        'FORBIDDEN',
        { en: 'The password is wrong.', de: 'Das Passwort ist falsch.' },
        { details: [{ path, code: 'PASSWORD_WRONG' }] },
      );
}
