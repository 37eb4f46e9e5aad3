import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { type BadgeHolding, BadgesRepository } from './badges/badges.repository.ts';
import { PeopleRepository } from './people.repository.ts';

/** Who held which badge when, for the intake. Answers come from the primary; the intake remembers them itself. */
@Injectable()
export class PeopleDirectory {
  readonly #database: Database;
  readonly #people: PeopleRepository;
  readonly #badges: BadgesRepository;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(PeopleRepository) people: PeopleRepository,
    @Inject(BadgesRepository) badges: BadgesRepository,
  ) {
    this.#database = database;
    this.#people = people;
    this.#badges = badges;
  }

  findHoldings(wanted: readonly { site: string; digest: string }[]): Promise<BadgeHolding[]> {
    return this.#badges.holdings(this.#database.primary, wanted);
  }

  findEmployees(ids: readonly string[]): Promise<{ employee: string; site: string }[]> {
    return this.#people.findEmployees(this.#database.primary, ids);
  }
}
