import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { PeopleRepository } from './people.repository.ts';

/** Who a badge belongs to, for the intake. Answers come from the primary; the intake remembers them itself. */
@Injectable()
export class PeopleDirectory {
  readonly #database: Database;
  readonly #repository: PeopleRepository;

  constructor(@Inject(DATABASE) database: Database, @Inject(PeopleRepository) repository: PeopleRepository) {
    this.#database = database;
    this.#repository = repository;
  }

  findByCredentials(
    wanted: readonly { site: string; digest: string }[],
  ): Promise<{ site: string; digest: string; employee: string }[]> {
    return this.#repository.findByCredentials(this.#database.primary, wanted);
  }

  findEmployees(ids: readonly string[]): Promise<{ employee: string; site: string }[]> {
    return this.#repository.findEmployees(this.#database.primary, ids);
  }
}
