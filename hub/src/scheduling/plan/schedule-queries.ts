import { Inject, Injectable } from '@nestjs/common';
import {
  datesBetween,
  type Language,
  type PersonSchedule,
  type PlanCell,
  type PlannedShift,
  type PlanOverview,
  type PlanRow,
  type Publication,
} from '@tapclock/contracts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import type { Principal } from '../../platform/http/access/principal.ts';
import { isWithin } from '../../platform/http/access/reach-lists.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import {
  conflictMessage,
  type DraftCell,
  type PlannedPerson,
  type PublishedShift,
  publishing,
  StandingCells,
} from '../domain/plan/index.ts';
import { CoverageReader } from '../headcount/coverage-reader.ts';
import { noSuchSite } from '../refusals.ts';
import { SchedulingRepository } from '../scheduling.repository.ts';
import { type ShiftRow, ShiftsRepository } from '../shifts/shifts.repository.ts';
import { SitePlaces } from '../site-places.ts';
import { cellTag } from './cell-tag.ts';
import { Drafts } from './drafts.ts';
import { type Planner, type PlanPerson, PlanRepository, type PlanScope } from './plan.repository.ts';
import { conflictsIn, timesOf } from './plan-conflicts.ts';
import { PlanFacts, withNeighbours } from './plan-facts.ts';
import { type GridFilter, PlanPeopleRepository } from './plan-people.repository.ts';
import { PublicationsRepository } from './publications.repository.ts';

/** What one page of the week is made of. */
interface Week {
  people: ReadonlyMap<string, PlannedPerson>;
  standing: StandingCells;
  /** What is published, neighbouring dates included, and what is drafted there. */
  published: readonly PublishedShift[];
  drafts: readonly DraftCell[];
  shifts: ReadonlyMap<string, ShiftRow>;
}

/** Plans as they are looked at: on the replica, a constant number of statements for any number of people. */
@Injectable()
export class ScheduleQueries {
  readonly #database: Database;
  readonly #plan: PlanRepository;
  readonly #people: PlanPeopleRepository;
  readonly #shifts: ShiftsRepository;
  readonly #facts: PlanFacts;
  readonly #scheduling: SchedulingRepository;
  readonly #drafts: Drafts;
  readonly #coverage: CoverageReader;
  readonly #publications: PublicationsRepository;
  readonly #places: SitePlaces;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(PlanRepository) plan: PlanRepository,
    @Inject(PlanPeopleRepository) people: PlanPeopleRepository,
    @Inject(ShiftsRepository) shifts: ShiftsRepository,
    @Inject(PlanFacts) facts: PlanFacts,
    @Inject(SchedulingRepository) scheduling: SchedulingRepository,
    @Inject(Drafts) drafts: Drafts,
    @Inject(CoverageReader) coverage: CoverageReader,
    @Inject(PublicationsRepository) publications: PublicationsRepository,
    @Inject(SitePlaces) places: SitePlaces,
  ) {
    this.#database = database;
    this.#plan = plan;
    this.#people = people;
    this.#shifts = shifts;
    this.#facts = facts;
    this.#scheduling = scheduling;
    this.#drafts = drafts;
    this.#coverage = coverage;
    this.#publications = publications;
    this.#places = places;
  }

  /** One page of the people within reach with what is planned for them; drafts for whoever may plan. Throws NOT_FOUND for an unknown site. */
  async grid(
    principal: Principal,
    filter: GridFilter,
    language: Language,
  ): Promise<{ rows: PlanRow[]; total: number }> {
    return await this.#database.snapshot(async sql => {
      await this.#zone(sql, filter.site);
      const { people, total } = await this.#people.list(sql, filter, principal);
      const week = await this.#week(sql, filter, people, principal);
      return { rows: rowsOf(people, week, filter, language), total };
    });
  }

  /**
   * Beside the people: holidays, what waits to be published, and coverage, which counts everybody of the site who is published, and drafts of
   * people within reach. Throws FORBIDDEN for a site where one has no place.
   */
  async overview(principal: Principal, scope: PlanScope): Promise<PlanOverview> {
    return await this.#database.snapshot(async sql => {
      const { site, from, to } = scope;
      const zone = await this.#zone(sql, site);
      await this.#places.require(sql, principal, site);
      const withDrafts = mayPlan(principal);
      const holidays = await this.#scheduling.holidays(sql, [site], from, to);
      const draftsOf = withDrafts ? principal : null;
      const coverage = await this.#coverage.coverage(sql, { site, zone, from, to }, draftsOf);
      const drafts = withDrafts ? await this.#drafts.summary(sql, scope, principal) : null;
      return {
        ...{ site, zone, from, to },
        holidays: holidays.map(({ date, name }) => ({ date, name })),
        ...{ drafts, coverage },
      };
    });
  }

  /** What a person is told: published only. Throws NOT_FOUND for an unknown person. */
  async ofPerson(employee: string, { from, to }: { from: string; to: string }): Promise<PersonSchedule> {
    return await this.#database.snapshot(async sql => {
      const person = (await this.#plan.people(sql, [employee])).get(employee);
      if (!person)
        throw new HubError('NOT_FOUND', {
          en: 'There is no such person.',
          de: 'Diese Person gibt es nicht.',
        });
      const published = await this.#plan.published(sql, [employee], from, to);
      const leave = await this.#scheduling.leave(sql, [employee], from, to);
      const holidays = await this.#scheduling.holidays(sql, [person.site], from, to);
      const shifts = await this.#shifts.byIds(
        sql,
        published.map(({ shift }) => shift),
      );
      return {
        ...{ employee, from, to },
        shifts: published.map(one => ({
          ...publishedView(one, shifts),
          assignment: one.id,
          date: one.date,
        })),
        leave: leave.map(({ date, kind, seconds }) => ({ date, kind, minutes: Math.floor(seconds / 60) })),
        holidays: holidays.map(({ date, name }) => ({ date, name })),
      };
    });
  }

  /** Who published what, the latest first, as far as it is about teams of who asks. Throws NOT_FOUND for an unknown site. */
  async publications(
    planner: Planner,
    site: string,
    query: { limit: number; offset: number },
  ): Promise<{ publications: Publication[]; total: number }> {
    return await this.#database.snapshot(async sql => {
      await this.#zone(sql, site);
      return await this.#publications.list(sql, site, planner, query);
    });
  }

  async #zone(sql: Sql, site: string): Promise<string> {
    const zone = await this.#plan.zoneOf(sql, site);
    if (zone === null) throw noSuchSite();
    return zone;
  }

  async #week(
    sql: Sql,
    { site, from, to }: PlanScope,
    people: readonly PlanPerson[],
    principal: Principal,
  ): Promise<Week> {
    const employees = people.map(({ employee }) => employee);
    const around = withNeighbours({ from, to });
    const published = await this.#plan.published(sql, employees, around.from, around.to);
    // Whoever leads other teams is told of their own work as everybody is.
    const planner = { reach: principal.reach, employee: null };
    const planned = mayPlan(principal) ? people.filter(person => isWithin(planner, person)) : [];
    const drafts = await this.#plan.draftsOf(
      sql,
      planned.map(({ employee }) => employee),
      around.from,
      around.to,
    );
    const shifts = await this.#shifts.byIds(sql, [
      ...published.map(({ shift }) => shift),
      ...drafts.flatMap(draft => draft.shifts),
    ]);
    return {
      people: await this.#facts.people(sql, site, employees, from, to),
      standing: new StandingCells(published, drafts),
      ...{ published, drafts, shifts },
    };
  }
}

function mayPlan({ rights }: Principal): boolean {
  return rights.has('schedule.write');
}

function rowsOf(
  people: readonly PlanPerson[],
  week: Week,
  { from, to }: PlanScope,
  language: Language,
): PlanRow[] {
  const dates = datesBetween(from, to);
  const conflicts = Map.groupBy(
    conflictsIn(publishing(week.published, week.drafts), week.people, week.shifts).filter(
      ({ date }) => date >= from && date <= to,
    ),
    ({ employee }) => employee,
  );
  const times = timesOf(week.shifts);
  return people.map(({ employee, number, name, team, area }) => {
    const leave = Map.groupBy(week.people.get(employee)?.leave ?? [], ({ date }) => date);
    const cells = dates.flatMap(date => {
      const cell = cellOf({ employee, date }, week, area, times);
      const off = leave.get(date) ?? [];
      const isEmpty = cell.published.length === 0 && cell.draft === null && off.length === 0;
      return isEmpty
        ? []
        : [
            {
              ...cell,
              leave: off.map(({ kind, seconds }) => ({ kind, minutes: Math.floor(seconds / 60) })),
            },
          ];
    });
    return {
      ...{ employee, number, name, team, area, cells },
      conflicts: (conflicts.get(employee) ?? []).map(conflict => ({
        ...{ employee, date: conflict.date, code: conflict.code, level: conflict.level },
        message: conflictMessage(conflict)[language],
      })),
      minutes: {
        published: minutesOf(cells.flatMap(({ published }) => published)),
        drafted: minutesOf(cells.flatMap(({ published, draft }) => draft?.shifts ?? published)),
      },
    };
  });
}

function cellOf(
  cell: { employee: string; date: string },
  { standing, shifts }: Week,
  area: string,
  times: ReturnType<typeof timesOf>,
): Omit<PlanCell, 'leave'> {
  const published = standing.published(cell);
  const draft = standing.draft(cell);
  return {
    date: cell.date,
    tag: cellTag(cell, standing),
    published: published.map(one => publishedView(one, shifts)),
    draft:
      draft === null
        ? null
        : {
            shifts: draft.shifts
              .flatMap(id => {
                // A shift that stays keeps its times.
                const stays = published.find(({ shift }) => shift === id);
                const template = shifts.get(id);
                if (stays) return [publishedView(stays, shifts)];
                return template ? [templateView(template, cell.date, area, times)] : [];
              })
              .sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1)),
            ...{ by: draft.by, at: draft.at },
          },
  };
}

function publishedView(
  { shift, startsAt, endsAt, unpaidSeconds, area }: PublishedShift,
  shifts: ReadonlyMap<string, ShiftRow>,
): PlannedShift {
  const template = shifts.get(shift);
  return {
    ...{ shift, startsAt, endsAt, area },
    ...{ name: template?.name ?? '', code: template?.code ?? null, colour: template?.colour ?? null },
    unpaidBreakMinutes: Math.floor(unpaidSeconds / 60),
  };
}

function templateView(
  template: ShiftRow,
  date: string,
  area: string,
  times: ReturnType<typeof timesOf>,
): PlannedShift {
  const { id, name, code, colour, unpaidSeconds } = template;
  return {
    ...{ shift: id, name, code, colour, area: template.area ?? area },
    ...times(template, date),
    unpaidBreakMinutes: Math.floor(unpaidSeconds / 60),
  };
}

function minutesOf(shifts: readonly PlannedShift[]): number {
  return shifts.reduce(
    (sum, { startsAt, endsAt, unpaidBreakMinutes }) =>
      sum + (Date.parse(endsAt) - Date.parse(startsAt)) / 60_000 - unpaidBreakMinutes,
    0,
  );
}
