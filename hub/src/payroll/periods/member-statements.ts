import { DAYS_DIGEST } from './digest.ts';

/** What is asked about the people of a period. */
export interface MemberStatements {
  people: string;
  /** The same people, quickly: in place of their digest whether they have days of the group in the period. */
  belonging: string;
  findings: string;
  approvals: string;
}

/**
 * $1 site, $2 group, $3 and $4 first and last date of a period, $5 the people who are asked for, null for all. A text for each of the
 * two: "all, or these" in one is a plan that looks through the whole company for some of it.
 */
type Among = (employee: string, named?: string) => string;
const ALL: Among = (_, named = '$5') => `${named}::uuid[] is null`;
const NAMED: Among = (employee, named = '$5') => `${employee} = any(${named}::uuid[])`;

const OF_PERIOD = 'd.site_id = $1 and d.policy_name = $2 and d.date between $3 and $4';
// "Is true" leaves only the person's own index to look in: before a table has statistics, that of the site seems as good, and has everybody.
const OF_PERSON =
  'd.employee_id = e.id and d.date between $3 and $4 and (d.site_id = $1 and d.policy_name = $2) is true';

// $6 the zone of the site. Who left within the period is still paid for it, or must be seen to be under no policy.
const LEFT_WITHIN = (among: Among) => `
  select p.employee_id from employee l join punch p on p.employee_id = l.id
  where l.site_id = $1 and not l.active and ${among('l.id')}
    and p.occurred_at >= $3::date::timestamp at time zone $6 and p.occurred_at < ($4::date + 1)::timestamp at time zone $6`;

/**
 * Ids of all who may belong to a period, by personnel number; $7 people who do whatever they did in it. A union, since "this or that" about
 * a person becomes a search of all days for each one when there are too many of them to remember.
 */
export const MEMBER_IDS = `
  with belonging as (
    select id from employee where site_id = $1 and active
    union select d.employee_id from day_record d where ${OF_PERIOD} and ${ALL('d.employee_id')}
    union ${LEFT_WITHIN(ALL)}
    union select unnest($7::uuid[])
  )
  select e.id as employee from belonging join employee e using (id)
  order by e.number, e.id`;

/** Those of the people who may belong to a period, by personnel number; what was found on its dates ($6 the codes); latest decisions. */
export const ABOUT_ALL = statements(ALL);
export const ABOUT_NAMED = statements(NAMED);

function statements(among: Among): MemberStatements {
  const inPeriod = `${OF_PERIOD} and ${among('d.employee_id')}`;
  // Of all, an index of the period is quicker; of some, their days are looked up person by person.
  const daysOfEach = (digest: string) =>
    `(select d.employee_id, ${digest} as digest from day_record d where ${inPeriod} group by d.employee_id) d on d.employee_id = e.id`;
  const daysLookedUp = (digest: string, which: string) =>
    `lateral (select ${digest} as digest from day_record d where ${OF_PERSON} ${which}) d on true`;
  const people = (days: string) => `
      select e.id as employee, e.number, e.given_name as "givenName", e.family_name as "familyName", e.team_id as team,
             e.site_id as site, e.active, d.digest
      from employee e
      left join ${days}
      where ${among('e.id')} and (
        d.digest is not null or e.id = any($7::uuid[])
        or (e.site_id = $1 and (e.active or e.id in (${LEFT_WITHIN(among)})))
      )
      order by e.number, e.id`;
  return {
    people: people(
      among === ALL ? daysOfEach(DAYS_DIGEST) : daysLookedUp(DAYS_DIGEST, 'having count(*) > 0'),
    ),
    belonging: people(among === ALL ? daysOfEach(`''`) : daysLookedUp(`''`, 'limit 1')),
    findings: `
      select d.employee_id as employee, d.date, f ->> 'code' as code, f -> 'punches' as punches
      from day_record d cross join jsonb_array_elements(d.findings) as f
      where ${inPeriod} and d.findings <> '[]' and f ->> 'code' = any($6::text[])`,
    approvals: `
      select distinct on (employee_id) employee_id as employee, kind, hash as digest, accepted, made_by as by, made_at as at, reason
      from sheet_approval
      where site_id = $1 and pay_group = $2 and period_start = $3 and ${among('employee_id', '$4')}
      order by employee_id, made_at desc, id desc`,
  };
}
