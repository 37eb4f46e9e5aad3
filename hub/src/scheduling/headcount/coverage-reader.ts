import { Inject, Injectable } from '@nestjs/common';
import type { CoverageSpan, Zone } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import {
  fewestPlanned,
  type PlannedPeople,
  plusDays,
  requiredPeople,
  type TimedPeople,
  timedPeople,
} from '../domain/plan/index.ts';
import type { Planner } from '../plan/plan.repository.ts';
import { timesOf } from '../plan/plan-conflicts.ts';
import { ShiftsRepository } from '../shifts/shifts.repository.ts';
import { HeadcountRepository } from './headcount.repository.ts';

/** Required against planned headcount. */
@Injectable()
export class CoverageReader {
  readonly #headcount: HeadcountRepository;
  readonly #shifts: ShiftsRepository;

  constructor(
    @Inject(HeadcountRepository) headcount: HeadcountRepository,
    @Inject(ShiftsRepository) shifts: ShiftsRepository,
  ) {
    this.#headcount = headcount;
    this.#shifts = shifts;
  }

  /**
   * Of a site, for spans that begin on these dates, both included, by start and area; areas that need nobody are left out. `drafted`
   * counts the drafts of people whom `draftsOf` has in reach; null: none, so that it is what is published.
   */
  async coverage(
    sql: Sql,
    { site, zone, from, to }: { site: string; zone: Zone; from: string; to: string },
    draftsOf: Planner | null,
  ): Promise<CoverageSpan[]> {
    const required = requiredPeople(await this.#headcount.ofSite(sql, site), { from, to }, zone);
    if (required.length === 0) return [];
    // A night that began the day before reaches into the first date, and a span over midnight into the day after the last.
    const [first, last] = [plusDays(from, -1), plusDays(to, 1)];
    const published = await this.#headcount.published(sql, site, first, last);
    const planned =
      draftsOf === null
        ? published
        : [...published, ...(await this.#draftChanges(sql, site, draftsOf, { from: first, to: last }))];
    const [publishedIn, plannedIn] = [byArea(published), byArea(planned)];
    return required.map(({ people, ...span }) => {
      const timed = timedPeople({ ...span, people });
      return {
        ...span,
        required: people,
        published: fewestPlanned(timed, publishedIn.get(span.area) ?? []),
        drafted: fewestPlanned(timed, plannedIn.get(span.area) ?? []),
      };
    });
  }

  /** What the drafts add, and as negative numbers what they take away. */
  async #draftChanges(
    sql: Sql,
    site: string,
    planner: Planner,
    dates: { from: string; to: string },
  ): Promise<PlannedPeople[]> {
    const [replaced, drafted] = [
      await this.#headcount.publishedUnderDrafts(sql, site, planner, dates),
      await this.#headcount.drafted(sql, site, planner, dates),
    ];
    const shifts = await this.#shifts.byIds(
      sql,
      drafted.map(({ shift }) => shift),
    );
    const times = timesOf(shifts);
    return [
      ...replaced.map(one => ({ ...one, people: -one.people })),
      ...drafted.flatMap(({ shift, date, area, people }) => {
        const template = shifts.get(shift);
        return template ? [{ area, people, ...times(template, date) }] : [];
      }),
    ];
  }
}

function byArea(planned: readonly PlannedPeople[]): Map<string, TimedPeople[]> {
  return new Map(
    [...Map.groupBy(planned, ({ area }) => area)].map(([area, inArea]) => [area, inArea.map(timedPeople)]),
  );
}
