import { Inject, Injectable } from '@nestjs/common';
import { EventLog } from '../../event-log/index.ts';
import type { Sql } from '../../platform/database/database.ts';
import { type Deed, PeopleChronicle } from '../chronicle.ts';
import { BirthDatesRepository } from './birth-dates.repository.ts';

/** A date of birth that is to be another one, or none any more. `before` and `after` differ. */
export interface BirthDateChange {
  site: string;
  employee: string;
  before: string | null;
  after: string | null;
  why?: string;
}

/** Where nothing was ever locked, every day follows from the date. */
const FROM_THE_BEGINNING = '1970-01-01';

/**
 * The one way to write dates of birth: in the same transaction the people's days are derived again, as far as they are not locked, because
 * rules for young people hold otherwise. The date itself is in no event and in no entry of the audit trail.
 */
@Injectable()
export class BirthDateWriter {
  readonly #dates: BirthDatesRepository;
  readonly #events: EventLog;
  readonly #chronicle: PeopleChronicle;

  constructor(
    @Inject(BirthDatesRepository) dates: BirthDatesRepository,
    @Inject(EventLog) events: EventLog,
    @Inject(PeopleChronicle) chronicle: PeopleChronicle,
  ) {
    this.#dates = dates;
    this.#events = events;
    this.#chronicle = chronicle;
  }

  /** Writes changes of at most as many people as one event may name. The caller holds the people's rows and gives them their next version. */
  async write(sql: Sql, changes: readonly BirthDateChange[]): Promise<void> {
    if (changes.length === 0) return;
    await this.#dates.put(
      sql,
      changes.flatMap(({ employee, after }) => (after === null ? [] : [{ employee, bornOn: after }])),
    );
    await this.#dates.remove(
      sql,
      changes.flatMap(({ employee, after }) => (after === null ? [employee] : [])),
    );
    await this.#makeDue(sql, changes);
    await this.#chronicle.tell(sql, changes.map(deedOf));
  }

  /** Takes the dates of people who are erased, which is told by whoever erases them; how many there were. */
  async erase(sql: Sql, people: readonly { site: string; employee: string }[]): Promise<number> {
    const gone = new Set(
      await this.#dates.remove(
        sql,
        people.map(({ employee }) => employee),
      ),
    );
    await this.#makeDue(
      sql,
      people.filter(({ employee }) => gone.has(employee)),
    );
    return gone.size;
  }

  async #makeDue(sql: Sql, people: readonly { site: string; employee: string }[]): Promise<void> {
    if (people.length === 0) return;
    const firstOpen = await this.#dates.firstOpen(
      sql,
      people.map(({ employee }) => employee),
    );
    const due = people.map(person => ({
      ...person,
      from: firstOpen.get(person.employee) ?? FROM_THE_BEGINNING,
    }));
    const groups = Map.groupBy(due, ({ site, from }) => `${site} ${from}`).values();
    await this.#events.append(
      sql,
      [...groups].flatMap(group =>
        group.slice(0, 1).map(({ site, employee, from }) => ({
          kind: 'policy.changed' as const,
          site,
          key: group.length === 1 ? employee : site,
          payload: { employees: group.map(one => one.employee), from },
        })),
      ),
    );
  }
}

function deedOf({ site, employee, before, after, why }: BirthDateChange): Deed {
  const what = before === null ? 'set' : after === null ? 'removed' : 'changed';
  return { site, action: `birth-date.${what}`, employees: [employee], ...(why === undefined ? {} : { why }) };
}
