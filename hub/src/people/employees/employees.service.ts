import { Inject, Injectable } from '@nestjs/common';
import type { EmployeeView, NewEmployeeRequest } from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { isUniqueViolation } from '../../platform/database/errors.ts';
import type { Principal } from '../../platform/http/access/principal.ts';
import { requireVersion } from '../../platform/http/conditional.ts';
import { PeopleChronicle } from '../chronicle.ts';
import { type Change, changed, type Employee, placeProblems } from '../domain/employee.ts';
import { pinProblem } from '../domain/pin-rules.ts';
import { type Problem, problems } from '../domain/problem.ts';
import { shortName } from '../domain/short-name.ts';
import { hashPin } from '../pin-hash.ts';
import { noSuchPerson, notInService, refusalOf, refusalOfAll } from '../refusals.ts';
import { SitesRepository } from '../sites/sites.repository.ts';
import { type EmployeeFilter, EmployeeListRepository } from './employee-list.repository.ts';
import { EmployeesRepository, numberKey } from './employees.repository.ts';

/** One wanted change of several. */
export interface WantedChange {
  employee: string;
  /** The change is refused when the person has another one by now. */
  version?: number | undefined;
  change: Change;
}

export type ChangeOutcome =
  | { kind: 'changed' | 'unchanged'; employee: string; version: number }
  | { kind: 'refused'; employee: string; problems: [Problem, ...Problem[]] };

const USUAL_ACTIONS: Employee['actions'] = ['clock-in', 'clock-out', 'break-start', 'break-end'];

/** Master data of people. Every write is told in its own transaction, so rosters and caches follow. */
@Injectable()
export class EmployeesService {
  readonly #database: Database;
  readonly #employees: EmployeesRepository;
  readonly #lists: EmployeeListRepository;
  readonly #sites: SitesRepository;
  readonly #chronicle: PeopleChronicle;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(EmployeesRepository) employees: EmployeesRepository,
    @Inject(EmployeeListRepository) lists: EmployeeListRepository,
    @Inject(SitesRepository) sites: SitesRepository,
    @Inject(PeopleChronicle) chronicle: PeopleChronicle,
  ) {
    this.#database = database;
    this.#employees = employees;
    this.#lists = lists;
    this.#sites = sites;
    this.#chronicle = chronicle;
  }

  /** One page of the people within reach, and how many there are. From the replica: a board begins with it. */
  async list(
    asking: Pick<Principal, 'reach' | 'employee'>,
    filter: EmployeeFilter,
  ): Promise<{ employees: EmployeeView[]; total: number }> {
    return await this.#database.snapshot(sql => this.#lists.list(sql, asking, filter));
  }

  /** Throws NOT_FOUND. From the primary: the version is what a change is made against. */
  async find(employee: string): Promise<Employee> {
    const found = await this.#employees.find(this.#database.primary, employee);
    if (!found) throw noSuchPerson();
    return found;
  }

  async create(wanted: NewEmployeeRequest): Promise<Employee> {
    const employee = uuid();
    await this.#takingNumbers(wanted.number, async sql => {
      const places = (await this.#sites.places(sql, [wanted.site])).get(wanted.site);
      if (!places) throw refusalOf(problems.unknownSite(wanted.site));
      const wrong = [
        ...placeProblems(wanted, places),
        ...(await this.#numberProblems(sql, wanted.site, wanted.number)),
      ];
      const [first, ...more] = wrong;
      if (first) throw refusalOfAll([first, ...more]);
      const person = newEmployee(employee, wanted, places.language);
      await this.#employees.insert(sql, [person]);
      await this.#chronicle.tell(sql, [
        { site: person.site, action: 'employee.created', employees: [employee], after: person },
      ]);
    });
    return await this.find(employee);
  }

  /** Throws NOT_FOUND, PRECONDITION_FAILED when somebody else changed the person since, or what is wrong with the change. */
  async change(employee: string, version: number, change: Change): Promise<Employee> {
    await this.#takingNumbers(change.number ?? '', async sql => {
      const [found] = (await this.#employees.lock(sql, [employee])).values();
      if (!found) throw noSuchPerson();
      requireVersion(found.version, version);
      const [outcome] = await this.#changeLocked(sql, [{ employee, change }], new Map([[employee, found]]));
      if (outcome?.kind === 'refused') throw refusalOfAll(outcome.problems);
    });
    return await this.find(employee);
  }

  /** Changes many people; each has an outcome of their own, and what is refused leaves the others as they are wanted. */
  async changeAll(wanted: readonly WantedChange[]): Promise<ChangeOutcome[]> {
    const { value } = await this.#takingNumbers('', async sql => {
      const found = await this.#employees.lock(
        sql,
        wanted.map(({ employee }) => employee),
      );
      return await this.#changeLocked(sql, wanted, found);
    });
    return value;
  }

  /** Throws what is wrong with the PIN. Stored as a hash that kiosks can check; never told to anybody. */
  async setPin(employee: string, pin: string): Promise<void> {
    const { number } = await this.find(employee);
    const wrong = pinProblem(pin, number);
    if (wrong) throw refusalOf(wrong);
    // Outside of the transaction: it takes as long as forty of them.
    const hash = await hashPin(pin);
    await this.#writePin(employee, hash, 'pin.set');
  }

  async clearPin(employee: string): Promise<void> {
    await this.#writePin(employee, null, 'pin.cleared');
  }

  async #writePin(employee: string, hash: string | null, action: string): Promise<void> {
    await this.#database.transaction(async sql => {
      const [found] = (await this.#employees.lock(sql, [employee])).values();
      if (!found) throw noSuchPerson();
      if (found.erasedAt !== null) throw refusalOf(problems.erased());
      // Leavers have none; the day they come back they choose anew.
      if (hash !== null && !found.active) throw notInService();
      await this.#employees.setPin(sql, employee, hash);
      await this.#chronicle.tell(sql, [{ site: found.site, action, employees: [employee] }]);
    });
  }

  async #changeLocked(
    sql: Sql,
    wanted: readonly WantedChange[],
    found: ReadonlyMap<string, Employee>,
  ): Promise<ChangeOutcome[]> {
    const places = await this.#sites.places(sql, [...new Set([...found.values()].map(({ site }) => site))]);
    const numbers = await this.#employees.holdersOfNumbers(
      sql,
      wanted.flatMap(({ employee, change: { number } }) => {
        const site = found.get(employee)?.site;
        return site === undefined || number === undefined ? [] : [{ site, number }];
      }),
    );
    const desk = new Map(found);
    const touched = new Map<string, { before: Employee; after: Employee }>();
    const outcomes = wanted.map((one): ChangeOutcome => {
      const before = desk.get(one.employee);
      const [first, ...more] = wrongWith(one, before, { places, numbers });
      if (first) return { kind: 'refused', employee: one.employee, problems: [first, ...more] };
      if (!before) throw new Error('a person who is not there is refused');
      const { after, fields } = changed(before, one.change);
      if (fields.length === 0) return { kind: 'unchanged', employee: one.employee, version: before.version };
      // Several changes of one person in one request are one new version.
      const atFirst = touched.get(one.employee)?.before ?? before;
      const next = { ...after, version: atFirst.version + 1 };
      desk.set(one.employee, next);
      if (after.number !== before.number) numbers.set(numberKey(after.site, after.number), after.employee);
      touched.set(one.employee, { before: atFirst, after: next });
      return { kind: 'changed', employee: one.employee, version: next.version };
    });
    const pairs = [...touched.values()];
    await this.#employees.update(
      sql,
      pairs.map(({ after }) => after),
    );
    await this.#chronicle.tell(
      sql,
      pairs.map(({ before, after }) => ({
        site: after.site,
        action: 'employee.changed',
        employees: [after.employee],
        before,
        after,
      })),
    );
    return outcomes;
  }

  async #numberProblems(sql: Sql, site: string, number: string): Promise<Problem[]> {
    const taken = await this.#employees.holdersOfNumbers(sql, [{ site, number }]);
    return taken.size === 0 ? [] : [problems.numberTaken(number)];
  }

  /** Two who give out one number at the same moment: the database lets one of them. */
  async #takingNumbers<T>(number: string, work: (sql: Sql) => Promise<T>): Promise<{ value: T }> {
    try {
      return await this.#database.transaction(work);
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw refusalOf(problems.numberTaken(number));
    }
  }
}

function wrongWith(
  { employee, version, change }: WantedChange,
  before: Employee | undefined,
  known: {
    places: ReadonlyMap<string, Parameters<typeof placeProblems>[1]>;
    numbers: ReadonlyMap<string, string>;
  },
): Problem[] {
  if (!before) return [problems.unknownEmployee()];
  if (before.erasedAt !== null) return [problems.erased()];
  if (version !== undefined && version !== before.version) return [problems.changedMeanwhile()];
  const { area, team, number } = change;
  const places = known.places.get(before.site) ?? { areas: new Set<string>(), teams: new Set<string>() };
  const holder = number === undefined ? undefined : known.numbers.get(numberKey(before.site, number));
  return [
    ...placeProblems(
      {
        area: area === before.area ? undefined : area,
        team: team === before.team ? undefined : team,
      },
      places,
    ),
    ...(number === undefined || holder === undefined || holder === employee
      ? []
      : [problems.numberTaken(number)]),
  ];
}

/** A person as they begin. */
export function newEmployee(
  employee: string,
  wanted: Pick<NewEmployeeRequest, 'site' | 'area' | 'team' | 'number' | 'givenName' | 'familyName'> &
    Partial<Pick<NewEmployeeRequest, 'shortName' | 'language' | 'actions'>>,
  language: Employee['language'],
): Employee {
  const { site, area, team, number, givenName, familyName } = wanted;
  return {
    employee,
    ...{ site, area, team, number, givenName, familyName },
    shortName: wanted.shortName ?? shortName(givenName, familyName),
    language: wanted.language ?? language,
    actions: wanted.actions ?? USUAL_ACTIONS,
    active: true,
    hasPin: false,
    leftOn: null,
    leavesAt: null,
    leftReason: null,
    erasedAt: null,
    version: 1,
  };
}
