import { Inject, Injectable } from '@nestjs/common';
import type { Zone } from '@tapclock/contracts';
import { EventLog } from '../event-log/index.ts';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { plannedDates } from './domain/index.ts';
import { type NewAssignment, type NewShift, SchedulingRepository } from './scheduling.repository.ts';

/** Planning. Every write appends `schedule.changed` in its own transaction, so rosters and caches follow. */
@Injectable()
export class SchedulingService {
  readonly #database: Database;
  readonly #repository: SchedulingRepository;
  readonly #events: EventLog;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(SchedulingRepository) repository: SchedulingRepository,
    @Inject(EventLog) events: EventLog,
  ) {
    this.#database = database;
    this.#repository = repository;
    this.#events = events;
  }

  async addShifts(shifts: readonly NewShift[]): Promise<void> {
    await this.#database.transaction(sql => this.#repository.addShifts(sql, shifts));
  }

  /** Plans people of one site; the same again changes nothing. */
  async plan(site: string, zone: Zone, assignments: readonly NewAssignment[]): Promise<void> {
    const dates = plannedDates(assignments);
    if (!dates) return;
    const payload = { employees: [...new Set(assignments.map(assignment => assignment.employee))], dates };
    await this.#database.transaction(async sql => {
      await this.#repository.plan(sql, assignments, zone);
      await this.#events.append(sql, [{ kind: 'schedule.changed', site, key: site, payload }]);
    });
  }
}
