import { Inject, Injectable } from '@nestjs/common';
import type { ShiftWindow } from '@tapclock/contracts';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { SchedulingRepository } from './scheduling.repository.ts';

/** What people are planned for, for the intake. Answers come from the primary; the intake remembers them itself. */
@Injectable()
export class ShiftDirectory {
  readonly #database: Database;
  readonly #repository: SchedulingRepository;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(SchedulingRepository) repository: SchedulingRepository,
  ) {
    this.#database = database;
    this.#repository = repository;
  }

  /** Windows that overlap `[from, to)`, ordered by start. */
  findWindows(
    employees: readonly string[],
    from: string,
    to: string,
  ): Promise<{ employee: string; window: ShiftWindow }[]> {
    return this.#repository.findWindows(this.#database.primary, employees, from, to);
  }
}
