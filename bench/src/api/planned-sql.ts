import { LARGE_SITE, NUMBERS, type SeedStep, SITES, ZONE } from './plan.ts';

/** Planned work: templates and rotations, weeks published and drafted, what people ask for. */
export const PLANNED: readonly SeedStep[] = [
  {
    what: 'more shifts',
    sql: `insert into shift (id, site_id, name, code, colour, starts_local, ends_local, unpaid_seconds, grace_seconds)
          select gen_random_uuid(), s, t.name || ' ' || n, left(t.name, 1) || n, '#336699', t.starts::time, t.ends::time, 1800, 300
          from unnest($1::text[]) as s, generate_series(1, 6) as n,
            (values ('Late', '14:30', '23:00'), ('Night', '23:00', '06:00'), ('Day', '08:00', '16:30')) as t (name, starts, ends)`,
    params: () => [SITES],
  },
  {
    what: 'rotations',
    sql: `insert into rotation (id, site_id, name, days, on_holiday, on_leave)
          select gen_random_uuid(), e.site_id, 'Three shifts ' || n,
                 array_fill(e.id, array[5]) || array_fill(null::uuid, array[2]) || array_fill(l.id, array[5]) || array_fill(null::uuid, array[2])
                   || array_fill(g.id, array[5]) || array_fill(null::uuid, array[2]), 'skip', 'skip'
          from shift e join shift l on l.site_id = e.site_id and l.name = 'Late 1' join shift g on g.site_id = e.site_id and g.name = 'Night 1'
          cross join generate_series(1, 20) as n
          where e.name = 'Early' and e.site_id = any($1)`,
    params: () => [SITES],
  },
  {
    what: 'teams and people on rotations',
    sql: `insert into rotation_entry (id, rotation_id, site_id, employee_id, team_id, starts_on, day_offset)
          select gen_random_uuid(), r.id, r.site_id, who.employee, who.team, current_date - 60, who.place % 21
          from (
            select site_id, null::uuid as employee, id as team, row_number() over (partition by site_id order by id) as place from team
            where site_id = any($1)
            union all
            select site_id, id, null, row_number() over (partition by site_id order by number) from employee
            where site_id = any($1) and number like $2 and number like '%5'
          ) as who
          join (select *, row_number() over (partition by site_id order by name) as place from rotation) as r
            on r.site_id = who.site_id and r.place = 1 + who.place % 20`,
    params: () => [SITES, NUMBERS],
  },
  {
    what: 'numbers of people that areas need',
    sql: `insert into headcount (site_id, area_id, spans, version, changed_by, changed_at)
          select site_id, id, jsonb_build_array(
                   jsonb_build_object('weekdays', '[1,2,3,4,5]'::jsonb, 'starts', '06:00', 'ends', '14:30', 'people', 100),
                   jsonb_build_object('weekdays', '[1,2,3,4,5]'::jsonb, 'starts', '14:30', 'ends', '23:00', 'people', 60),
                   jsonb_build_object('weekdays', '[6,7]'::jsonb, 'starts', '06:00', 'ends', '14:00', 'people', 5)),
                 2, 'Hilde HR', now()
          from area where site_id = any($1)`,
    params: () => [SITES],
  },
  {
    what: 'shifts that are planned further ahead',
    sql: `insert into assignment (id, employee_id, shift_id, work_date, starts_at, ends_at, unpaid_seconds, grace_seconds, area_id)
          select gen_random_uuid(), e.id, s.id, day, (day::date + s.starts_local) at time zone $2,
                 (day::date + s.ends_local) at time zone $2, s.unpaid_seconds, s.grace_seconds, e.area_id
          from employee e join shift s on s.site_id = e.site_id and s.name = 'Early'
          cross join generate_series(current_date + 15, current_date + 42, interval '1 day') as day
          where e.site_id = any($1) and e.active and extract(isodow from day) <= 5`,
    params: () => [SITES, ZONE],
  },
  {
    what: 'drafted days',
    sql: `insert into plan_draft (employee_id, date, site_id, shift_ids, made_by, made_at)
          select e.id, day, e.site_id, case when extract(isodow from day) <= 5 then array[s.id] else '{}' end, 'Sam Supervisor', now()
          from employee e join shift s on s.site_id = e.site_id and s.name = 'Late 1'
          cross join generate_series(current_date + 1, current_date + 21, interval '1 day') as day
          where e.site_id = any($1) and e.active and e.team_id ~ '[13579]$'`,
    params: () => [SITES],
  },
  {
    what: 'publications',
    sql: `insert into plan_publication (id, site_id, team_id, from_date, to_date, people_told, assigned, released, accepted, made_by, made_at)
          select gen_random_uuid(), s, 'team-' || 1 + n % 20, current_date - n, current_date - n + 6, 50, 250, 10, 0, 'Sam Supervisor',
                 now() - n * interval '6 hours'
          from unnest($1::text[]) as s, generate_series(1, 1000) as n`,
    params: () => [SITES],
  },
  {
    what: 'qualifications',
    sql: `insert into employee_qualification (employee_id, qualification, valid_until, made_by, made_at)
          select id, q, current_date + 200, 'Hilde HR', now() from employee, unnest('{forklift,welding,first-aid}'::text[]) as q
          where site_id = any($1) and number like $2 and number ~ '[02468]$'`,
    params: () => [SITES, NUMBERS],
  },
  {
    what: 'holidays of regions',
    sql: `with region as (
            insert into holiday_region (id, name) select 'DE-' || n, 'Region ' || n from generate_series(1, 16) as n returning id
          )
          insert into region_holiday (region_id, date, name)
          select id, date_trunc('year', current_date)::date + n * 27, 'Holiday ' || n from region, generate_series(0, 26) as n`,
    params: () => [],
  },
  {
    what: 'sites that follow a region',
    sql: `insert into site_holiday_region (site_id, region_id) select s, 'DE-' || at from unnest($1::text[]) with ordinality as site (s, at)`,
    params: () => [SITES],
  },
  {
    what: 'entitlements to leave',
    sql: `insert into leave_entitlement (employee_id, year, kind, granted_minutes, carried_minutes, day_minutes, weekdays, made_by, made_at)
          select id, extract(year from current_date)::int, k, 14400, 960, 480, '{1,2,3,4,5}', 'Hilde HR', now()
          from employee, unnest('{annual,other}'::text[]) as k where site_id = any($1) and number like $2`,
    params: () => [SITES, NUMBERS],
  },
  {
    // Those further ahead wait for an answer; each of a person is of a month of its own, since nobody is away twice.
    what: 'requests for leave',
    sql: `insert into request (id, site_id, kind, state, employee_id, from_date, to_date, leave_kind, leave_days, leave_code, made_by, made_at,
                               changed_at, decided_by, decided_at, reason)
          select gen_random_uuid(), site_id, 'leave', case when is_open then 'asked' when n % 4 = 0 then 'refused' else 'granted' end, id, day, day + 2,
                 'annual', (select jsonb_agg(jsonb_build_object('date', day + k, 'minutes', 480)) from generate_series(0, 2) as k),
                 case when is_open or n % 4 = 0 then null else 'VAC' end, short_name, made_at, made_at,
                 case when is_open then null else 'Sam Supervisor' end, case when is_open then null else made_at end,
                 case when is_open then null else 'as asked' end
          from (select * from employee where site_id = any($1) and active and number like $2) as e
          cross join generate_series(1, 6) as n
          cross join lateral (
            select current_date - 130 + n * 30 + number::int % 20 as day, n = 6 and number::int % 12 = 0 as is_open,
                   now() - (7 - n) * interval '20 days' - number::int % 5000 * interval '1 minute' as made_at
          ) as made`,
    params: () => [SITES, NUMBERS],
  },
  {
    what: 'shifts that are offered to others',
    sql: `insert into request (id, site_id, kind, state, employee_id, others, from_date, to_date, shift, assignment_id, made_by, made_at, changed_at,
                               expires_at)
          select gen_random_uuid(), e.site_id, 'offer', 'offered', e.id,
                 array(select o.id from employee o where (o.site_id, o.team_id) = (e.site_id, e.team_id) and o.id <> e.id limit 20),
                 a.work_date, a.work_date,
                 jsonb_build_object('assignment', a.id, 'shift', s.id, 'name', s.name, 'date', a.work_date, 'startsAt', a.starts_at, 'endsAt', a.ends_at),
                 a.id, e.short_name, now(), now() - e.number::int % 300 * interval '1 minute', a.starts_at
          from assignment a join employee e on e.id = a.employee_id join shift s on s.id = a.shift_id
          where e.site_id = any($1) and e.number like $2 and e.number like '%17' and a.work_date between current_date + 3 and current_date + 10`,
    params: () => [SITES, NUMBERS],
  },
  {
    what: 'open shifts',
    sql: `insert into open_shift (id, site_id, team_id, shift_id, work_date, starts_at, ends_at, seats, mode, made_by, made_at)
          select gen_random_uuid(), s.site_id, case when n % 2 = 0 then 'team-' || 1 + n % 20 end, s.id, current_date + day,
                 (current_date + day + s.starts_local) at time zone $2, (current_date + day + s.ends_local) at time zone $2,
                 5, case when n % 3 = 0 then 'take' else 'ask' end, 'Sam Supervisor', now()
          from shift s cross join generate_series(1, 600) as n cross join lateral (select n % 90 - 60 as day) as at
          where s.name = 'Early' and s.site_id = any($1)`,
    params: () => [SITES, ZONE],
  },
  {
    what: 'people who ask for an open shift',
    sql: `insert into request (id, site_id, kind, state, employee_id, from_date, to_date, shift, open_shift_id, made_by, made_at, changed_at)
          select gen_random_uuid(), o.site_id, 'open-shift', 'asked', e.id, o.work_date, o.work_date,
                 jsonb_build_object('assignment', null, 'shift', o.shift_id, 'name', 'Early', 'date', o.work_date, 'startsAt', o.starts_at,
                                    'endsAt', o.ends_at),
                 o.id, e.short_name, now(), now() - e.number::int % 300 * interval '1 minute'
          from open_shift o
          cross join lateral (
            select * from employee where site_id = o.site_id and active and (o.team_id is null or team_id = o.team_id) order by number limit 3
          ) as e
          where o.starts_at > now() and o.site_id = any($1)`,
    params: () => [SITES],
  },
  {
    what: 'things that happened to requests',
    sql: `insert into request_entry (request_id, version, at, made_by, what, state)
          select id, 1, made_at, made_by, 'asked', 'asked' from request
          union all
          select id, 2, decided_at, decided_by, state, state from request where decided_at is not null`,
    params: () => [],
  },
  {
    // The secret is made from the personnel number, so that there are links to follow.
    what: 'links to calendars',
    sql: `insert into calendar_link (employee_id, digest, made_at)
          select id, sha256(rpad('bench' || number, 43, '0')::bytea), now() from employee where site_id = $1 and active and number like $2`,
    params: () => [LARGE_SITE, NUMBERS],
  },
];
