import { Injectable } from '@nestjs/common';
import type { PolicyRef } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import type { RoundingSums } from './bias.ts';

/** Whose roundings are added up: dates as text, both included. */
export interface RoundingFilter {
  site: string;
  team: string | null;
  from: string;
  to: string;
}

export interface RuleSums extends RoundingSums {
  policy: PolicyRef;
  rule: string;
}

export interface PersonSums extends RoundingSums {
  employee: string;
  team: string | null;
}

interface SumsRow extends RoundingSums {
  isRule: boolean;
  name: string;
  version: number;
  rule: string;
  employee: string;
  team: string | null;
}

// By person and rule first: a person is looked up once, not once a day.
// Squares are added up as floating point: whole numbers of this size stay exact in it, whatever the order.
const SUMS = `
  with applied as materialized (
    select d.employee_id, d.policy_name, d.policy_version, r.rule,
           count(*) as applications,
           count(*) filter (where r.seconds < 0) as losses,
           count(*) filter (where r.seconds > 0) as gains,
           coalesce(-sum(r.seconds) filter (where r.seconds < 0), 0) as taken,
           coalesce(sum(r.seconds) filter (where r.seconds > 0), 0) as given,
           sum(r.seconds::float8 * r.seconds) as squares
    from day_record d
    cross join lateral jsonb_to_recordset(d.roundings) as r (rule text, seconds integer)
    where d.site_id = $1 and d.date between $2 and $3 and d.roundings <> '[]'
    group by d.employee_id, d.policy_name, d.policy_version, r.rule
  )
  select grouping(e.id) = 1 as "isRule", a.policy_name as name, a.policy_version as version, a.rule,
         e.id as employee, e.team_id as team,
         sum(a.applications)::bigint as applications, sum(a.losses)::bigint as losses, sum(a.gains)::bigint as gains,
         sum(a.taken)::bigint as "takenSeconds", sum(a.given)::bigint as "givenSeconds", sum(a.squares) as "sumOfSquares"
  from applied a join employee e on e.id = a.employee_id
  where $4::text is null or e.team_id = $4
  group by grouping sets ((a.policy_name, a.policy_version, a.rule), (e.id, e.team_id))`;

/** What rounding gave and took, added up in the database by rule and by person. */
@Injectable()
export class RoundingRepository {
  async sums(
    sql: Sql,
    { site, from, to, team }: RoundingFilter,
  ): Promise<{ rules: RuleSums[]; people: PersonSums[] }> {
    const rows = await sql.query<SumsRow>(SUMS, [site, from, to, team]);
    const [rules, people] = [rows.filter(({ isRule }) => isRule), rows.filter(({ isRule }) => !isRule)];
    return {
      rules: rules.map(({ name, version, rule, ...row }) => ({
        ...sumsOf(row),
        policy: { name, version },
        rule,
      })),
      people: people.map(({ employee, team: ofPerson, ...row }) => ({
        ...sumsOf(row),
        employee,
        team: ofPerson,
      })),
    };
  }

  /** Whether there is such a site, and how many people of it a question is about. */
  async count(sql: Sql, site: string, team: string | null): Promise<{ isKnown: boolean; people: number }> {
    const [row] = await sql.query<{ isKnown: boolean; people: number }>(
      `select exists (select from site where id = $1) as "isKnown",
              (select count(*) from employee where site_id = $1 and ($2::text is null or team_id = $2)) as people`,
      [site, team],
    );
    return row ?? { isKnown: false, people: 0 };
  }

  /** What people are called, by id. */
  async names(
    sql: Sql,
    employees: readonly string[],
  ): Promise<Map<string, { number: string; name: string }>> {
    const rows = await sql.query<{ employee: string; number: string; name: string }>(
      `select id as employee, number, given_name || ' ' || family_name as name
       from employee where id = any($1::uuid[])`,
      [employees],
    );
    return new Map(rows.map(({ employee, ...named }) => [employee, named]));
  }
}

/** Everything of several sums together. */
export function addUp(all: readonly RoundingSums[]): RoundingSums {
  const total = {
    applications: 0,
    losses: 0,
    gains: 0,
    takenSeconds: 0,
    givenSeconds: 0,
    sumOfSquares: 0,
  };
  for (const sums of all) {
    total.applications += sums.applications;
    total.losses += sums.losses;
    total.gains += sums.gains;
    total.takenSeconds += sums.takenSeconds;
    total.givenSeconds += sums.givenSeconds;
    total.sumOfSquares += sums.sumOfSquares;
  }
  return total;
}

function sumsOf(row: RoundingSums): RoundingSums {
  const { applications, losses, gains, takenSeconds, givenSeconds, sumOfSquares } = row;
  return { applications, losses, gains, takenSeconds, givenSeconds, sumOfSquares };
}
