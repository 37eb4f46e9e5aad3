import { Inject, Injectable } from '@nestjs/common';
import type { ImportOptions, ImportOutcome, ImportView, Language } from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { AuditTrail } from '../../audit/data.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { SiteKeys } from '../../terminals/data.ts';
import { BadgesRepository } from '../badges/badges.repository.ts';
import { digestOf } from '../badges/badges.service.ts';
import { isBorn } from '../domain/birth-date.ts';
import type { Employee } from '../domain/employee.ts';
import { planRow, type RowPlan } from '../domain/import/plan.ts';
import { markTwice, type ReadRow, type RowContext, readRow } from '../domain/import/row.ts';
import { repairedBadge } from '../domain/import/spreadsheet-cell.ts';
import { readOut } from '../domain/printed-badge.ts';
import type { Problem } from '../domain/problem.ts';
import { BirthDatesRepository } from '../employees/birth-dates.repository.ts';
import { EmployeesRepository } from '../employees/employees.repository.ts';
import { noSuchSite, notFound, refusalOfAll } from '../refusals.ts';
import { SitesRepository } from '../sites/sites.repository.ts';
import { importView, rowView } from './import-view.ts';
import { ImportsRepository, type StoredImport } from './imports.repository.ts';
import { type CsvFile, readCsv } from './read-csv.ts';

/** Rows with problems that the answer to a new import names at once. */
const FIRST_PROBLEMS_MAX = 100;

/** Files of people: what they would do is told first, row by row, and kept until somebody applies it. */
@Injectable()
export class ImportsService {
  readonly #database: Database;
  readonly #imports: ImportsRepository;
  readonly #employees: EmployeesRepository;
  readonly #badges: BadgesRepository;
  readonly #birthDates: BirthDatesRepository;
  readonly #sites: SitesRepository;
  readonly #keys: SiteKeys;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(ImportsRepository) imports: ImportsRepository,
    @Inject(EmployeesRepository) employees: EmployeesRepository,
    @Inject(BadgesRepository) badges: BadgesRepository,
    @Inject(BirthDatesRepository) birthDates: BirthDatesRepository,
    @Inject(SitesRepository) sites: SitesRepository,
    @Inject(SiteKeys) keys: SiteKeys,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#imports = imports;
    this.#employees = employees;
    this.#badges = badges;
    this.#birthDates = birthDates;
    this.#sites = sites;
    this.#keys = keys;
    this.#trail = trail;
  }

  /** Reads a file and says what it would do; nothing of it is done. Throws what is wrong with the file as a whole. */
  async preview(
    by: string,
    source: Uint8Array | string,
    options: ImportOptions,
    language: Language,
  ): Promise<ImportView> {
    const file = readCsv(source);
    const rows = await this.#readRows(file, options);
    const made = {
      id: uuid(),
      site: options.site,
      options,
      file: {
        encoding: file.encoding,
        delimiter: file.delimiter,
        columns: file.columns,
        ignored: file.ignored,
      },
      rows: rows.length,
      by,
      at: new Date().toISOString(),
    };
    await this.#database.transaction(async sql => {
      const plans = await this.plan(sql, options, rows, 'read');
      await this.#imports.insert(
        sql,
        made,
        rows.map((row, at) => {
          const plan = plans[at];
          if (!plan) throw new Error('every row has a plan');
          const { outcome, fields, problems } = plan;
          return {
            ...row,
            employee: 'before' in plan ? plan.before.employee : null,
            preview: { outcome, fields, problems },
          };
        }),
      );
      await this.#trail.record(sql, {
        action: 'people-import.previewed',
        subject: { kind: 'people-import', id: made.id },
        concerns: { everybodyOf: options.site },
        after: { rows: rows.length },
      });
    });
    return await this.find(made.id, language);
  }

  /** Throws NOT_FOUND. */
  async find(id: string, language: Language): Promise<ImportView> {
    const sql = this.#database.primary;
    const found = await this.#require(sql, id);
    const [view] = await this.#views(sql, [found]);
    if (!view) throw new Error('an import has a view');
    const { rows } = await this.#imports.rows(sql, {
      id,
      outcome: 'error',
      skip: 0,
      take: FIRST_PROBLEMS_MAX,
    });
    return { ...view, firstProblems: rows.map(row => rowView(row, language)) };
  }

  /** One page of all imports, newest first; without their rows. */
  async list(page: { skip: number; take: number }): Promise<{ imports: ImportView[]; total: number }> {
    const sql = this.#database.primary;
    const { imports, total } = await this.#imports.list(sql, page);
    return { imports: await this.#views(sql, imports), total };
  }

  /** One page of the rows of an import. Throws NOT_FOUND. */
  async rows(
    of: { id: string; outcome: ImportOutcome | null; skip: number; take: number },
    language: Language,
  ) {
    const sql = this.#database.primary;
    await this.#require(sql, of.id);
    const { rows, total } = await this.#imports.rows(sql, of);
    return { rows: rows.map(row => rowView(row, language)), total };
  }

  /** What rows would do as things stand; with `change` nobody else changes these people until the transaction ends. */
  async plan(
    sql: Sql,
    usual: Pick<ImportOptions, 'site' | 'area' | 'team'>,
    rows: readonly ReadRow[],
    purpose: 'read' | 'change',
  ): Promise<RowPlan[]> {
    const { site } = usual;
    const numbers = rows.map(({ wanted }) => wanted.number);
    const people: Map<string, Employee> =
      purpose === 'change'
        ? await this.#employees.lockByNumber(sql, site, numbers)
        : await this.#employees.byNumber(sql, site, numbers);
    const digests = rows.flatMap(({ digest }) => (digest === null ? [] : [{ site, digest }]));
    const now = new Date().toISOString();
    const holders = await this.#badges.holdersFrom(sql, digests, now);
    const byDigest = new Map(holders.map(holder => [holder.digest, holder]));
    const held =
      digests.length === 0
        ? new Map<string, number>()
        : await this.#badges.countHeld(
            sql,
            [...people.values()].map(({ employee }) => employee),
            now,
          );
    const born = await this.#bornOn(sql, rows, people);
    return rows.map(row => {
      const before = people.get(row.wanted.number);
      const holder = row.digest === null ? undefined : byDigest.get(row.digest);
      const employee = before?.employee ?? '';
      const [badgesHeld, bornOn] = [held.get(employee) ?? 0, born.get(employee) ?? null];
      return planRow(row, { before, badgesHeld, bornOn, holder, usual });
    });
  }

  /** Dates of birth of those only whose rows have one: nobody looks at the others'. */
  async #bornOn(
    sql: Sql,
    rows: readonly ReadRow[],
    people: ReadonlyMap<string, Employee>,
  ): Promise<Map<string, string>> {
    const named = rows.flatMap(({ wanted: { number, bornOn } }) =>
      bornOn === undefined ? [] : (people.get(number)?.employee ?? []),
    );
    return named.length === 0 ? new Map() : await this.#birthDates.find(sql, named);
  }

  async #readRows(file: CsvFile, options: ImportOptions): Promise<ReadRow[]> {
    const site = await this.#sites.find(this.#database.primary, options.site);
    if (!site || site.archivedAt !== null) throw noSuchSite();
    const inUse = <T extends { archivedAt: string | null }>(places: readonly T[]) =>
      places.filter(({ archivedAt }) => archivedAt === null);
    // Only a file with badges needs the key.
    const key = 'badge' in file.columns ? await this.#keys.keyOf(options.site) : null;
    const nowMs = Date.now();
    const context: RowContext = {
      areas: inUse(site.areas),
      teams: inUse(site.teams),
      hasCome: date => isBorn(date, nowMs, site.zone),
      readBadge: printed => (key === null ? noBadge() : readBadge(printed, options, key)),
    };
    checkUsual(options, context);
    const rows = file.rows.map(({ line, cells }) => readRow(line, cells, context));
    markTwice(rows);
    return rows;
  }

  async #views(sql: Sql, imports: readonly StoredImport[]): Promise<ImportView[]> {
    const counts = await this.#imports.counts(
      sql,
      imports.map(({ id }) => id),
    );
    return imports.map(one =>
      importView(one, counts.get(one.id) ?? { create: 0, change: 0, unchanged: 0, error: 0 }),
    );
  }

  async #require(sql: Sql, id: string): Promise<StoredImport> {
    const found = await this.#imports.find(sql, id);
    if (!found) throw noSuchImport();
    return found;
  }
}

export const noSuchImport = () =>
  notFound({
    en: 'There is no such import; old ones are forgotten.',
    de: 'Diesen Import gibt es nicht; alte werden vergessen.',
  });

function readBadge(
  printed: string,
  { badgeKind, badgeVersion }: ImportOptions,
  key: Uint8Array,
): { digest: string } | { problem: Problem } {
  const cell = repairedBadge(printed, badgeKind);
  if ('problem' in cell) return cell;
  const result =
    badgeKind === 'em4100'
      ? readOut({ kind: badgeKind, printed: cell.printed, version: badgeVersion })
      : readOut({ kind: badgeKind, printed: cell.printed });
  return result.kind === 'badge'
    ? { digest: digestOf(result.badge.credential, key) }
    : { problem: result.problem };
}

function noBadge(): never {
  throw new Error('a file without a column of badges has no badge to read');
}

/** What is usual for all rows must be right before any row is looked at. */
function checkUsual(options: ImportOptions, { areas, teams }: RowContext): void {
  const wrong: Problem[] = [
    ...(options.area === undefined || areas.some(({ id }) => id === options.area)
      ? []
      : [
          {
            code: 'UNKNOWN_AREA',
            path: 'area',
            message: { en: 'The site has no such area.', de: 'Diesen Bereich hat der Standort nicht.' },
          },
        ]),
    ...(options.team === undefined || teams.some(({ id }) => id === options.team)
      ? []
      : [
          {
            code: 'UNKNOWN_TEAM',
            path: 'team',
            message: { en: 'The site has no such team.', de: 'Dieses Team hat der Standort nicht.' },
          },
        ]),
  ];
  const [first, ...more] = wrong;
  if (first) throw refusalOfAll([first, ...more]);
}
