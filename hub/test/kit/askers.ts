import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import type { Role, TeamName } from '@tapclock/contracts';
import { AccountsRepository, Sessions } from '../../src/access/index.ts';
import { DATABASE, type Database } from '../../src/platform/database/database.ts';

/** Since yesterday: who decides about a request had an account before it. */
const DAY_MS = 86_400_000;

export interface Asker {
  name?: string;
  role?: Role;
  employee?: string | null;
  teams?: readonly TeamName[];
}

/** People with accounts of their own who ask a hub. Each is made once; their sessions are real, only the password is left out. */
export class Askers {
  readonly #app: INestApplicationContext;
  readonly #tokens = new Map<string, Promise<string>>();

  constructor(app: INestApplicationContext) {
    this.#app = app;
  }

  /** Headers of a request of this person; without more, of an administrator. */
  async headers(asker: Asker = {}): Promise<{ authorization: string }> {
    return { authorization: `Bearer ${await this.token(asker)}` };
  }

  token(asker: Asker = {}): Promise<string> {
    const key = JSON.stringify(asker);
    let token = this.#tokens.get(key);
    if (token === undefined) {
      token = this.#logIn(asker);
      this.#tokens.set(key, token);
    }
    return token;
  }

  async #logIn({ name = 'Ada Admin', role = 'admin', employee = null, teams = [] }: Asker): Promise<string> {
    const database = this.#app.get<Database>(DATABASE);
    const account = {
      id: randomUUID(),
      email: `${randomUUID()}@example.com`,
      ...{ name, role, employee, teams },
      language: 'en' as const,
      passwordHash: null,
      createdAt: new Date(Date.now() - DAY_MS).toISOString(),
    };
    const { value } = await database.transaction(async sql => {
      await this.#app.get(AccountsRepository, { strict: false }).insert(sql, account);
      return await this.#app.get(Sessions, { strict: false }).begin(sql, account.id, Date.now());
    });
    return value.token;
  }
}
