import { Inject, Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.ts';
import { type PlannedPerson, plusDays, REST_SECONDS } from '../domain/plan/index.ts';
import { SchedulingRepository } from '../scheduling.repository.ts';
import { PlanRepository } from './plan.repository.ts';

// As `resolvePolicies` of the timesheets has it: person before team before site, within a scope the latest that has begun; a scope without
// rules of its own leaves it to the next. Looked up once, not for each person: a site may have an assignment for everybody.
const RESTS = `
  with standing as materialized (
    select distinct on (a.employee_id, a.team_id) a.employee_id, a.team_id, a.policy_name, a.policy_version
    from policy_assignment a
    where a.site_id = $1 and a.valid_from <= $3::date and (a.employee_id is null or a.employee_id = any($2::uuid[]))
    order by a.employee_id, a.team_id, a.valid_from desc, a.made_at desc, a.id desc
  ), rests as materialized (
    select s.employee_id, s.team_id, (p.rules ->> 'dailyRestMin')::int as minutes
    from standing s join policy p on p.name = s.policy_name and p.version = s.policy_version
  )
  select e.id as employee, mine.minutes
  from employee e
  join lateral (
    select r.minutes from rests r
    where r.employee_id = e.id or (r.employee_id is null and (r.team_id = e.team_id or r.team_id is null))
    order by r.employee_id is null, r.team_id is null limit 1
  ) mine on mine.minutes is not null
  where e.id = any($2::uuid[])`;

/** What decides whether people may be planned, in a constant number of statements. */
@Injectable()
export class PlanFacts {
  readonly #plan: PlanRepository;
  readonly #scheduling: SchedulingRepository;

  constructor(
    @Inject(PlanRepository) plan: PlanRepository,
    @Inject(SchedulingRepository) scheduling: SchedulingRepository,
  ) {
    this.#plan = plan;
    this.#scheduling = scheduling;
  }

  /** Of people of one site, for work on these dates; who does not exist is left out. Rest is what holds on the first date. */
  async people(
    sql: Sql,
    site: string,
    employees: readonly string[],
    from: string,
    to: string,
  ): Promise<Map<string, PlannedPerson>> {
    const [people, qualifications, leave, holidays, rests] = await Promise.all([
      this.#plan.people(sql, employees),
      sql.query<{ employee: string; qualification: string; validUntil: string | null }>(
        `select employee_id as employee, qualification, valid_until as "validUntil" from employee_qualification
         where employee_id = any($1::uuid[])`,
        [employees],
      ),
      this.#scheduling.leave(sql, employees, from, to),
      this.#scheduling.holidays(sql, [site], from, to),
      sql.query<{ employee: string; minutes: number }>(RESTS, [site, employees, from]),
    ]);
    const [qualified, off] = [
      Map.groupBy(qualifications, row => row.employee),
      Map.groupBy(leave, row => row.employee),
    ];
    const restMinutes = new Map(rests.map(({ employee, minutes }) => [employee, minutes]));
    const closed = new Set(holidays.map(({ date }) => date));
    return new Map(
      [...people.values()].map(({ employee, isActive, leftOn }) => {
        const minutes = restMinutes.get(employee);
        return [
          employee,
          {
            ...{ employee, isActive, leftOn },
            restSeconds: minutes === undefined ? REST_SECONDS : minutes * 60,
            qualifications: qualified.get(employee) ?? [],
            leave: off.get(employee) ?? [],
            holidays: closed,
          },
        ];
      }),
    );
  }
}

/** Rest is between days: work so many days before and after those that are judged has a part in it. */
const NEIGHBOUR_DAYS = 2;

/** Dates whose work has a part in the conflicts of these dates. */
export function withNeighbours({ from, to }: { from: string; to: string }): { from: string; to: string } {
  return { from: plusDays(from, -NEIGHBOUR_DAYS), to: plusDays(to, NEIGHBOUR_DAYS) };
}
