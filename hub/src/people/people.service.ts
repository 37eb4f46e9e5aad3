import { Inject, Injectable } from '@nestjs/common';
import { EventLog } from '../event-log/index.ts';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { type NewEmployee, type NewSite, PeopleRepository } from './people.repository.ts';

/** Sites and people as tools and the demo bring them. Every write appends `people.changed` in its own transaction, so rosters and caches follow. */
@Injectable()
export class PeopleService {
  readonly #database: Database;
  readonly #people: PeopleRepository;
  readonly #events: EventLog;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(PeopleRepository) people: PeopleRepository,
    @Inject(EventLog) events: EventLog,
  ) {
    this.#database = database;
    this.#people = people;
    this.#events = events;
  }

  async addSite(site: NewSite): Promise<void> {
    await this.#database.transaction(sql => this.#people.addSite(sql, site));
  }

  async addEmployees(people: readonly NewEmployee[]): Promise<void> {
    await this.#database.transaction(async sql => {
      await this.#people.addEmployees(sql, people);
      for (const site of new Set(people.map(person => person.site))) {
        const employees = people.filter(person => person.site === site).map(person => person.id);
        await this.#events.append(sql, [{ kind: 'people.changed', site, key: site, payload: { employees } }]);
      }
    });
  }

  /** Takes a person out of service or back in; false when there is no such person. Punches stay what they are. */
  async setActive(site: string, employee: string, active: boolean): Promise<boolean> {
    const { value } = await this.#database.transaction(async sql => {
      const found = await this.#people.setActive(sql, employee, active);
      if (found)
        await this.#events.append(sql, [
          { kind: 'people.changed', site, key: employee, payload: { employees: [employee] } },
        ]);
      return found;
    });
    return value;
  }
}
