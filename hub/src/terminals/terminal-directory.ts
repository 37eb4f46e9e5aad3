import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database } from '../platform/database/database.ts';
import type { TerminalAccount } from '../platform/mqtt/terminal-access.ts';
import { type TerminalIdentity, TerminalsRepository } from './terminals.repository.ts';

/** Who a terminal is: for the intake its key, for the embedded broker its account. Read from the primary. */
@Injectable()
export class TerminalDirectory {
  readonly #database: Database;
  readonly #repository: TerminalsRepository;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(TerminalsRepository) repository: TerminalsRepository,
  ) {
    this.#database = database;
    this.#repository = repository;
  }

  findTerminals(ids: readonly string[]): Promise<TerminalIdentity[]> {
    return this.#repository.identities(this.#database.primary, ids);
  }

  /** The broker account of a user name; null for strangers and revoked terminals. */
  async findAccount(username: string): Promise<TerminalAccount | null> {
    const [account] = await this.#repository.accounts(this.#database.primary, [username]);
    return account ?? null;
  }
}
