import type { PolicyRef } from '@tapclock/contracts';
import type { LocalDay } from '../domain/index.ts';

/** Whose rules are asked for. */
export interface ScopedPerson {
  employee: string;
  site: string;
  team: string | null;
}

/** Rules for a person, else a team, else a whole site, from a date on; null: none of its own from then on. */
export interface AssignedPolicy {
  id: string;
  site: string;
  team: string | null;
  employee: string | null;
  policy: PolicyRef | null;
  validFrom: LocalDay;
  /** UTC instant in the one spelling of the contracts, which sorts as text. */
  madeAt: string;
}

/** Dates, both included, on which one policy version applies. */
export interface RefSpan {
  policy: PolicyRef;
  from: LocalDay;
  to: LocalDay;
}

/** Assignments by scope, each list in the order in which later entries win. */
export type AssignedByScope = ReadonlyMap<string, readonly AssignedPolicy[]>;

/** Puts assignments in order once, to resolve many people against them. */
export function byScope(assignments: readonly AssignedPolicy[]): AssignedByScope {
  const scopes = new Map<string, AssignedPolicy[]>();
  for (const assignment of assignments) {
    const key = scopeKey(assignment);
    const scope = scopes.get(key);
    if (scope) scope.push(assignment);
    else scopes.set(key, [assignment]);
  }
  for (const scope of scopes.values()) scope.sort(compareAssignments);
  return scopes;
}

/**
 * Which policy version applies to a person when, dates ascending; dates without one are left out. The most specific scope that has
 * rules on a date wins: person, team, site. Within a scope it is the latest `validFrom` not after the date, then the latest made.
 */
export function resolvePolicies(
  person: ScopedPerson,
  assigned: AssignedByScope,
  from: LocalDay,
  to: LocalDay,
): RefSpan[] {
  const { site, team, employee } = person;
  const keys = [
    { site, team: null, employee },
    ...(team === null ? [] : [{ site, team, employee: null }]),
    { site, team: null, employee: null },
  ].map(scopeKey);
  const scopes = keys.map(key => assigned.get(key) ?? []);
  const borders = scopes.flat().map(({ validFrom }) => validFrom);
  const starts = [from, ...borders.filter(day => day > from && day <= to)].sort((a, b) => a - b);
  const spans: RefSpan[] = [];
  for (const [index, start] of starts.entries()) {
    const end = (starts[index + 1] ?? to + 1) - 1;
    const policy = policyOn(start, scopes);
    if (policy === null || end < start) continue;
    const last = spans.at(-1);
    if (last && last.to === start - 1 && isSamePolicy(last.policy, policy)) last.to = end;
    else spans.push({ policy, from: start, to: end });
  }
  return spans;
}

/** Whether two people, or one person at two times, are under the same rules. */
export function isSamePolicy(a: PolicyRef | null, b: PolicyRef | null): boolean {
  return a?.name === b?.name && a?.version === b?.version;
}

function policyOn(day: LocalDay, scopes: readonly (readonly AssignedPolicy[])[]): PolicyRef | null {
  for (const scope of scopes) {
    const policy = scope.findLast(({ validFrom }) => validFrom <= day)?.policy ?? null;
    if (policy !== null) return policy;
  }
  return null;
}

function scopeKey({ site, team, employee }: Pick<AssignedPolicy, 'site' | 'team' | 'employee'>): string {
  if (employee !== null) return `${site}/person/${employee}`;
  return team === null ? site : `${site}/team/${team}`;
}

function compareAssignments(a: AssignedPolicy, b: AssignedPolicy): number {
  if (a.validFrom !== b.validFrom) return a.validFrom - b.validFrom;
  if (a.madeAt !== b.madeAt) return a.madeAt < b.madeAt ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
