import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type FindOptionsWhere, Repository } from 'typeorm';
import { EventLog } from '../event-log/index.ts';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { EmployeeEntity } from './employee.entity.ts';
import { type NewEmployee, type NewSite, PeopleRepository, type SiteView } from './people.repository.ts';

export interface EmployeeFilter {
  site?: string | undefined;
  area?: string | undefined;
}

/** Sites and people. Every write appends `people.changed` in its own transaction, so rosters and caches follow. */
@Injectable()
export class PeopleService {
  readonly #employees: Repository<EmployeeEntity>;
  readonly #database: Database;
  readonly #people: PeopleRepository;
  readonly #events: EventLog;

  constructor(
    @InjectRepository(EmployeeEntity) employees: Repository<EmployeeEntity>,
    @Inject(DATABASE) database: Database,
    @Inject(PeopleRepository) people: PeopleRepository,
    @Inject(EventLog) events: EventLog,
  ) {
    this.#employees = employees;
    this.#database = database;
    this.#people = people;
    this.#events = events;
  }

  /** From the replica if it lives: dashboards begin with it, also while the primary is away. */
  async listSites(): Promise<SiteView[]> {
    return await this.#database.snapshot(sql => this.#people.sites(sql));
  }

  /** One page of the people in service, by name, and how many there are. */
  listEmployees(filter: EmployeeFilter, skip: number, take: number): Promise<[EmployeeEntity[], number]> {
    const where: FindOptionsWhere<EmployeeEntity> = { active: true };
    if (filter.site !== undefined) where.siteId = filter.site;
    if (filter.area !== undefined) where.areaId = filter.area;
    return this.#employees.findAndCount({
      where,
      order: { familyName: 'ASC', givenName: 'ASC', id: 'ASC' },
      skip,
      take,
    });
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
