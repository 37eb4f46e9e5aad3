import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { NewPolicyAssignment, PolicyAssignment, PolicyScope } from '@tapclock/contracts';
import { EventLog } from '../../event-log/index.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import type { PageQuery } from '../../platform/http/page.ts';
import { AssignmentRepository } from './assignment.repository.ts';
import { AssignmentCheck } from './assignment-check.ts';
import { readDay, refused } from './read-day.ts';

/** Most people that an event names; of more it says that it may be anybody (R11). */
const EVENT_PEOPLE_MAX = 500;

/** Who is under which policy from when. Every write appends `policy.changed` in its own transaction, so that days are derived again. */
@Injectable()
export class AssignmentService {
  readonly #database: Database;
  readonly #assignments: AssignmentRepository;
  readonly #check: AssignmentCheck;
  readonly #events: EventLog;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(AssignmentRepository) assignments: AssignmentRepository,
    @Inject(AssignmentCheck) check: AssignmentCheck,
    @Inject(EventLog) events: EventLog,
  ) {
    this.#database = database;
    this.#assignments = assignments;
    this.#check = check;
    this.#events = events;
  }

  /** One page of a site's assignments, those that begin last first, and how many there are. */
  async list(query: PolicyScope & PageQuery): Promise<{ assignments: PolicyAssignment[]; total: number }> {
    const { page, per_page } = query;
    return await this.#database.snapshot(sql =>
      this.#assignments.list(sql, query, per_page, (page - 1) * per_page),
    );
  }

  /**
   * Puts a scope under a policy from a date on. Throws VALIDATION_ERROR where there is no such scope or policy, or where a workweek or
   * pay period would be split; CONFLICT where dates are locked.
   */
  async assign({ reason, ...wanted }: NewPolicyAssignment, by: string): Promise<PolicyAssignment> {
    const { scope, validFrom } = wanted;
    const { value } = await this.#database.transaction(async sql => {
      await this.#assignments.lockWriters(sql, scope.site);
      const missing = await this.#assignments.missing(sql, scope);
      if (missing !== null) throw refused(`scope.${missing}`, `there is no ${missing} "${scope[missing]}"`);
      const made = { by, at: new Date().toISOString(), reason };
      const assignment: PolicyAssignment = { id: randomUUID(), ...wanted, made };
      await this.#check.check(sql, assignment, readDay('validFrom', validFrom));
      await this.#assignments.add(sql, assignment);
      await this.#events.append(sql, [
        {
          kind: 'policy.changed',
          site: scope.site,
          key: scope.employee ?? scope.site,
          payload: { employees: await this.#touched(sql, scope), from: validFrom },
        },
      ]);
      return assignment;
    });
    return value;
  }

  /** Whom an event names: nobody by name where it is the whole site. */
  async #touched(sql: Sql, scope: PolicyScope): Promise<string[]> {
    if (scope.employee !== undefined) return [scope.employee];
    if (scope.team === undefined) return [];
    const people = await this.#assignments.people(sql, scope);
    return people.length > EVENT_PEOPLE_MAX ? [] : people.map(({ employee }) => employee);
  }
}
