import { Inject, Injectable } from '@nestjs/common';
import { AuditTrail, type NewEntry } from '../audit/data.ts';
import { EventLog } from '../event-log/index.ts';
import type { Sql } from '../platform/database/database.ts';

/** Something that was done to people of one site. */
export interface Deed {
  site: string;
  /** A stable name such as `employee.changed`. */
  action: string;
  /** Nobody named is anybody of the site. */
  employees: readonly string[];
  /** What it was done to, where that is not the people themselves. */
  subject?: { kind: string; id: string };
  before?: unknown;
  after?: unknown;
  why?: string;
}

/**
 * Tells what was done to people, in the transaction that does it: the audit trail, who did it, and the event log, so that rosters, caches and
 * boards follow.
 */
@Injectable()
export class PeopleChronicle {
  readonly #events: EventLog;
  readonly #trail: AuditTrail;

  constructor(@Inject(EventLog) events: EventLog, @Inject(AuditTrail) trail: AuditTrail) {
    this.#events = events;
    this.#trail = trail;
  }

  async tell(sql: Sql, deeds: readonly Deed[]): Promise<void> {
    await this.#trail.record(sql, ...deeds.map(entryOf));
    await this.#events.append(sql, eventsOf(deeds));
  }
}

function entryOf({ site, action, employees, subject, before, after, why }: Deed): NewEntry {
  return {
    action,
    subject: subject ?? { kind: 'employee', id: employees[0] ?? null },
    concerns: employees.length === 0 ? { everybodyOf: site } : { people: employees, site },
    before,
    after,
    why: why ?? null,
  };
}

/** Most people that one event names: what follows the log reads them one event at a time. */
const EVENT_PEOPLE_MAX = 500;

/** One event for the people of a site, whatever was done to them: hundreds of rows of a file are not hundreds of wake-ups. */
function eventsOf(deeds: readonly Deed[]) {
  return [...new Set(deeds.map(({ site }) => site))].flatMap(site => {
    const here = deeds.filter(deed => deed.site === site);
    const isAnybody = here.some(({ employees }) => employees.length === 0);
    const named = isAnybody ? [] : [...new Set(here.flatMap(({ employees }) => employees))];
    const parts = named.length === 0 ? [named] : chunks(named, EVENT_PEOPLE_MAX);
    return parts.map(employees => ({
      kind: 'people.changed' as const,
      site,
      key: employees.length === 1 ? (employees[0] ?? site) : site,
      payload: { employees },
    }));
  });
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
    all.slice(at * size, (at + 1) * size),
  );
}
