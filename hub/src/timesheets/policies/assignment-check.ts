import { Inject, Injectable } from '@nestjs/common';
import type { Policy, PolicyAssignment, PolicyRef } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { formatDay, type LocalDay, parseDay } from '../domain/index.ts';
import { AssignmentRepository } from './assignment.repository.ts';
import { borderProblem, bordersOf, changedGroups, nextBorder, type PolicyBorder } from './borders.ts';
import { LockedDates } from './locked-dates.ts';
import { PolicyRepository, policyKey } from './policy.repository.ts';
import { Breather } from './preview/breather.ts';
import { refused } from './read-day.ts';
import { type AssignedPolicy, byScope, resolvePolicies, type ScopedPerson } from './resolve.ts';

/** Later than any date that is assigned. */
const LAST_DAY = parseDay('9999-12-31');

/** What an assignment would do to the people of its scope. */
interface Effect {
  /** Dates on which rules would change and did not before. */
  borders: PolicyBorder[];
  /** Policies that people would leave or get. */
  groups: ReadonlySet<string>;
}

/** Whether an assignment may be made: no workweek and no pay period is split, and what is locked stays as it is. */
@Injectable()
export class AssignmentCheck {
  readonly #assignments: AssignmentRepository;
  readonly #policies: PolicyRepository;
  readonly #locked: LockedDates;

  constructor(
    @Inject(AssignmentRepository) assignments: AssignmentRepository,
    @Inject(PolicyRepository) policies: PolicyRepository,
    @Inject(LockedDates) locked: LockedDates,
  ) {
    this.#assignments = assignments;
    this.#policies = policies;
    this.#locked = locked;
  }

  /** Throws VALIDATION_ERROR with the next date that would do, or CONFLICT where dates are locked. */
  async check(sql: Sql, assignment: PolicyAssignment, day: LocalDay): Promise<void> {
    const { borders, groups } = await this.#effect(sql, assignment, day);
    const { policy } = assignment;
    const refs = borders.flatMap(({ before, after }) => [before, after]);
    const policies = await this.#policies.policies(
      sql,
      [policy, ...refs].filter(ref => ref !== null),
    );
    if (policy !== null && !policies.has(policyKey(policy)))
      throw refused('policy', {
        en: `there is no version ${policy.version} of a policy "${policy.name}"`,
        de: `es gibt keine Version ${policy.version} einer Richtlinie „${policy.name}“`,
      });
    const locked = await this.#locked.since(sql, assignment.scope.site, day);
    const last = locked.filter(({ group }) => groups.has(group)).sort((a, b) => b.to - a.to)[0];
    if (last !== undefined)
      throw new HubError('CONFLICT', {
        en: `The pay period ${formatDay(last.from)} to ${formatDay(last.to)} of "${last.group}" is locked: the first date that may change is ${formatDay(last.to + 1)}.`,
        de: `Die Lohnperiode ${formatDay(last.from)} bis ${formatDay(last.to)} von „${last.group}“ ist gesperrt: Der erste Tag, der sich ändern darf, ist der ${formatDay(last.to + 1)}.`,
      });
    checkBorders(borders, day, ref => (ref === null ? null : (policies.get(policyKey(ref)) ?? null)));
  }

  async #effect(sql: Sql, { id, scope, policy, made }: PolicyAssignment, day: LocalDay): Promise<Effect> {
    const { site, team = null, employee = null } = scope;
    const known = await this.#assignments.assignments(sql, [site], LAST_DAY);
    const added: AssignedPolicy = { id, site, team, employee, policy, validFrom: day, madeAt: made.at };
    const [before, after] = [byScope(known), byScope([...known, added])];
    const people = alikeOnce(await this.#assignments.people(sql, scope), known);
    // Also whoever joins the scope later: it may hold nobody yet.
    if (employee === null) people.push({ employee: '', site, team });
    // Also where it changes nothing today: what stands behind it may be changed later.
    const own: PolicyBorder = { day, before: null, after: policy };
    const borders = new Map([[borderKey(own), own]]);
    const groups = new Set<string>();
    const breather = new Breather();
    for (const person of people) {
      await breather.breathe();
      const old = resolvePolicies(person, before, day - 1, LAST_DAY);
      const next = resolvePolicies(person, after, day - 1, LAST_DAY);
      const kept = new Set(bordersOf(old, day - 1, LAST_DAY).map(borderKey));
      for (const border of bordersOf(next, day - 1, LAST_DAY))
        if (!kept.has(borderKey(border))) borders.set(borderKey(border), border);
      for (const group of changedGroups(old, next, day)) groups.add(group);
    }
    return { borders: [...borders.values()].sort((a, b) => a.day - b.day), groups };
  }
}

/** One of all people of a team who have nothing of their own, for the same rules apply to them; and everybody else. */
function alikeOnce(people: readonly ScopedPerson[], known: readonly AssignedPolicy[]): ScopedPerson[] {
  const own = new Set(known.flatMap(({ employee }) => employee ?? []));
  const kinds = new Map(
    people.map(person => [own.has(person.employee) ? person.employee : `team ${person.team ?? ''}`, person]),
  );
  return [...kinds.values()];
}

function checkBorders(
  borders: readonly PolicyBorder[],
  day: LocalDay,
  policyOf: (ref: PolicyRef | null) => Policy | null,
): void {
  const pairs = borders.map(border => ({
    day: border.day,
    before: policyOf(border.before),
    after: policyOf(border.after),
  }));
  for (const { day: borderDay, before, after } of pairs) {
    const problem = borderProblem(borderDay, before, after);
    if (problem === null) continue;
    if (borderDay !== day)
      throw refused('validFrom', {
        en: `a later assignment would no longer fit: ${problem.en}`,
        de: `eine spätere Zuweisung würde nicht mehr passen: ${problem.de}`,
      });
    const next = nextBorder(
      day,
      pairs.filter(pair => pair.day === day),
    );
    throw refused(
      'validFrom',
      next === null
        ? {
            en: `${problem.en}; no date within three years would do, because the two policies never begin together`,
            de: `${problem.de}; innerhalb von drei Jahren passt kein Tag, denn die beiden Richtlinien beginnen nie zusammen`,
          }
        : {
            en: `${problem.en}; the next date that would do is ${formatDay(next)}`,
            de: `${problem.de}; der nächste passende Tag ist der ${formatDay(next)}`,
          },
    );
  }
}

function borderKey({ day, before, after }: PolicyBorder): string {
  return [day, ...[before, after].map(ref => (ref === null ? '' : policyKey(ref)))].join(' ');
}
