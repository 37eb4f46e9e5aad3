import { Inject, Injectable } from '@nestjs/common';
import {
  type ExplainedTimesheet,
  type HoursCase,
  TIMESHEET_DAYS_MAX,
  type TimesheetLine,
} from '@tapclock/contracts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { reachParams, withinReach } from '../../platform/http/access/reach-check.ts';
import type { Viewer } from '../../platform/http/access/reach-lists.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import type { PageQuery } from '../../platform/http/page.ts';
import { ENGINE_VERSION, TIME_ZONE_DATA } from '../case/engine-version.ts';
import { formatDay, parseDay, ZoneClocks } from '../domain/index.ts';
import { FactsLoader, type PersonFacts } from '../facts/index.ts';
import { DayRecordsRepository } from './day-records.repository.ts';
import { DueQueue } from './due-queue.ts';
import { explainDays } from './explained-days.ts';
import { inputsOf } from './sheet-inputs.ts';
import { type LinePerson, summedCodes, timesheetLine } from './timesheet-line.ts';

/** Dates `YYYY-MM-DD`, both included, at most TIMESHEET_DAYS_MAX of them. */
export interface Dates {
  from: string;
  to: string;
}

export interface TimesheetFilter extends Dates, PageQuery {
  site: string;
  team?: string | undefined;
  employee?: string | undefined;
}

// People who have left are shown as long as there are days of theirs.
const MATCHES = `
  e.site_id = $1 and ($2::text is null or e.team_id = $2) and ($3::uuid is null or e.id = $3)
  and (e.active or exists (select from day_record d where d.employee_id = e.id and d.date between $4 and $5))
  and ${withinReach('e', 6)}`;

/** Reads for people, on the replica: lists from the day records, explanations from the facts themselves. */
@Injectable()
export class TimesheetQueries {
  readonly #database: Database;
  readonly #records: DayRecordsRepository;
  readonly #queue: DueQueue;
  readonly #facts: FactsLoader;
  readonly #clocks = new ZoneClocks();

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(DayRecordsRepository) records: DayRecordsRepository,
    @Inject(DueQueue) queue: DueQueue,
    @Inject(FactsLoader) facts: FactsLoader,
  ) {
    this.#database = database;
    this.#records = records;
    this.#queue = queue;
    this.#facts = facts;
  }

  /**
   * One page of people whom the viewer may see, by name with their sums, and how many people there are. Throws NOT_FOUND for an unknown
   * site.
   */
  async list(
    filter: TimesheetFilter,
    viewer: Viewer,
    nowMs: number,
  ): Promise<{ lines: TimesheetLine[]; total: number }> {
    const { site, team, employee, from, to, page, per_page } = filter;
    refuseManyDates(filter);
    return this.#database.snapshot(async sql => {
      const [found] = await sql.query('select from site where id = $1', [site]);
      if (!found)
        throw new HubError('NOT_FOUND', {
          en: `There is no site "${site}".`,
          de: `Es gibt keinen Standort „${site}“.`,
        });
      const filters = [
        ...[site, team ?? null, employee ?? null, from, to],
        ...reachParams(viewer.reach, viewer.employee),
      ];
      const [count] = await sql.query<{ total: number }>(
        `select count(*) as total from employee e where ${MATCHES}`,
        filters,
      );
      const people = await sql.query<LinePerson>(
        `select e.id as employee, e.number, e.given_name || ' ' || e.family_name as name, e.team_id as team
         from employee e where ${MATCHES}
         order by e.family_name, e.given_name, e.id limit $10 offset $11`,
        [...filters, per_page, (page - 1) * per_page],
      );
      return { lines: await this.#lines(sql, people, { from, to }, nowMs), total: count?.total ?? 0 };
    });
  }

  /** One person's dates with everything explained. Throws NOT_FOUND, or CONFLICT where no policy applies. */
  async explain(employee: string, dates: Dates, nowMs: number): Promise<ExplainedTimesheet> {
    const { person, zone, stretches } = await this.#load(employee, dates, nowMs);
    const days = stretches.flatMap(stretch => explainDays(stretch, this.#clocks));
    return {
      person,
      zone,
      period: { from: dates.from, to: dates.to },
      engineVersion: ENGINE_VERSION,
      timeZoneData: TIME_ZONE_DATA,
      codes: summedCodes(days.flatMap(({ pays }) => pays)),
      days,
    };
  }

  /** The facts behind one person's dates as a document that `npm run -s hours` answers. Throws as `explain`. */
  async caseOf(employee: string, dates: Dates, nowMs: number): Promise<HoursCase> {
    const { stretches } = await this.#load(employee, dates, nowMs);
    const [document, next] = inputsOf(stretches).cases;
    const change = stretches[1];
    if (document === undefined || next !== undefined || change !== undefined)
      throw new HubError('CONFLICT', {
        en: `The policy changes on ${change === undefined ? dates.from : formatDay(change.from)}, and a case has one: ask for dates before it or from it on.`,
        de: `Am ${change === undefined ? dates.from : formatDay(change.from)} wechselt die Richtlinie, und ein Fall hat nur eine: Fragen Sie nach Tagen davor oder von da an.`,
      });
    return document;
  }

  async #lines(sql: Sql, people: readonly LinePerson[], { from, to }: Dates, nowMs: number) {
    const employees = people.map(({ employee }) => employee);
    const days = Map.groupBy(
      await this.#records.between(sql, employees, from, to),
      ({ employee }) => employee,
    );
    const pending = await this.#queue.pending(sql, employees, { toDate: to, nowMs });
    return people.map(person =>
      timesheetLine(person, days.get(person.employee) ?? [], pending.has(person.employee)),
    );
  }

  async #load(employee: string, dates: Dates, nowMs: number): Promise<PersonFacts> {
    refuseManyDates(dates);
    const wanted = {
      employees: [employee],
      from: parseDay(dates.from),
      to: parseDay(dates.to),
      asOfSec: Math.floor(nowMs / 1000),
    };
    const [facts] = await this.#database.snapshot(sql => this.#facts.load(sql, wanted));
    if (!facts)
      throw new HubError('NOT_FOUND', { en: 'There is no such person.', de: 'Diese Person gibt es nicht.' });
    if (facts.stretches.length === 0)
      throw new HubError('CONFLICT', {
        en: `No policy applies to this person from ${dates.from} to ${dates.to}, so there are no hours: assign one to the person, their team or the site (POST /api/v1/policy-assignments).`,
        de: `Für diese Person gilt vom ${dates.from} bis ${dates.to} keine Richtlinie, also gibt es keine Stunden: Weisen Sie der Person, ihrem Team oder dem Standort eine zu (POST /api/v1/policy-assignments).`,
      });
    return facts;
  }
}

function refuseManyDates({ from, to }: Dates): void {
  const days = parseDay(to) - parseDay(from) + 1;
  const message =
    days < 1
      ? { en: 'is before "from"', de: 'liegt vor „from“' }
      : days > TIMESHEET_DAYS_MAX
        ? {
            en: `is ${days} days from "from"; at most ${TIMESHEET_DAYS_MAX}, both included`,
            de: `macht mit „from“ ${days} Tage; höchstens ${TIMESHEET_DAYS_MAX}, beide eingeschlossen`,
          }
        : null;
  if (message !== null)
    throw new HubError(
      'VALIDATION_ERROR',
      { en: 'The request is not valid.', de: 'Die Anfrage ist nicht gültig.' },
      {
        details: [{ path: 'to', message }],
      },
    );
}
