import { Inject, Injectable } from '@nestjs/common';
import type { Policy } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import type { LocalDay } from '../domain/index.ts';
import { AssignmentRepository } from './assignment.repository.ts';
import { PolicyRepository, policyKey } from './policy.repository.ts';
import { type AssignedByScope, byScope, resolvePolicies, type ScopedPerson } from './resolve.ts';

/** Dates, both included, on which one policy applies. */
export interface PolicySpan {
  policy: Policy;
  from: LocalDay;
  to: LocalDay;
}

/** By employee: spans in order; dates without a policy are in none of them. */
export type PolicySpans = ReadonlyMap<string, readonly PolicySpan[]>;

/** Which rules hold at a site, scope by scope: to know them of a whole company, nobody needs the list of its people. */
export interface SiteRules {
  /** Of everybody of the site who has none of their own, and whose team has none. */
  others: readonly PolicySpan[];
  /** By team: of teams that were ever given some. */
  teams: ReadonlyMap<string, readonly PolicySpan[]>;
  /** By employee: of people of the site who were. */
  people: ReadonlyMap<string, readonly PolicySpan[]>;
}

/** Nobody's id: has no rules of their own. */
const NOBODY = '';

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
    const spans = await this.#resolved(sql, people, assigned, from, to);
    return new Map(people.map(({ employee }, index) => [employee, spans[index] ?? []]));
  }

  /** The policies of a site from one date to another, both included. */
  async ofSite(sql: Sql, site: string, from: LocalDay, to: LocalDay): Promise<SiteRules> {
    const assignments = await this.#assignments.assignments(sql, [site], to);
    const teams = [...new Set(assignments.flatMap(({ team }) => team ?? []))];
    const named = [...new Set(assignments.flatMap(({ employee }) => employee ?? []))];
    const people = await this.#assignments.amongPeople(sql, site, named);
    const scopes = [
      { employee: NOBODY, site, team: null },
      ...teams.map(team => ({ employee: NOBODY, site, team })),
      ...people,
    ];
    const [others = [], ...own] = await this.#resolved(sql, scopes, byScope(assignments), from, to);
    const ofPeople = own.slice(teams.length);
    return {
      others,
      teams: new Map(teams.map((team, index) => [team, own[index] ?? []])),
      people: new Map(people.map(({ employee }, index) => [employee, ofPeople[index] ?? []])),
    };
  }

  /** Spans of each of the people, in their order. */
  async #resolved(
    sql: Sql,
    people: readonly ScopedPerson[],
    assigned: AssignedByScope,
    from: LocalDay,
    to: LocalDay,
  ): Promise<PolicySpan[][]> {
    const resolved = people.map(person => resolvePolicies(person, assigned, from, to));
    const refs = new Map(resolved.flatMap(spans => spans.map(({ policy }) => [policyKey(policy), policy])));
    const policies = await this.#policies.policies(sql, [...refs.values()]);
    const known = (key: string): Policy => {
      const policy = policies.get(key);
      if (!policy) throw new Error(`policy ${key} is assigned and not there`);
      return policy;
    };
    return resolved.map(spans => spans.map(span => ({ ...span, policy: known(policyKey(span.policy)) })));
  }
}
