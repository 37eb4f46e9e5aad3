import { Inject, Injectable } from '@nestjs/common';
import type { Blocker, PeriodPerson, PeriodSheet } from '@tapclock/contracts';
import { AttestationReader } from '../../attestations/data.ts';
import { DATABASE, type Database } from '../../platform/database/database.ts';
import type { Viewer } from '../../platform/http/access/reach-lists.ts';
import { blockersKnowing, type DecidedElsewhere } from '../domain/blockers.ts';
import { Elsewhere } from './elsewhere.ts';
import { PeriodFinder, type PeriodId } from './period-finder.ts';
import { type PeriodPeopleQuery, PeriodQueries } from './period-queries.ts';

/** People of a period as those who approve see them: with what the inbox accepted and what their workers attested. */
@Injectable()
export class PeriodPeople {
  readonly #database: Database;
  readonly #finder: PeriodFinder;
  readonly #queries: PeriodQueries;
  readonly #elsewhere: Elsewhere;
  readonly #attestations: AttestationReader;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(PeriodFinder) finder: PeriodFinder,
    @Inject(PeriodQueries) queries: PeriodQueries,
    @Inject(Elsewhere) elsewhere: Elsewhere,
    @Inject(AttestationReader) attestations: AttestationReader,
  ) {
    this.#database = database;
    this.#finder = finder;
    this.#queries = queries;
    this.#elsewhere = elsewhere;
    this.#attestations = attestations;
  }

  /** One page by personnel number, of whom the viewer may see. A locked period is what was locked. */
  async page(
    id: PeriodId,
    query: PeriodPeopleQuery,
    viewer: Viewer,
  ): Promise<{ people: PeriodPerson[]; total: number }> {
    const { people, total } = await this.#queries.people(id, query, viewer);
    return this.#database.snapshot(async sql => {
      const { period, lock } = await this.#finder.find(sql, id);
      if (lock) return { people, total };
      const required = await this.#attestations.isRequired(sql, period.site);
      const employees = people.map(({ employee }) => employee);
      const attested = await this.#attestations.ofPeriod(sql, period, employees);
      const knowing = await this.#elsewhere.of(sql, period, people, attested);
      const shown = people.map(person => {
        const { days, attested: count } = attested.get(person.employee) ?? { days: 0, attested: 0 };
        const attestation = { days, attested: count, required };
        return { ...person, blockers: left(person, knowing(person.employee)), attestation };
      });
      return { people: shown, total };
    });
  }

  /** One person's hours of the period, with every segment and rule. */
  async person(id: PeriodId, employee: string): Promise<PeriodSheet> {
    const sheet = await this.#queries.person(id, employee);
    return this.#database.snapshot(async sql => {
      const { period, lock } = await this.#finder.find(sql, id);
      if (lock) return sheet;
      const knowing = await this.#elsewhere.of(sql, period, [{ employee, blockers: sheet.blockers }]);
      return { ...sheet, blockers: left(sheet, knowing(employee)) };
    });
  }
}

/** What was accepted with an approval of other hours is not accepted of these. */
function left(
  { state, approval, blockers }: Pick<PeriodPerson, 'state' | 'approval' | 'blockers'>,
  elsewhere: DecidedElsewhere,
): Blocker[] {
  return blockersKnowing(blockers, elsewhere, state === 'approved' ? (approval?.accepted ?? []) : []);
}
