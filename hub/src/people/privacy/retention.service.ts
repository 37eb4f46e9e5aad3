import { Inject, Injectable } from '@nestjs/common';
import {
  type Language,
  type Retention,
  RetentionKind,
  type RetentionPut,
  type Said,
} from '@tapclock/contracts';
import { AccountsOfPeople } from '../../access/index.ts';
import { AuditTrail } from '../../audit/data.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { LOGGER, type Log } from '../../platform/logging/logger.ts';
import { BadgesRepository } from '../badges/badges.repository.ts';
import { EmployeesRepository } from '../employees/employees.repository.ts';
import { ImportsRepository } from '../imports/imports.repository.ts';
import { ErasureRepository } from './erasure.repository.ts';
import { lateSince, PrivacyService } from './privacy.service.ts';
import { RetentionRepository, USUAL_DAYS } from './retention.repository.ts';

const DAY_MS = 86_400_000;
/** Most people that are erased in one transaction, and in one round. */
const ERASED_AT_ONCE = 100;
const ERASED_IN_A_ROUND_MAX = 5_000;

/** What one round forgot. */
export interface Forgotten {
  people: number;
  hours: number;
  imports: number;
}

const COUNTS: Readonly<Record<RetentionKind, Said>> = {
  'master-data': { en: 'after the last day of a leaver', de: 'nach dem letzten Tag von Ausgeschiedenen' },
  hours: { en: 'after the day that was worked', de: 'nach dem gearbeiteten Tag' },
  imports: { en: 'after the file was read', de: 'nach dem Einlesen der Datei' },
};

/** How long what is kept, and the work of forgetting what is due. */
@Injectable()
export class RetentionService {
  readonly #database: Database;
  readonly #retention: RetentionRepository;
  readonly #erasures: ErasureRepository;
  readonly #employees: EmployeesRepository;
  readonly #imports: ImportsRepository;
  readonly #privacy: PrivacyService;
  readonly #badges: BadgesRepository;
  readonly #accounts: AccountsOfPeople;
  readonly #trail: AuditTrail;
  readonly #log: Log;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(RetentionRepository) retention: RetentionRepository,
    @Inject(ErasureRepository) erasures: ErasureRepository,
    @Inject(EmployeesRepository) employees: EmployeesRepository,
    @Inject(ImportsRepository) imports: ImportsRepository,
    @Inject(PrivacyService) privacy: PrivacyService,
    @Inject(BadgesRepository) badges: BadgesRepository,
    @Inject(AccountsOfPeople) accounts: AccountsOfPeople,
    @Inject(AuditTrail) trail: AuditTrail,
    @Inject(LOGGER) log: Log,
  ) {
    this.#database = database;
    this.#retention = retention;
    this.#erasures = erasures;
    this.#employees = employees;
    this.#imports = imports;
    this.#privacy = privacy;
    this.#badges = badges;
    this.#accounts = accounts;
    this.#trail = trail;
    this.#log = log;
  }

  async list(language: Language): Promise<Retention[]> {
    const stored = await this.#retention.list(this.#database.primary);
    return RetentionKind.options.map(kind => {
      const found = stored.find(one => one.kind === kind);
      return {
        kind,
        days: found?.days ?? USUAL_DAYS[kind],
        counts: COUNTS[kind][language],
        changedBy: found?.changedBy ?? null,
        changedAt: found?.changedAt ?? null,
      };
    });
  }

  async put(by: string, wanted: RetentionPut, language: Language): Promise<Retention[]> {
    const at = new Date().toISOString();
    await this.#database.transaction(async sql => {
      const before = await this.#retention.days(sql);
      for (const kind of RetentionKind.options) {
        const days = wanted[kind];
        if (days !== undefined) await this.#retention.put(sql, { kind, days, by, at });
      }
      await this.#trail.record(sql, {
        action: 'retention.changed',
        subject: { kind: 'retention', id: null },
        concerns: { everybodyOf: null },
        before,
        after: wanted,
      });
    });
    return await this.list(language);
  }

  /** Forgets what is due. Called once a day by `PeopleRounds`; twice does no harm. */
  async forgetDue(nowMs: number): Promise<Forgotten> {
    const days = await this.#retention.days(this.#database.primary);
    const before = (kind: RetentionKind) => new Date(nowMs - days[kind] * DAY_MS).toISOString();
    const people = await this.#erasePeople(before('master-data'));
    const { value } = await this.#database.transaction(async sql => {
      await this.#badges.forgetErased(sql, lateSince(nowMs));
      const forgotten = {
        people,
        hours: await this.#erasures.forgetHours(sql, before('hours')),
        imports: await this.#imports.forget(sql, before('imports')),
      };
      if (forgotten.hours + forgotten.imports + people > 0)
        await this.#trail.record(sql, {
          action: 'retention.applied',
          subject: { kind: 'retention', id: null },
          concerns: { everybodyOf: null },
          after: forgotten,
        });
      return forgotten;
    });
    return value;
  }

  async #erasePeople(before: string): Promise<number> {
    const kept: string[] = [];
    let people = 0;
    while (people < ERASED_IN_A_ROUND_MAX) {
      const { value } = await this.#database.transaction(sql => this.#eraseDue(sql, before, kept));
      kept.push(...value.administrators);
      people += value.erased;
      if (value.erased + value.administrators.length === 0) break;
    }
    if (kept.length > 0)
      this.#log.warn(
        { employees: kept },
        'administrators who have left are not erased: disable their accounts first',
      );
    return people;
  }

  async #eraseDue(
    sql: Sql,
    before: string,
    except: readonly string[],
  ): Promise<{ erased: number; administrators: string[] }> {
    await this.#accounts.lock(sql);
    const due = await this.#erasures.dueLeavers(sql, before, { limit: ERASED_AT_ONCE, except });
    const found = await this.#employees.lock(sql, due);
    const administrators = await this.#accounts.administrators(sql, due);
    const open = [...found.values()].filter(
      ({ employee, active, erasedAt }) => !active && erasedAt === null && !administrators.has(employee),
    );
    for (const { employee, site } of open)
      await this.#privacy.eraseIn(sql, { by: 'the hub', employee, site, reason: REASON });
    return { erased: open.length, administrators: [...administrators] };
  }
}

const REASON = 'the time for which master data of leavers is kept is over';
