import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { NewPolicyAssignment, PolicyAssignment, PolicyScope } from '@tapclock/contracts';
import { AuditTrail } from '../../audit/data.ts';
import { EventLog } from '../../event-log/index.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import type { Viewer } from '../../platform/http/access/reach-lists.ts';
import type { PageQuery } from '../../platform/http/page.ts';
import { AssignmentRepository } from './assignment.repository.ts';
import { AssignmentCheck } from './assignment-check.ts';
import { noneSuch, readDay } from './read-day.ts';

/** Most people that an event names; of more it says that it may be anybody (R11). */
const EVENT_PEOPLE_MAX = 500;

/** Who is under which policy from when. Every write appends `policy.changed` in its own transaction, so that days are derived again. */
@Injectable()
export class AssignmentService {
  readonly #database: Database;
  readonly #assignments: AssignmentRepository;
  readonly #check: AssignmentCheck;
  readonly #events: EventLog;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(AssignmentRepository) assignments: AssignmentRepository,
    @Inject(AssignmentCheck) check: AssignmentCheck,
    @Inject(EventLog) events: EventLog,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#assignments = assignments;
    this.#check = check;
    this.#events = events;
    this.#trail = trail;
  }

  /** One page of a site's assignments that the viewer may see, those that begin last first, and how many there are. */
  async list(
    query: PolicyScope & PageQuery,
    viewer: Viewer,
  ): Promise<{ assignments: PolicyAssignment[]; total: number }> {
    const { page, per_page } = query;
    return await this.#database.snapshot(sql =>
      this.#assignments.list(sql, query, viewer, { limit: per_page, offset: (page - 1) * per_page }),
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
      if (missing !== null) throw noneSuch(missing, scope[missing]);
      const made = { by, at: new Date().toISOString(), reason };
      const assignment: PolicyAssignment = { id: randomUUID(), ...wanted, made };
      await this.#check.check(sql, assignment, readDay('validFrom', validFrom));
      await this.#assignments.add(sql, assignment);
      const touched = await this.#touched(sql, scope);
      await this.#events.append(sql, [
        {
          kind: 'policy.changed',
          site: scope.site,
          key: scope.employee ?? scope.site,
          payload: { employees: touched, from: validFrom },
        },
      ]);
      await this.#trail.record(sql, {
        action: 'policies.assigned',
        subject: { kind: 'policy-assignment', id: assignment.id },
        concerns: touched.length === 0 ? { everybodyOf: scope.site } : { people: touched, site: scope.site },
        after: wanted,
        why: reason,
      });
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
