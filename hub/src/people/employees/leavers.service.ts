import { Inject, Injectable } from '@nestjs/common';
import { AccountsOfPeople } from '../../access/index.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { LOGGER, type Log } from '../../platform/logging/logger.ts';
import { BadgesRepository } from '../badges/badges.repository.ts';
import { PeopleChronicle } from '../chronicle.ts';
import type { Employee } from '../domain/employee.ts';
import { endOfDay } from '../domain/last-day.ts';
import { problems } from '../domain/problem.ts';
import { conflict, hasAdminAccount, noSuchPerson, noSuchSite, refusalOf, siteArchived } from '../refusals.ts';
import { SitesRepository } from '../sites/sites.repository.ts';
import { EmployeesRepository } from './employees.repository.ts';

const LEFT = 'left the company';
/** Most people that are taken out of service in one transaction. */
const LEAVERS_MAX = 500;

/** People who leave the company and come back. What they did stays; badges, PIN, login and the card at the kiosks go. */
@Injectable()
export class LeaversService {
  readonly #database: Database;
  readonly #employees: EmployeesRepository;
  readonly #badges: BadgesRepository;
  readonly #sites: SitesRepository;
  readonly #accounts: AccountsOfPeople;
  readonly #chronicle: PeopleChronicle;
  readonly #log: Log;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(EmployeesRepository) employees: EmployeesRepository,
    @Inject(BadgesRepository) badges: BadgesRepository,
    @Inject(SitesRepository) sites: SitesRepository,
    @Inject(AccountsOfPeople) accounts: AccountsOfPeople,
    @Inject(PeopleChronicle) chronicle: PeopleChronicle,
    @Inject(LOGGER) log: Log,
  ) {
    this.#database = database;
    this.#employees = employees;
    this.#badges = badges;
    this.#sites = sites;
    this.#accounts = accounts;
    this.#chronicle = chronicle;
    this.#log = log;
  }

  /**
   * `on` is the last day, by the calendar of the site; one to come may be moved by another departure. Badges and login end with it. Throws CONFLICT
   * for an administrator: who keeps people must not be able to lock out who keeps the accounts.
   */
  async depart(by: string, employee: string, departure: { on: string; reason: string }): Promise<void> {
    const nowMs = Date.now();
    await this.#database.transaction(async sql => {
      await this.#accounts.lock(sql);
      const before = await this.#lock(sql, employee);
      if (!before.active)
        throw conflict('LEFT_ALREADY', {
          en: 'This person has left already.',
          de: 'Diese Person ist schon ausgeschieden.',
        });
      const administrators = await this.#accounts.administrators(sql, [employee]);
      if (administrators.size > 0) throw hasAdminAccount();
      const leavesAt = endOfDay(departure.on, await this.#zoneOf(sql, before.site));
      const after: Employee = {
        ...before,
        leftOn: departure.on,
        leavesAt,
        leftReason: departure.reason,
        active: Date.parse(leavesAt) > nowMs,
      };
      const now = new Date(nowMs).toISOString();
      await this.#badges.endForLeaver(sql, employee, { at: leavesAt, was: before.leavesAt, by, now });
      await this.#write(sql, before, after, departure.reason);
      if (!after.active) await this.#accounts.disable(sql, [employee], { at: now, why: LEFT });
    });
  }

  /** Back in service, or staying after all. A PIN and badges that have ended are given anew; a login is enabled by an administrator. */
  async comeBack(employee: string, reason: string): Promise<void> {
    const now = new Date().toISOString();
    await this.#database.transaction(async sql => {
      const before = await this.#lock(sql, employee);
      if (before.active && before.leftOn === null)
        throw conflict('IN_SERVICE', {
          en: 'This person is in service.',
          de: 'Diese Person ist im Dienst.',
        });
      const site = await this.#sites.find(sql, before.site);
      if (site?.archivedAt !== null) throw siteArchived();
      const after: Employee = { ...before, active: true, leftOn: null, leavesAt: null, leftReason: null };
      await this.#badges.reopen(sql, employee, now);
      await this.#write(sql, before, after, reason);
    });
  }

  /** Takes those out of service whose last day is over; how many they were. */
  async takeOut(nowMs: number): Promise<number> {
    const now = new Date(nowMs).toISOString();
    const { value } = await this.#database.transaction(async sql => {
      await this.#accounts.lock(sql);
      const due = await this.#employees.lockDueLeavers(sql, now, LEAVERS_MAX);
      if (due.length === 0) return 0;
      const after = due.map((person): Employee => ({ ...person, active: false }));
      await this.#employees.update(sql, after);
      await this.#employees.clearPins(
        sql,
        after.map(({ employee }) => employee),
      );
      await this.#chronicle.tell(
        sql,
        after.map(person => ({
          site: person.site,
          action: 'employee.departed',
          employees: [person.employee],
          after: { leftOn: person.leftOn },
        })),
      );
      await this.#shutOut(sql, after, now);
      return due.length;
    });
    return value;
  }

  /** Somebody who became an administrator after the departure was written keeps the login: another administrator takes it. */
  async #shutOut(sql: Sql, leavers: readonly Employee[], at: string): Promise<void> {
    const employees = leavers.map(({ employee }) => employee);
    const administrators = await this.#accounts.administrators(sql, employees);
    const others = employees.filter(employee => !administrators.has(employee));
    await this.#accounts.disable(sql, others, { at, why: LEFT });
    if (administrators.size > 0)
      this.#log.warn(
        { employees: [...administrators] },
        'administrators have left and can log in still: disable their accounts',
      );
  }

  async #write(sql: Sql, before: Employee, after: Employee, why: string): Promise<void> {
    const { employee, site } = after;
    await this.#employees.update(sql, [after]);
    if (!after.active) await this.#employees.clearPins(sql, [employee]);
    const action = after.leftOn === null ? 'employee.returned' : 'employee.departing';
    await this.#chronicle.tell(sql, [{ site, action, employees: [employee], before, after, why }]);
  }

  async #lock(sql: Sql, employee: string): Promise<Employee> {
    const [found] = (await this.#employees.lock(sql, [employee])).values();
    if (!found) throw noSuchPerson();
    if (found.erasedAt !== null) throw refusalOf(problems.erased());
    return found;
  }

  /** Of an archived site as well. */
  async #zoneOf(sql: Sql, site: string): Promise<string> {
    const found = await this.#sites.find(sql, site);
    if (!found) throw noSuchSite();
    return found.zone;
  }
}
