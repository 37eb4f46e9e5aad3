import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/bcrypt';
import { PASSWORD_BYTES_MAX } from '@tapclock/contracts';
import { HubError } from '../../platform/http/hub-error.ts';
import { bytesOf, normalisePassword } from '../domain/password-rules.ts';

/** Design section 9: a quarter of a second on a present machine. */
const BCRYPT_COST = 12;
/** Of the four threads of Node's pool: signatures of punches are verified on the others. */
const AT_ONCE_MAX = 2;
/** Five seconds of work; whoever comes then is told to come back. */
const WAITING_MAX = 40;
const RETRY_AFTER_SECONDS = 5;
/** Of a password that nobody has; made once, by the same cost. */
const NOBODYS_HASH = '$2b$12$q51T7bZPDzF5TI3LrFvETuxZVYvf3xdeBDce5ieGYoxgu9VBjCYcm';

/** Hash of a password, whatever it is worth; see `judgePassword`. */
export async function hashPassword(typed: string): Promise<string> {
  return await hash(normalisePassword(typed), { cost: BCRYPT_COST });
}

/** Hashes passwords, a few at once: who asks for many logins takes no more of the machine than that. */
@Injectable()
export class PasswordHasher {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** Throws RATE_LIMITED when too many are waiting. */
  hash(typed: string): Promise<string> {
    return this.#inTurn(() => hashPassword(typed));
  }

  /** Whether it is this password. Takes as long when there is none, so that nobody learns which accounts exist. Throws RATE_LIMITED. */
  verify(typed: string, passwordHash: string | null): Promise<boolean> {
    const password = normalisePassword(typed);
    return this.#inTurn(async () => {
      const isRight = await verify(password, passwordHash ?? NOBODYS_HASH);
      // bcrypt ignores what is beyond, so a longer text would match a hash of its beginning.
      return isRight && passwordHash !== null && bytesOf(password) <= PASSWORD_BYTES_MAX;
    });
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < AT_ONCE_MAX) this.#running += 1;
    else await this.#turn();
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The turn is handed on, not given back: nobody who comes later slips in between.
      if (next) next();
      else this.#running -= 1;
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= WAITING_MAX) {
      throw new HubError(
        'RATE_LIMITED',
        {
          en: 'Too many people log in at this moment. Try again shortly.',
          de: 'Gerade melden sich zu viele Personen an. Versuchen Sie es gleich noch einmal.',
        },
        {
          details: { retryAfterSeconds: RETRY_AFTER_SECONDS },
        },
      );
    }
    return new Promise(resolve => this.#waiting.push(resolve));
  }
}
