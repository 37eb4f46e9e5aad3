import { Inject, Injectable } from '@nestjs/common';
import type { Language } from '@tapclock/contracts';
import { DATABASE, type Database } from '../../platform/database/database.ts';
import { renderTimesheetPdf } from '../formats/timesheet-pdf.ts';
import { LockedSheets } from '../periods/locked-sheets.ts';
import { readInputs } from '../periods/packed-sheet.ts';
import { PeriodFinder, type PeriodId } from '../periods/period-finder.ts';
import { ExportsRepository } from './exports.repository.ts';

/** A person's locked hours as a paper to sign. */
@Injectable()
export class TimesheetsService {
  readonly #database: Database;
  readonly #repository: ExportsRepository;
  readonly #periods: PeriodFinder;
  readonly #sheets: LockedSheets;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(ExportsRepository) repository: ExportsRepository,
    @Inject(PeriodFinder) periods: PeriodFinder,
    @Inject(LockedSheets) sheets: LockedSheets,
  ) {
    this.#database = database;
    this.#repository = repository;
    this.#periods = periods;
    this.#sheets = sheets;
  }

  /** Throws CONFLICT for a period that is not locked, NOT_FOUND for somebody who is not in it. */
  async pdf(
    period: PeriodId,
    employee: string,
    language: Language,
  ): Promise<{ fileName: string; content: Buffer }> {
    const sql = this.#database.primary;
    const lock = await this.#periods.locked(sql, period);
    const { sheet, inputs, sheetHash } = await this.#sheets.person(sql, lock.id, employee);
    const { site, zone, from } = lock.period;
    const content = await renderTimesheetPdf(sheet, {
      language,
      zone,
      inputs: readInputs(inputs),
      company: (await this.#repository.siteName(sql, site)) ?? site,
      lock: lock.id,
      lockedAt: lock.at,
      sheetHash,
    });
    return { fileName: `timesheet-${sheet.person.number}-${from}-${language}.pdf`, content };
  }
}
