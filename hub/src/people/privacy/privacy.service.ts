import { Inject, Injectable } from '@nestjs/common';
import type { Language, PersonalData } from '@tapclock/contracts';
import { AccountsOfPeople } from '../../access/index.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { BadgesRepository } from '../badges/badges.repository.ts';
import { PeopleChronicle } from '../chronicle.ts';
import { problems } from '../domain/problem.ts';
import { BirthDateWriter } from '../employees/birth-date-writer.ts';
import { EmployeesRepository } from '../employees/employees.repository.ts';
import { conflict, hasAdminAccount, noSuchPerson, refusalOf } from '../refusals.ts';
import { ErasureRepository } from './erasure.repository.ts';
import type { Erasure } from './erasure-words.ts';
import { PERSONAL_TABLES } from './personal-tables.ts';
import { RetentionRepository } from './retention.repository.ts';

const DAY_MS = 86_400_000;
/** A kiosk without a network keeps taps for so long (R7); the shortest time for hours is far longer. */
const LATE_TAPS_DAYS = 30;
/** Most rows of one table in one export: ten years of four punches a day, and as many again. */
const EXPORT_ROWS_MAX = 30_000;

/** What a person may ask of the company that has their data: all of it, and that it goes. */
@Injectable()
export class PrivacyService {
  readonly #database: Database;
  readonly #employees: EmployeesRepository;
  readonly #erasures: ErasureRepository;
  readonly #retention: RetentionRepository;
  readonly #badges: BadgesRepository;
  readonly #birthDates: BirthDateWriter;
  readonly #accounts: AccountsOfPeople;
  readonly #chronicle: PeopleChronicle;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(EmployeesRepository) employees: EmployeesRepository,
    @Inject(ErasureRepository) erasures: ErasureRepository,
    @Inject(RetentionRepository) retention: RetentionRepository,
    @Inject(BadgesRepository) badges: BadgesRepository,
    @Inject(BirthDateWriter) birthDates: BirthDateWriter,
    @Inject(AccountsOfPeople) accounts: AccountsOfPeople,
    @Inject(PeopleChronicle) chronicle: PeopleChronicle,
  ) {
    this.#database = database;
    this.#employees = employees;
    this.#erasures = erasures;
    this.#retention = retention;
    this.#badges = badges;
    this.#birthDates = birthDates;
    this.#accounts = accounts;
    this.#chronicle = chronicle;
  }

  /** Everything about one person, table by table, as of one moment. Throws NOT_FOUND. */
  async export(employee: string, language: Language): Promise<PersonalData> {
    const exportedAt = new Date().toISOString();
    return await this.#database.snapshot(async sql => {
      if (!(await this.#employees.find(sql, employee))) throw noSuchPerson();
      const tables: PersonalData['tables'] = [];
      for (const { table, about, select } of PERSONAL_TABLES) {
        const found = await sql.query<{ row: Record<string, unknown> }>(select, [
          employee,
          EXPORT_ROWS_MAX + 1,
        ]);
        const rows = found.slice(0, EXPORT_ROWS_MAX).map(({ row }) => row);
        tables.push({ table, about: about[language], rows, cut: found.length > EXPORT_ROWS_MAX });
      }
      return { employee, exportedAt, tables };
    });
  }

  /** Erases what nobody must keep, and says what stays until when and why. Throws CONFLICT for somebody in service, and for an administrator. */
  async erase(by: string, employee: string, reason: string): Promise<Erasure> {
    const { value } = await this.#database.transaction(async sql => {
      await this.#accounts.lock(sql);
      const [found] = (await this.#employees.lock(sql, [employee])).values();
      if (!found) throw noSuchPerson();
      if (found.erasedAt !== null) throw refusalOf(problems.erased());
      if (found.active)
        throw conflict(
          'IN_SERVICE',
          {
            en: 'This person is in service. Let them leave first; their last day must be over.',
            de: 'Diese Person ist im Dienst. Lassen Sie sie zuerst ausscheiden; der letzte Tag muss vorbei sein.',
          },
          'employee',
        );
      const administrators = await this.#accounts.administrators(sql, [employee]);
      if (administrators.size > 0) throw hasAdminAccount();
      return await this.eraseIn(sql, { by, employee, site: found.site, reason });
    });
    return value;
  }

  /** The same in a transaction of the caller, which has locked the accounts and then the person, and knows that they are no administrator. */
  async eraseIn(
    sql: Sql,
    whom: { by: string; employee: string; site: string; reason: string },
  ): Promise<Erasure> {
    const { by, employee, site, reason } = whom;
    const at = new Date().toISOString();
    const authored = await this.#erasures.authored(sql, employee);
    const badges = await this.#badges.erase(sql, [employee], {
      now: at,
      lateSince: lateSince(Date.parse(at)),
    });
    const { accounts, sessions, invitations } = await this.#accounts.erase(sql, [employee], at);
    const erased = [
      { what: 'person' as const, rows: await this.#erasures.erase(sql, [employee], at) },
      { what: 'birthDate' as const, rows: await this.#birthDates.erase(sql, [{ site, employee }]) },
      { what: 'words' as const, rows: await this.#erasures.forgetWords(sql, [employee]) },
      { what: 'badges' as const, rows: badges.gone },
      { what: 'accounts' as const, rows: accounts },
      { what: 'sessions' as const, rows: sessions },
      { what: 'invitations' as const, rows: invitations },
      { what: 'answers' as const, rows: await this.#erasures.dropKeptAnswers(sql, [employee]) },
      { what: 'imports' as const, rows: await this.#erasures.eraseImportRows(sql, [employee]) },
    ].filter(({ rows }) => rows > 0);
    const { hours } = await this.#retention.days(sql);
    const kept: Erasure['kept'] = (await this.#erasures.kept(sql, employee)).map(({ what, rows, last }) => ({
      what,
      rows,
      until: last === null ? null : new Date(Date.parse(last) + hours * DAY_MS).toISOString(),
    }));
    if (authored > 0) kept.push({ what: 'authorship', rows: authored, until: null });
    if (badges.lastEndedAt !== null) {
      const until = new Date(Date.parse(badges.lastEndedAt) + LATE_TAPS_DAYS * DAY_MS).toISOString();
      kept.push({ what: 'badges', rows: badges.kept, until });
    }
    await this.#erasures.record(sql, { employee, by, at, reason, told: { erased, kept } });
    await this.#chronicle.tell(sql, [
      { site, action: 'employee.erased', employees: [employee], after: { erased, kept }, why: reason },
    ]);
    return { employee, erasedAt: at, erased, kept };
  }
}

/** A badge that ended before can have no tap on its way any more. */
export function lateSince(nowMs: number): string {
  return new Date(nowMs - LATE_TAPS_DAYS * DAY_MS).toISOString();
}
