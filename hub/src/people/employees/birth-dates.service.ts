import { Inject, Injectable } from '@nestjs/common';
import type { BirthDate } from '@tapclock/contracts';
import { DATABASE, type Database } from '../../platform/database/database.ts';
import { requireVersion } from '../../platform/http/conditional.ts';
import { isBorn } from '../domain/birth-date.ts';
import { problems } from '../domain/problem.ts';
import { noSuchPerson, noSuchSite, refusalOf } from '../refusals.ts';
import { SitesRepository } from '../sites/sites.repository.ts';
import { BirthDateWriter } from './birth-date-writer.ts';
import { BirthDatesRepository } from './birth-dates.repository.ts';
import { EmployeesRepository } from './employees.repository.ts';

/** The date of birth of one person, for whoever may change people. */
@Injectable()
export class BirthDatesService {
  readonly #database: Database;
  readonly #employees: EmployeesRepository;
  readonly #sites: SitesRepository;
  readonly #dates: BirthDatesRepository;
  readonly #writer: BirthDateWriter;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(EmployeesRepository) employees: EmployeesRepository,
    @Inject(SitesRepository) sites: SitesRepository,
    @Inject(BirthDatesRepository) dates: BirthDatesRepository,
    @Inject(BirthDateWriter) writer: BirthDateWriter,
  ) {
    this.#database = database;
    this.#employees = employees;
    this.#sites = sites;
    this.#dates = dates;
    this.#writer = writer;
  }

  /** Throws NOT_FOUND. */
  async find(employee: string): Promise<BirthDate> {
    const sql = this.#database.primary;
    // The version first: a date that comes in between then has a newer one, and a change against the older is refused.
    const person = await this.#employees.find(sql, employee);
    if (!person) throw noSuchPerson();
    const bornOn = (await this.#dates.find(sql, [employee])).get(employee) ?? null;
    return { employee, bornOn, version: person.version };
  }

  /**
   * Sets the date of birth; null takes it away. What changes nothing is no new version. Throws NOT_FOUND, PRECONDITION_FAILED when somebody else
   * changed the person since, CONFLICT for who was erased, and VALIDATION_ERROR for a date to come.
   */
  async write(employee: string, version: number, bornOn: string | null): Promise<BirthDate> {
    const { value } = await this.#database.transaction(async sql => {
      const [person] = (await this.#employees.lock(sql, [employee])).values();
      if (!person) throw noSuchPerson();
      if (person.erasedAt !== null) throw refusalOf(problems.erased());
      requireVersion(person.version, version);
      const site = await this.#sites.find(sql, person.site);
      if (!site) throw noSuchSite();
      if (bornOn !== null && !isBorn(bornOn, Date.now(), site.zone)) throw refusalOf(problems.notBornYet());
      const before = (await this.#dates.find(sql, [employee])).get(employee) ?? null;
      if (before === bornOn) return { employee, bornOn, version };
      await this.#employees.update(sql, [person]);
      await this.#writer.write(sql, [{ site: person.site, employee, before, after: bornOn }]);
      return { employee, bornOn, version: version + 1 };
    });
    return value;
  }
}
