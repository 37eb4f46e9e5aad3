import { Inject, Injectable } from '@nestjs/common';
import type { Rotated, RotateRequest } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import type { Principal } from '../../platform/http/access/principal.ts';
import { fill, type RotationRule, rotate } from '../domain/plan/index.ts';
import { RotationsRepository } from '../rotations/rotations.repository.ts';
import { SchedulingRepository } from '../scheduling.repository.ts';
import { DraftBook } from './draft-book.ts';
import { type PlanPerson, PlanRepository, type PlanScope } from './plan.repository.ts';
import { scopeOf } from './plan-desk.service.ts';

/** Most cells that one answer names as skipped; how many there are is told besides. */
const SKIPPED_TOLD_MAX = 200;

/** Drafts what the rotations of people and teams have for a range of dates. */
@Injectable()
export class Rotator {
  readonly #book: DraftBook;
  readonly #plan: PlanRepository;
  readonly #rotations: RotationsRepository;
  readonly #scheduling: SchedulingRepository;

  constructor(
    @Inject(DraftBook) book: DraftBook,
    @Inject(PlanRepository) plan: PlanRepository,
    @Inject(RotationsRepository) rotations: RotationsRepository,
    @Inject(SchedulingRepository) scheduling: SchedulingRepository,
  ) {
    this.#book = book;
    this.#plan = plan;
    this.#rotations = rotations;
    this.#scheduling = scheduling;
  }

  /** Throws NOT_FOUND for an unknown site, and as filling does. */
  async rotate(principal: Principal, site: string, request: RotateRequest): Promise<Rotated> {
    const scope = scopeOf(site, request);
    let left: Rotated['skipped'] = [];
    const changed = await this.#book.change(principal, scope, 'plan.rotated', async sql => {
      await this.#book.requireSeen(sql, scope, principal, request);
      const people = await this.#plan.peopleInScope(sql, scope, principal);
      const { wanted, skipped } = await this.#rotation(sql, scope, people);
      const employees = people.map(({ employee }) => employee);
      const filling = fill(wanted, await this.#book.standing(sql, employees, scope), request.over);
      left = [
        ...skipped,
        ...filling.notEmpty.map(({ employee, date }) => ({ employee, date, why: 'not-empty' as const })),
      ];
      return filling;
    });
    return { ...changed, skipped: left.slice(0, SKIPPED_TOLD_MAX), skippedTotal: left.length };
  }

  async #rotation(
    sql: Sql,
    { site, from, to }: PlanScope,
    people: readonly PlanPerson[],
  ): Promise<ReturnType<typeof rotate>> {
    const employees = people.map(({ employee }) => employee);
    const { entries, rotations } = await this.#rotations.counting(sql, site, employees, { from, to });
    const leave = Map.groupBy(
      await this.#scheduling.leave(sql, employees, from, to),
      ({ employee }) => employee,
    );
    const holidays = await this.#scheduling.holidays(sql, [site], from, to);
    const own = Map.groupBy(entries, entry => entry.employee);
    const ofTeam = Map.groupBy(entries, entry => entry.team);
    return rotate(
      people.map(({ employee, team }) => ({
        employee,
        own: own.get(employee) ?? [],
        ofTeam: team === null ? [] : (ofTeam.get(team) ?? []),
        leave: new Set(leave.get(employee)?.map(({ date }) => date)),
      })),
      new Map<string, RotationRule>(rotations.map(rotation => [rotation.id, rotation])),
      { from, to },
      new Set(holidays.map(({ date }) => date)),
    );
  }
}
