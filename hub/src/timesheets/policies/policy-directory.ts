import { Inject, Injectable } from '@nestjs/common';
import type { Policy } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import type { LocalDay } from '../domain/index.ts';
import { AssignmentRepository } from './assignment.repository.ts';
import { PolicyRepository, policyKey } from './policy.repository.ts';
import { byScope, resolvePolicies, type ScopedPerson } from './resolve.ts';

/** Dates, both included, on which one policy applies. */
export interface PolicySpan {
  policy: Policy;
  from: LocalDay;
  to: LocalDay;
}

/** By employee: spans in order; dates without a policy are in none of them. */
export type PolicySpans = ReadonlyMap<string, readonly PolicySpan[]>;

/** Which policy applies to whom when. */
@Injectable()
export class PolicyDirectory {
  readonly #assignments: AssignmentRepository;
  readonly #policies: PolicyRepository;

  constructor(
    @Inject(AssignmentRepository) assignments: AssignmentRepository,
    @Inject(PolicyRepository) policies: PolicyRepository,
  ) {
    this.#assignments = assignments;
    this.#policies = policies;
  }

  /** Lets nobody assign a policy at a site until the transaction ends. */
  async holdAssignments(sql: Sql, site: string): Promise<void> {
    await this.#assignments.lockWriters(sql, site);
  }

  /** How many assignments a site has had. They are only ever added to, so the same number means the same rules. */
  async countAssignments(sql: Sql, site: string): Promise<number> {
    return await this.#assignments.count(sql, site);
  }

  /** The policies of people from one date to another, both included; each asked person has an entry. */
  async spans(sql: Sql, people: readonly ScopedPerson[], from: LocalDay, to: LocalDay): Promise<PolicySpans> {
    const sites = [...new Set(people.map(({ site }) => site))];
    const employees = people.map(({ employee }) => employee);
    const assigned = byScope(await this.#assignments.assignments(sql, sites, to, employees));
    const resolved = people.map(person => ({
      employee: person.employee,
      spans: resolvePolicies(person, assigned, from, to),
    }));
    const refs = new Map(
      resolved.flatMap(({ spans }) => spans.map(({ policy }) => [policyKey(policy), policy])),
    );
    const policies = await this.#policies.policies(sql, [...refs.values()]);
    const known = (key: string): Policy => {
      const policy = policies.get(key);
      if (!policy) throw new Error(`policy ${key} is assigned and not there`);
      return policy;
    };
    return new Map(
      resolved.map(({ employee, spans }) => [
        employee,
        spans.map(({ policy, from: first, to: last }) => ({
          policy: known(policyKey(policy)),
          from: first,
          to: last,
        })),
      ]),
    );
  }
}
