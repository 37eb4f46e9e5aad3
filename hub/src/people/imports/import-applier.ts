import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { codeOfError, isConflict, isUniqueViolation } from '../../platform/database/errors.ts';
import type { HubError } from '../../platform/http/hub-error.ts';
import { BadgesRepository, type NewBadge } from '../badges/badges.repository.ts';
import { EXCLUSION_VIOLATION, issueDeed } from '../badges/badges.service.ts';
import { type Deed, PeopleChronicle } from '../chronicle.ts';
import type { Employee } from '../domain/employee.ts';
import type { RowPlan } from '../domain/import/plan.ts';
import { type BirthDateChange, BirthDateWriter } from '../employees/birth-date-writer.ts';
import { EmployeesRepository } from '../employees/employees.repository.ts';
import { newEmployee } from '../employees/employees.service.ts';
import { conflict, noSuchSite } from '../refusals.ts';
import { SitesRepository } from '../sites/sites.repository.ts';
import type { RowResult } from './import-view.ts';
import {
  type AppliedRow,
  ImportsRepository,
  type ImportTake,
  type StoredImport,
  type StoredRow,
} from './imports.repository.ts';
import { ImportsService, noSuchImport } from './imports.service.ts';

/** Rows of one transaction: a longer one would hold up everybody who follows the event log. */
const TRANSACTION_ROWS = 500;
/** Somebody may give a number or a badge away at the same moment; then the rows are planned anew. */
const ATTEMPTS_MAX = 3;

/** What became of all rows, and which lines were applied by this very call. */
export interface Applied {
  results: RowResult[];
  fresh: number[];
}

interface Work {
  row: StoredRow;
  plan: RowPlan;
}

/** Does what an import previewed, as things stand by then. What was applied in part, because the hub was stopped, goes on when it is applied again. */
@Injectable()
export class ImportApplier {
  readonly #database: Database;
  readonly #imports: ImportsRepository;
  readonly #planner: ImportsService;
  readonly #employees: EmployeesRepository;
  readonly #badges: BadgesRepository;
  readonly #birthDates: BirthDateWriter;
  readonly #sites: SitesRepository;
  readonly #chronicle: PeopleChronicle;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(ImportsRepository) imports: ImportsRepository,
    @Inject(ImportsService) planner: ImportsService,
    @Inject(EmployeesRepository) employees: EmployeesRepository,
    @Inject(BadgesRepository) badges: BadgesRepository,
    @Inject(BirthDateWriter) birthDates: BirthDateWriter,
    @Inject(SitesRepository) sites: SitesRepository,
    @Inject(PeopleChronicle) chronicle: PeopleChronicle,
  ) {
    this.#database = database;
    this.#imports = imports;
    this.#planner = planner;
    this.#employees = employees;
    this.#badges = badges;
    this.#birthDates = birthDates;
    this.#sites = sites;
    this.#chronicle = chronicle;
  }

  /**
   * Applies the rows that are good, or with `all-or-nothing` only if every row is: then nothing is written when one is not. Throws NOT_FOUND, or
   * CONFLICT for an import that was undone, was begun otherwise or has rows with problems.
   */
  async apply(by: string, id: string, take: ImportTake): Promise<Applied> {
    const { value: found } = await this.#database.transaction(sql => this.#begin(sql, by, id, take));
    const applied: Applied = { results: [], fresh: [] };
    for (let after = 0; ; ) {
      const { results, fresh } = await this.#applyNext(by, found, after);
      if (results.length === 0) return applied;
      applied.results.push(...results);
      applied.fresh.push(...fresh);
      after = results.at(-1)?.line ?? after;
    }
  }

  async #begin(sql: Sql, by: string, id: string, take: ImportTake): Promise<StoredImport> {
    const found = await this.#lockOpen(sql, id);
    if (found.take !== null && found.take !== take) throw appliedOtherwise(found.take);
    if (found.appliedAt !== null) return found;
    if (take === 'all-or-nothing') await this.#requireWhole(sql, found);
    await this.#imports.markApplied(sql, id, { by, at: new Date().toISOString(), take });
    return found;
  }

  async #lockOpen(sql: Sql, id: string): Promise<StoredImport> {
    const found = await this.#imports.lock(sql, id);
    if (!found) throw noSuchImport();
    if (found.undoneAt !== null)
      throw conflict('IMPORT_UNDONE', {
        en: 'This import was undone. Import the file again.',
        de: 'Dieser Import wurde rückgängig gemacht. Importieren Sie die Datei neu.',
      });
    return found;
  }

  async #requireWhole(sql: Sql, found: StoredImport): Promise<void> {
    for (let after = 0; ; ) {
      const rows = await this.#imports.rowsAfter(sql, found.id, after, TRANSACTION_ROWS);
      if (rows.length === 0) return;
      const plans = await this.#planner.plan(sql, found.options, rows, 'read');
      const bad = plans.flatMap((plan, at) => (plan.outcome === 'error' ? [rows[at]?.line] : []));
      if (bad.length > 0)
        throw conflict('ROWS_WITH_PROBLEMS', {
          en: `Nothing was imported: there are rows with problems, first on line ${bad[0]}. Mend the file, or take the good rows only.`,
          de: `Nichts wurde importiert: Es gibt Zeilen mit Fehlern, zuerst Zeile ${bad[0]}. Berichtigen Sie die Datei, oder übernehmen Sie nur die guten Zeilen.`,
        });
      after = rows.at(-1)?.line ?? after;
    }
  }

  async #applyNext(by: string, found: StoredImport, after: number): Promise<Applied> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { value } = await this.#database.transaction(sql => this.#applyRows(sql, by, found, after));
        return value;
      } catch (error) {
        const isRace =
          isUniqueViolation(error) || isConflict(error) || codeOfError(error) === EXCLUSION_VIOLATION;
        if (!isRace || attempt >= ATTEMPTS_MAX) throw error;
      }
    }
  }

  async #applyRows(sql: Sql, by: string, found: StoredImport, after: number): Promise<Applied> {
    // One at a time: two who apply the same import would make everybody twice. What was undone meanwhile stays so.
    await this.#lockOpen(sql, found.id);
    const rows = await this.#imports.rowsAfter(sql, found.id, after, TRANSACTION_ROWS);
    const open = rows.filter(({ applied }) => applied === null);
    const site = (await this.#sites.places(sql, [found.site])).get(found.site);
    if (!site) throw noSuchSite();
    const plans = await this.#planner.plan(sql, found.options, open, 'change');
    const works = open.map((row, at): Work => {
      const plan = plans[at];
      if (!plan) throw new Error('every row has a plan');
      return { row, plan };
    });
    const made = works.map(work => ({ ...work, ...personOf(work, found.site, site.language) }));
    await this.#employees.insert(
      sql,
      made.flatMap(({ person, plan }) => (person && plan.outcome === 'create' ? [person] : [])),
    );
    await this.#employees.update(
      sql,
      made.flatMap(({ person, plan }) => (person && plan.outcome === 'change' ? [person] : [])),
    );
    const badges = made.flatMap(({ row, plan, person }) =>
      person && row.digest !== null && 'badge' in plan && plan.badge
        ? [{ line: row.line, ...badgeFor(person, row.digest, by) }]
        : [],
    );
    await this.#badges.insert(sql, badges);
    const badgeOf = new Map(badges.map(({ line, badge }) => [line, badge]));
    const results = made.map(({ row, plan, person }) => ({
      line: row.line,
      employee: person?.employee ?? row.employee,
      done: appliedRow(plan, person, badgeOf.get(row.line) ?? null),
    }));
    await this.#imports.keepApplied(
      sql,
      found.id,
      results.map(({ line, employee, done }) => ({ line, employee, applied: done })),
    );
    await this.#chronicle.tell(sql, [
      ...made.flatMap(({ plan, person }) => deedOf(found.id, plan, person)),
      ...badges.map(badge => ({ ...issueDeed(badge), why: whyOf(found.id) })),
    ]);
    await this.#birthDates.write(
      sql,
      made.flatMap(({ plan, person }) => birthDateOf(found.id, plan, person)),
    );
    const before = rows.flatMap(({ line, employee, applied, undone }) =>
      applied === null ? [] : [{ line, employee, done: undone ?? applied }],
    );
    return {
      results: [...before, ...results].sort((a, b) => a.line - b.line),
      fresh: results.map(({ line }) => line),
    };
  }
}

function personOf({ plan }: Work, site: string, language: Employee['language']): { person: Employee | null } {
  if (plan.outcome === 'change') return { person: plan.after };
  if (plan.outcome !== 'create') return { person: null };
  const { givenName, familyName, area, team, bornOn: _, ...wanted } = plan.wanted;
  if (givenName === undefined || familyName === undefined || area === undefined)
    throw new Error('a row that lacks these is not planned to create anybody');
  const person = newEmployee(
    uuid(),
    { ...wanted, site, givenName, familyName, area, team: team ?? null },
    language,
  );
  return { person };
}

function badgeFor({ site, employee, leavesAt }: Employee, digest: string, by: string): NewBadge {
  const issuedAt = new Date().toISOString();
  return { badge: uuid(), site, digest, employee, issuedAt, lentUntil: null, leavesAt, by };
}

function appliedOtherwise(take: ImportTake): HubError {
  return conflict(
    'APPLIED_OTHERWISE',
    {
      en: `This import was applied with "${take}" before, and goes on so.`,
      de: `Dieser Import wurde schon mit „${take}“ übernommen und geht so weiter.`,
    },
    'take',
  );
}

function appliedRow(plan: RowPlan, person: Employee | null, badge: string | null): AppliedRow {
  switch (plan.outcome) {
    case 'create':
      return { outcome: 'created', problems: [], before: null, version: person?.version ?? null, badge };
    case 'change':
      return {
        outcome: 'changed',
        problems: [],
        before: plan.before,
        version: plan.before.version + 1,
        badge,
        ...(plan.birthDate === null ? {} : { bornOn: plan.birthDate.before }),
      };
    case 'unchanged':
      return { outcome: 'unchanged', problems: [], before: null, version: null, badge: null };
    case 'error':
      return { outcome: 'refused', problems: plan.problems, before: null, version: null, badge: null };
  }
}

function birthDateOf(id: string, plan: RowPlan, person: Employee | null): BirthDateChange[] {
  if (!person || !('birthDate' in plan) || plan.birthDate === null) return [];
  const { site, employee } = person;
  return [{ site, employee, ...plan.birthDate, why: whyOf(id) }];
}

function whyOf(id: string): string {
  return `import ${id}`;
}

function deedOf(id: string, plan: RowPlan, person: Employee | null): Deed[] {
  if (!person) return [];
  const { site, employee } = person;
  const why = whyOf(id);
  if (plan.outcome !== 'change')
    return [{ site, action: 'employee.created', employees: [employee], after: person, why }];
  const after = { ...person, version: plan.before.version + 1 };
  return [{ site, action: 'employee.changed', employees: [employee], before: plan.before, after, why }];
}
