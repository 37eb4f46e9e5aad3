import { Inject, Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.ts';
import { UNSETTLED_CODES, unsettledFinding } from '../../timesheets/data.ts';
import { findingKey, type OpenFinding } from '../domain/blockers.ts';
import { type ChangedPeriod, DeltaFinder } from './delta-finder.ts';
import { LockedSheetsRepository } from './locked-sheets.repository.ts';
import { unpackSheet } from './packed-sheet.ts';
import type { Period } from './period.ts';

const FINDINGS = `
  select w.lock_id as lock, d.employee_id as employee, d.date, f ->> 'code' as code, f -> 'punches' as punches
  from unnest($1::uuid[], $2::uuid[], $3::date[], $4::date[]) as w (lock_id, employee_id, from_date, to_date)
  join day_record d on d.employee_id = w.employee_id and d.date between w.from_date and w.to_date
  cross join jsonb_array_elements(d.findings) as f
  where d.site_id = $5 and d.policy_name = $6 and f ->> 'code' = any($7::text[])
  order by employee, date`;

const ACCEPTED = `
  select employee_id as employee, unnest(accepted_earlier) as key
  from (
    select distinct on (employee_id, period_start) employee_id, kind, accepted_earlier
    from sheet_approval
    where site_id = $1 and pay_group = $2 and period_start < $3 and employee_id = any($4::uuid[])
    order by employee_id, period_start, made_at desc, id desc
  ) latest
  where kind = 'approve'`;

interface FoundFinding {
  lock: string;
  employee: string;
  date: string;
  code: string;
  punches: string[];
}

/** What is unsettled on dates of earlier, locked periods, and was not when they were locked: it may take back what was paid. */
@Injectable()
export class EarlierFindings {
  readonly #deltas: DeltaFinder;
  readonly #sheets: LockedSheetsRepository;

  constructor(
    @Inject(DeltaFinder) deltas: DeltaFinder,
    @Inject(LockedSheetsRepository) sheets: LockedSheetsRepository,
  ) {
    this.#deltas = deltas;
    this.#sheets = sheets;
  }

  /** By employee, dates ascending; what was locked or accepted with a period before this one is left out. */
  async before(sql: Sql, period: Period): Promise<Map<string, OpenFinding[]>> {
    const found = await this.#found(sql, period, await this.#deltas.changedBefore(sql, period));
    if (found.length === 0) return new Map();
    const known = await this.#known(sql, period, found);
    const open = new Map<string, OpenFinding[]>();
    for (const { employee, date, code, punches } of found) {
      const blocking = unsettledFinding(code);
      if (blocking === null) continue;
      const finding = { code: blocking, date, punches };
      if (known.has(`${employee} ${findingKey(finding)}`)) continue;
      open.set(employee, [...(open.get(employee) ?? []), finding]);
    }
    return open;
  }

  async #found(
    sql: Sql,
    { site, group }: Period,
    changed: readonly ChangedPeriod[],
  ): Promise<FoundFinding[]> {
    const wanted = changed.flatMap(({ lock: { id, period }, people }) =>
      [...people].map(employee => ({ lock: id, employee, from: period.from, to: period.to })),
    );
    if (wanted.length === 0) return [];
    return await sql.query<FoundFinding>(FINDINGS, [
      wanted.map(({ lock }) => lock),
      wanted.map(({ employee }) => employee),
      wanted.map(({ from }) => from),
      wanted.map(({ to }) => to),
      site,
      group,
      UNSETTLED_CODES,
    ]);
  }

  /** `{employee} {finding}` of what was there when its period was locked, or accepted with a later one. */
  async #known(
    sql: Sql,
    { site, group, from }: Period,
    found: readonly FoundFinding[],
  ): Promise<Set<string>> {
    const locks = [...new Set(found.map(({ lock }) => lock))];
    const employees = [...new Set(found.map(({ employee }) => employee))];
    const [sheets, accepted] = await Promise.all([
      this.#sheets.ofPeople(sql, locks, employees),
      sql.query<{ employee: string; key: string }>(ACCEPTED, [site, group, from, employees]),
    ]);
    const locked = sheets.flatMap(row =>
      unpackSheet(row).findings.flatMap(({ code, date, punches }) => {
        const blocking = unsettledFinding(code);
        if (blocking === null || date === null) return [];
        return [`${row.employee} ${findingKey({ code: blocking, date, punches })}`];
      }),
    );
    return new Set([...locked, ...accepted.map(({ employee, key }) => `${employee} ${key}`)]);
  }
}
