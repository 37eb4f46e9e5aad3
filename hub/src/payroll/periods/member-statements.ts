import { DAYS_DIGEST } from './digest.ts';

/**
 * Statements about the people of a period. $1 site, $2 group, $3 and $4 its first and last date; `$5` whom it is about, null for all. A text for each of
 * the two: "all, or these" in one is a plan that looks through the whole company for some of it.
 */
export interface MemberStatements {
  members: string;
  unruled: string;
  findings: string;
  approvals: string;
}

type Among = (employee: string, named?: string) => string;
const ALL: Among = (_, named = '$5') => `${named}::uuid[] is null`;
const NAMED: Among = (employee, named = '$5') => `${employee} = any(${named}::uuid[])`;

const OF_PERIOD = 'd.site_id = $1 and d.policy_name = $2 and d.date between $3 and $4';
// "Is true" leaves only the person's own index to look in: before a table has statistics, that of the site seems as good, and has everybody.
const OF_PERSON =
  'd.employee_id = e.id and d.date between $3 and $4 and (d.site_id = $1 and d.policy_name = $2) is true';

/**
 * Whether the rules of a person of the site are among those that are looked for. Five parameters from `first` on: teams with rules of their own, those of
 * them that are looked for, whether everybody else is, people with rules of their own, those of them that are.
 */
const underRules = (first: number): string => `
  case when e.id = any($${first + 3}::uuid[]) then e.id = any($${first + 4}::uuid[])
       when e.team_id = any($${first}::text[]) then e.team_id = any($${first + 1}::text[])
       else $${first + 2}::boolean end`;

// `zone` is that of the site. Who left within the period is still paid for it, or must be seen to be under no policy.
const leftWithin = (zone: string): string => `
  not e.active and exists (
    select from punch p where p.employee_id = e.id
      and p.occurred_at >= $3::date::timestamp at time zone ${zone} and p.occurred_at < ($4::date + 1)::timestamp at time zone ${zone}
  )`;

export const ABOUT_ALL = statements(ALL);
export const ABOUT_NAMED = statements(NAMED);

/** Who they are, by personnel number; $1 the people. */
export const PEOPLE = `
  select e.id as employee, e.number, e.given_name as "givenName", e.family_name as "familyName", e.team_id as team, e.site_id as site
  from employee e where e.id = any($1::uuid[]) order by e.number, e.id`;

/** The digest of each one's days, also of none. */
export const DIGESTS = `
  select e.id as employee, d.digest
  from unnest($5::uuid[]) as e (id)
  cross join lateral (select ${DAYS_DIGEST} as digest from day_record d where ${OF_PERSON}) as d`;

function statements(among: Among): MemberStatements {
  const withDays =
    among === ALL
      ? // Nobody of `regular` is looked up again: a period's days are theirs but for a few. How many `regular` are nobody can
        // foresee; `not in` asks a hash of them all the same, `not exists` may walk them for each day.
        `select d.employee_id from day_record d
         where ${OF_PERIOD} and d.employee_id not in (select id from regular)`
      : `select e.id as employee_id from employee e cross join lateral (select from day_record d where ${OF_PERSON} limit 1) as d
         where ${among('e.id')}`;
  return {
    // $6 zone; $7 people who belong whatever they did; $8 a team, or null; $9 and $10 limit and offset; from $11 on the rules that name the group.
    members: `
      with regular as materialized (
        select e.id, e.number, e.team_id from employee e
        where e.site_id = $1 and e.active and ${among('e.id')} and ${underRules(11)}
      ), further as (
        ${withDays}
        union select e.id from unnest($7::uuid[]) as e (id) where ${among('e.id')}
        union select e.id from employee e
              where e.site_id = $1 and ${among('e.id')} and ${underRules(11)} and ${leftWithin('$6')}
      ), belonging as (
        select id, number, team_id from regular
        union all
        select e.id, e.number, e.team_id from further f join employee e on e.id = f.employee_id
        where e.id not in (select id from regular)
      ), matching as (
        select id, number from belonging where $8::text is null or team_id = $8
      )
      select (select count(*) from matching) as total,
             array(select id from matching order by number, id limit $9 offset $10)::text[] as employees`,
    // $2 zone; from $6 on the rules that are none.
    unruled: `
      select e.id as employee from employee e
      where e.site_id = $1 and ${among('e.id')} and ${underRules(6)} and (e.active or (${leftWithin('$2')}))`,
    // $6 the codes.
    findings: `
      select d.employee_id as employee, d.date, f ->> 'code' as code, f -> 'punches' as punches
      from day_record d cross join jsonb_array_elements(d.findings) as f
      where ${OF_PERIOD} and ${among('d.employee_id')} and d.findings <> '[]' and f ->> 'code' = any($6::text[])`,
    // $4 whom it is about.
    approvals: `
      select distinct on (employee_id) employee_id as employee, kind, hash as digest, accepted, made_by as by, made_at as at, reason
      from sheet_approval
      where site_id = $1 and pay_group = $2 and period_start = $3 and ${among('employee_id', '$4')}
      order by employee_id, made_at desc, id desc`,
  };
}
