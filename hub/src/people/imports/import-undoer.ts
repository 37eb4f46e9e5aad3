import { Inject, Injectable } from '@nestjs/common';
import { AccountsOfPeople } from '../../access/index.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { BadgesRepository } from '../badges/badges.repository.ts';
import { type Deed, PeopleChronicle } from '../chronicle.ts';
import { CHANGEABLE, type Employee, type Places, placeProblems } from '../domain/employee.ts';
import type { Problem } from '../domain/problem.ts';
import { type BirthDateChange, BirthDateWriter } from '../employees/birth-date-writer.ts';
import { EmployeesRepository } from '../employees/employees.repository.ts';
import { ErasureRepository } from '../privacy/erasure.repository.ts';
import { conflict } from '../refusals.ts';
import { SitesRepository } from '../sites/sites.repository.ts';
import type { RowResult } from './import-view.ts';
import {
  ImportsRepository,
  type StoredImport,
  type StoredRow,
  type UndoneRow,
} from './imports.repository.ts';
import { noSuchImport } from './imports.service.ts';

const TRANSACTION_ROWS = 500;

/** What is to be done to undo one row. */
type Undoing =
  | { kind: 'erase'; row: StoredRow; person: Employee }
  | { kind: 'restore'; row: StoredRow; person: Employee; before: Employee }
  | { kind: 'keep'; row: StoredRow; problems: Problem[] };

/** Takes back what an import did, row by row, where nothing happened since; the rest is told. */
@Injectable()
export class ImportUndoer {
  readonly #database: Database;
  readonly #imports: ImportsRepository;
  readonly #employees: EmployeesRepository;
  readonly #badges: BadgesRepository;
  readonly #birthDates: BirthDateWriter;
  readonly #sites: SitesRepository;
  readonly #erasures: ErasureRepository;
  readonly #accounts: AccountsOfPeople;
  readonly #chronicle: PeopleChronicle;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(ImportsRepository) imports: ImportsRepository,
    @Inject(EmployeesRepository) employees: EmployeesRepository,
    @Inject(BadgesRepository) badges: BadgesRepository,
    @Inject(BirthDateWriter) birthDates: BirthDateWriter,
    @Inject(SitesRepository) sites: SitesRepository,
    @Inject(ErasureRepository) erasures: ErasureRepository,
    @Inject(AccountsOfPeople) accounts: AccountsOfPeople,
    @Inject(PeopleChronicle) chronicle: PeopleChronicle,
  ) {
    this.#database = database;
    this.#imports = imports;
    this.#employees = employees;
    this.#badges = badges;
    this.#birthDates = birthDates;
    this.#sites = sites;
    this.#erasures = erasures;
    this.#accounts = accounts;
    this.#chronicle = chronicle;
  }

  /**
   * Takes back all rows, or only these lines; then the import stays applied as long as anything of it stands. Throws NOT_FOUND, or CONFLICT for an
   * import that was never applied. What was undone in part goes on when it is undone again.
   */
  async undo(by: string, id: string, only?: readonly number[]): Promise<RowResult[]> {
    const { value: found } = await this.#database.transaction(async sql => {
      const one = await this.#imports.lock(sql, id);
      if (!one) throw noSuchImport();
      if (one.appliedAt === null)
        throw conflict('NOT_APPLIED', {
          en: 'This import was not applied, so there is nothing to undo.',
          de: 'Dieser Import wurde nicht übernommen; es gibt nichts rückgängig zu machen.',
        });
      if (only === undefined) await this.#markUndone(sql, one, by);
      return one;
    });
    const lines = only === undefined ? null : new Set(only);
    const results: RowResult[] = [];
    for (let after = 0; ; ) {
      const { value: chunk } = await this.#database.transaction(sql =>
        this.#undoRows(sql, by, found, { after, lines }),
      );
      if (chunk === null) break;
      results.push(...chunk.results);
      after = chunk.through;
    }
    if (only !== undefined)
      await this.#database.transaction(async sql => {
        const one = await this.#imports.lock(sql, id);
        if (one && !(await this.#imports.hasStanding(sql, id))) await this.#markUndone(sql, one, by);
      });
    return results;
  }

  async #markUndone(sql: Sql, { id, undoneAt }: StoredImport, by: string): Promise<void> {
    if (undoneAt === null) await this.#imports.markUndone(sql, id, by, new Date().toISOString());
  }

  async #undoRows(
    sql: Sql,
    by: string,
    { id, site }: StoredImport,
    { after, lines }: { after: number; lines: ReadonlySet<number> | null },
  ): Promise<{ through: number; results: RowResult[] } | null> {
    await this.#accounts.lock(sql);
    await this.#imports.lock(sql, id);
    const rows = await this.#imports.rowsAfter(sql, id, after, TRANSACTION_ROWS);
    const through = rows.at(-1)?.line;
    if (through === undefined) return null;
    const open = rows.filter(
      ({ line, applied, undone }) =>
        undone === null && (applied?.version ?? null) !== null && (lines?.has(line) ?? true),
    );
    const work = await this.#decide(sql, site, open);
    await this.#write(sql, by, id, work);
    const results = work.map(({ row, ...one }) => ({
      line: row.line,
      employee: row.employee,
      done: {
        outcome: one.kind === 'keep' ? 'kept' : 'undone',
        problems: one.kind === 'keep' ? one.problems : [],
      },
    })) satisfies RowResult[];
    await this.#imports.keepUndone(
      sql,
      id,
      results.map(({ line, done }) => ({ line, undone: done satisfies UndoneRow })),
    );
    const earlier = rows.flatMap(({ line, employee, undone }) =>
      undone === null ? [] : [{ line, employee, done: undone }],
    );
    return { through, results: [...earlier, ...results].sort((a, b) => a.line - b.line) };
  }

  async #decide(sql: Sql, site: string, rows: readonly StoredRow[]): Promise<Undoing[]> {
    const employees = rows.flatMap(({ employee }) => (employee === null ? [] : [employee]));
    const people = await this.#employees.lock(sql, employees);
    const created = rows.flatMap(({ employee, applied }) =>
      employee !== null && applied?.outcome === 'created' ? [employee] : [],
    );
    const used = await this.#erasures.withFacts(sql, created);
    const tapped = await this.#erasures.usedBadges(
      sql,
      rows.flatMap(({ employee, applied }) =>
        employee !== null && (applied?.version ?? null) !== null
          ? [{ employee, badge: applied?.badge ?? null, isNew: applied?.outcome === 'created' }]
          : [],
      ),
    );
    const places = (await this.#sites.places(sql, [site])).get(site) ?? NOWHERE;
    return rows.map(row => {
      const person = people.get(row.employee ?? '');
      if (!person || person.version !== row.applied?.version)
        return { kind: 'keep', row, problems: [changedSince()] };
      const isUsed = used.has(person.employee) || tapped.has(person.employee);
      if (isUsed) return { kind: 'keep', row, problems: [usedSince()] };
      if (row.applied.before === null) return { kind: 'erase', row, person };
      const { before } = row.applied;
      const gone = placeProblems(
        {
          area: before.area === person.area ? undefined : before.area,
          team: before.team === person.team ? undefined : before.team,
        },
        places,
      );
      return gone.length > 0
        ? { kind: 'keep', row, problems: gone }
        : { kind: 'restore', row, person, before };
    });
  }

  async #write(sql: Sql, by: string, id: string, work: readonly Undoing[]): Promise<void> {
    const now = new Date().toISOString();
    const why = `import ${id} undone`;
    const badges = work.flatMap(({ kind, row }) =>
      kind === 'restore' && row.applied?.badge ? [row.applied.badge] : [],
    );
    const withdrawn = await this.#badges.withdraw(sql, badges, by);
    const restored = work.flatMap(one =>
      one.kind === 'restore' ? [{ person: one.person, after: restore(one.person, one.before) }] : [],
    );
    const birthDates = work.flatMap(one =>
      one.kind === 'restore' ? birthDateBefore(one.row, one.person, why) : [],
    );
    await this.#employees.update(
      sql,
      restored.map(({ after }) => after),
    );
    const erased = work.flatMap(one => (one.kind === 'erase' ? [one.person] : []));
    const gone = erased.map(({ employee }) => employee);
    await this.#badges.remove(sql, gone);
    await this.#erasures.dropKeptAnswers(sql, gone);
    await this.#erasures.erase(sql, gone, now);
    await this.#birthDates.erase(sql, erased);
    const deeds: Deed[] = [
      ...restored.map(({ person, after }) => ({
        site: person.site,
        action: 'employee.changed',
        employees: [person.employee],
        before: person,
        after,
        why,
      })),
      ...erased.map(({ site, employee }) => ({
        site,
        action: 'employee.erased',
        employees: [employee],
        why,
      })),
      ...withdrawn.map(({ site, employee, badge, issuedAt }) => ({
        site,
        action: 'badge.withdrawn',
        employees: [employee],
        subject: { kind: 'badge', id: badge },
        before: { endedAt: null },
        after: { endedAt: issuedAt },
        why,
      })),
    ];
    await this.#chronicle.tell(sql, deeds);
    await this.#birthDates.write(sql, birthDates);
  }
}

const NOWHERE: Places = { areas: new Set(), teams: new Set() };

function restore(person: Employee, before: Employee): Employee {
  const fields = Object.fromEntries(CHANGEABLE.map(field => [field, before[field]]));
  return { ...person, ...fields, version: person.version + 1 };
}

/** Nobody changed the person since, so the date of birth is the row's still. */
function birthDateBefore(
  { wanted, applied }: StoredRow,
  { site, employee }: Employee,
  why: string,
): BirthDateChange[] {
  if (applied?.bornOn === undefined) return [];
  return [{ site, employee, before: wanted.bornOn ?? null, after: applied.bornOn, why }];
}

function changedSince(): Problem {
  return {
    code: 'CHANGED_SINCE',
    path: 'employee',
    message: {
      en: 'Somebody changed this person since the import; they stay as they are.',
      de: 'Jemand hat diese Person seit dem Import geändert; sie bleibt, wie sie ist.',
    },
  };
}

function usedSince(): Problem {
  return {
    code: 'USED_SINCE',
    path: 'employee',
    message: {
      en: 'This person has clocked, was planned, has another badge or an account by now, and stays. Let them leave instead.',
      de: 'Diese Person hat inzwischen gestempelt, ist eingeplant, hat einen weiteren Ausweis oder ein Konto und bleibt. Lassen Sie sie stattdessen ausscheiden.',
    },
  };
}
