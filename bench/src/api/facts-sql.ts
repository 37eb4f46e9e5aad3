import { PAID_SITE, type SeedStep, SITES, ZONE } from './plan.ts';

/** Plans, days off, corrections, and where everybody is now. */
export const FACTS: readonly SeedStep[] = [
  {
    what: 'shifts',
    sql: `insert into shift (id, site_id, name, starts_local, ends_local) select gen_random_uuid(), s, 'Early', '06:00', '14:30' from unnest($1::text[]) as s`,
    params: () => [SITES],
  },
  {
    what: 'planned shifts',
    // All columns named: a trigger looks up those that are not, a row at a time.
    sql: `insert into assignment (id, employee_id, shift_id, work_date, starts_at, ends_at, unpaid_seconds, grace_seconds, area_id)
          select gen_random_uuid(), e.id, s.id, day, (day::date + s.starts_local) at time zone $2, (day::date + s.ends_local) at time zone $2,
                 s.unpaid_seconds, s.grace_seconds, e.area_id
          from employee e join shift s on s.site_id = e.site_id
          cross join generate_series(current_date - 14, current_date + 14, interval '1 day') as day
          where e.site_id = any($1) and e.active and extract(isodow from day) <= 5`,
    params: () => [SITES, ZONE],
  },
  {
    what: 'people who are in, or on a break',
    sql: `insert into presence (employee_id, site_id, state, since, clocked_in_at, terminal_id, place, punch_id, week_seconds)
          select e.id, e.site_id, case when e.number like '%7' then 'break' else 'in' end, now() - interval '1 hour', now() - interval '3 hours',
                 e.site_id || '-gate-1', 'Gate 1', gen_random_uuid(), 90000
          from employee e where e.site_id = any($1) and e.active and e.number not like '%4'`,
    params: () => [SITES],
  },
  {
    what: 'holidays',
    sql: `insert into holiday (site_id, date, name)
          select s, date_trunc('year', current_date)::date + n * 30, 'Holiday ' || n from unnest($1::text[]) as s, generate_series(0, 11) as n`,
    params: () => [SITES],
  },
  {
    what: 'days of leave',
    sql: `insert into leave_day (employee_id, date, kind, seconds, code, made_by, made_at)
          select e.id, current_date - 150 + n, 'annual', 28800, 'VAC', 'Hilde HR', now()
          from employee e cross join generate_series(1, 10) as n where e.site_id = any($1)`,
    params: () => [SITES],
  },
  {
    what: 'corrections',
    sql: `insert into correction (id, site_id, employee_id, kind, punch_id, occurred_at, touches_from, touches_to, made_by, made_at, reason)
          select gen_random_uuid(), site_id, employee_id, 'move', punch_id, occurred_at - interval '1 minute', occurred_at - interval '1 minute',
                 occurred_at, 'Sam Supervisor', occurred_at + interval '1 day', 'came earlier'
          from punch where site_id = any($1) and site_id <> $2 and action = 'clock-in' and sequence % 60 = 0`,
    params: () => [SITES, PAID_SITE],
  },
  {
    what: 'messages in quarantine',
    sql: `insert into quarantine (digest, topic, site_id, terminal_id, reason, detail, bytes, first_seen_at, last_seen_at)
          select md5(n::text) || md5(n || 'q'), 'tapclock/v1/plant-1/plant-1-gate-1/punch', 'plant-' || 1 + n % 6,
                 'plant-' || 1 + n % 6 || '-gate-' || 1 + n % 5, 'bad-signature', 'the signature does not fit', decode(md5(n::text), 'hex'),
                 now() - n * interval '1 hour', now() - n * interval '1 hour'
          from generate_series(1, 3000) as n`,
    params: () => [],
  },
];
