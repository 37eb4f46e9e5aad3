import { LARGE_SITE, NUMBERS, type SeedStep, SITES } from './plan.ts';

/** A day of somebody by a number that is the same each time, and something that was noticed about it. */
const NOTICED = `
  (values (0, 'MISSING_OUT', 'missing', 1), (1, 'REST_SHORT', 'rest', 1), (2, 'BREAK_NOT_TAKEN', 'break', 2), (3, 'LATE', 'schedule', 3),
          (4, 'EARLY', 'schedule', 3)) as kind (n, code, category, consequence)`;

/** What people settle: exceptions and statements, attested hours, tasks with time on them, who was told of what. */
export const SETTLED: readonly SeedStep[] = [
  {
    what: 'exceptions that the hub noticed, all settled',
    sql: `update exception set state = 'settled', settled_by = 'Sam Supervisor', settled_at = now(), settled_fix = 'accept', version = version + 1
          where state in ('open', 'waiting')`,
    params: () => [],
  },
  {
    what: 'settled exceptions',
    sql: `insert into exception (id, site_id, source, code, category, consequence, employee_id, date, at, facts, holds, state, version, noticed_at,
                                 settled_by, settled_at, settled_fix, settled_reason)
          select gen_random_uuid(), d.site_id, 'day', kind.code, kind.category, kind.consequence, d.employee_id, d.date,
                 d.date + interval '6 hours 12 minutes', '{"seconds":720,"limitSeconds":300}', false, 'settled', 2, d.date + interval '7 hours',
                 'Sam Supervisor', d.date + interval '30 hours', 'accept', 'talked about it'
          from (select *, hashtext(employee_id::text || date) & 2147483647 as lot from day_record where site_id = any($1)) as d
          join ${NOTICED} on kind.n = d.lot % 5
          where d.presence_seconds > 0 and d.date < current_date
          order by d.lot limit 200000`,
    params: () => [SITES],
  },
  {
    what: 'open exceptions',
    sql: `insert into exception (id, site_id, source, code, category, consequence, employee_id, area_id, date, at, facts, state, noticed_at, owner_id,
                                 owned_at)
          select gen_random_uuid(), d.site_id, 'day', kind.code, kind.category, kind.consequence, d.employee_id, null, d.date, tap.occurred_at,
                 jsonb_build_object('punches', jsonb_build_array(tap.punch_id), 'seconds', 720, 'limitSeconds', 300),
                 case when d.lot % 10 = 0 then 'waiting' else 'open' end, tap.occurred_at + interval '2 seconds',
                 case when d.lot % 7 = 0 then a.id end, case when d.lot % 7 = 0 then now() end
          from (
            select d.*, hashtext(d.date || d.employee_id::text) & 2147483647 as lot from day_record d
            where d.site_id = any($1) and d.date between current_date - 14 and current_date - 1 and d.presence_seconds > 0
            order by lot limit 2000
          ) as d
          join ${NOTICED} on kind.n = d.lot % 5
          cross join lateral (
            select punch_id, occurred_at from punch p
            where p.employee_id = d.employee_id and p.occurred_at between d.date and d.date + 1 order by occurred_at limit 1
          ) as tap
          cross join (select id from account where role = 'supervisor' order by email limit 1) as a`,
    params: () => [SITES],
  },
  {
    what: 'things that happened to exceptions',
    sql: `insert into exception_entry (exception_id, at, made_by, what, fix, reason)
          select id, noticed_at, null, 'noticed', null, null from exception
          union all
          select id, noticed_at, 'Sam Supervisor', 'asked', 'ask-worker', 'When did you leave?' from exception where state = 'waiting'
          union all
          select id, settled_at, settled_by, 'settled', settled_fix, settled_reason from exception where state = 'settled'`,
    params: () => [],
  },
  {
    what: 'statements',
    sql: `insert into statement (id, site_id, employee_id, date, exception_id, text, wanted, state, stated_by, stated_at, decided_by, decided_at)
          select gen_random_uuid(), x.site_id, x.employee_id, x.date, x.id, 'I forgot to tap.',
                 jsonb_build_array(jsonb_build_object('id', gen_random_uuid(), 'kind', 'add', 'employee', x.employee_id, 'action', 'clock-out',
                   'when', jsonb_build_object('date', x.date, 'time', '14:30'), 'reason', 'I forgot to tap.')),
                 case when x.state = 'settled' then 'granted' else 'asked' end, 'the worker', x.at + interval '20 hours',
                 x.settled_by, x.settled_at
          from (select *, row_number() over (order by at) as place from exception where employee_id is not null) as x
          where x.state in ('open', 'waiting') and x.place % 3 = 0 or x.state = 'settled' and x.place % 8 = 0`,
    params: () => [],
  },
  {
    what: 'attested days',
    sql: `insert into attestation (employee_id, date, id, site_id, kind, hash, made_at)
          select employee_id, date, uuidv7(), site_id, 'attest', hash, date + interval '3 days' from day_record
          where site_id = any($1) and date between current_date - 35 and current_date - 7`,
    params: () => [SITES],
  },
  {
    what: 'sites that ask for attestations',
    sql: `insert into attestation_setting (site_id, required, version) values ($1, true, 1)`,
    params: () => [LARGE_SITE],
  },
  {
    what: 'sites with a clock on the web',
    sql: `insert into web_clock_setting (site_id, open, teams, location, networks, version) select s, 'everybody', '{}', 'allowed', '{}', 1
          from unnest($1::text[]) as s`,
    params: () => [SITES],
  },
  {
    what: 'places of terminals',
    sql: `insert into terminal_position (terminal_id, latitude, longitude, set_by, set_at)
          select id, 48 + row_number() over (order by id) * 0.01, 11, 'Ada Admin', now() from terminal where site_id = any($1)`,
    params: () => [SITES],
  },
  {
    what: 'tasks',
    sql: `insert into task (id, site_id, code, title, description, tags, priority, status, due_on, estimate_minutes, area_id, for_everybody, created_by,
                            created_at, changed_at)
          select gen_random_uuid(), 'plant-' || case when n % 10 < 5 then 1 else n % 10 - 3 end, 'T-' || n,
                 ('{Assemble,Weld,Paint,Pack,Test,Repair}'::text[])[1 + n % 6] || ' ' || ('{gearbox,frame,pump,cabinet,valve,axle,door}'::text[])[1 + n % 7]
                   || ' ' || n,
                 'Order of customer ' || n % 900 || ', see drawing ' || n,
                 array['line-' || n % 40, ('{rush,rework,standard}'::text[])[1 + n % 3]],
                 ('{low,normal,normal,high,urgent}'::text[])[1 + n % 5], ('{todo,todo,in-progress,done,done,archived}'::text[])[1 + n / 10 % 6],
                 case when n % 9 > 0 then current_date + n / 10 % 120 - 60 end, case when n % 4 > 0 then 60 * (1 + n % 80) end,
                 case when n % 2 = 0 then 'hall-' || 1 + n % 8 end, n % 3 = 0, 'Sam Supervisor', now() - n * interval '3 minutes',
                 now() - n * interval '2 minutes'
          from generate_series(1, 50000) as n`,
    params: () => [],
  },
  {
    what: 'teams and people who may book on tasks',
    sql: `insert into task_assignee (task_id, site_id, team_id, employee_id)
          select t.id, t.site_id, 'team-' || 1 + (t.place + k) % 20, null from
            (select *, row_number() over (order by code) as place from task where not for_everybody) as t cross join generate_series(0, 1) as k
          union all
          select t.id, t.site_id, null, e.id
          from (select *, row_number() over (partition by site_id order by code) as place from task where not for_everybody) as t
          join (select *, row_number() over (partition by site_id order by number) as place from employee where number like $1) as e
            on e.site_id = t.site_id and e.place = 1 + t.place % 900
          where t.place % 4 = 0`,
    params: () => [NUMBERS],
  },
  {
    // The number of a task says at which site it is; see above.
    what: 'days with time on a task',
    sql: `insert into task_time (employee_id, date, code, site_id, seconds, known)
          select b.*, exists (select from task t where t.site_id = b.site_id and t.code = b.code)
          from (
            select employee_id, date,
                   case when lot % 100 = 0 then 'U-' || lot % 3000
                        else 'T-' || (lot / 20 % 5000 * 10 + case when site_id = $2 then lot / 4 % 5 else right(site_id, 1)::int + 3 end) end as code,
                   site_id, 3600 * (1 + lot % 6)
            from (
              select *, hashtext(employee_id::text || date) & 2147483647 as lot from day_record where site_id = any($1) and presence_seconds > 0
            ) as d
            where lot % 2 = 0
          ) as b
          on conflict do nothing`,
    params: () => [SITES, LARGE_SITE],
  },
  {
    what: 'mails',
    sql: `insert into mail (id, account_id, state, notifications, attempts, made_at, ended_at, problem)
          select gen_random_uuid(), a.id, case when n % 20 = 0 then 'dead' else 'sent' end, 3, 1, at, at, case when n % 20 = 0 then '550' end
          from account a cross join generate_series(1, 20) as n cross join lateral (select now() - n * interval '30 hours' as at) as made`,
    params: () => [],
  },
  {
    what: 'notifications',
    sql: `insert into notification (id, account_id, kind, source, site_id, about, at, shown, read_at)
          select gen_random_uuid(), a.id, case when a.role in ('supervisor', 'hr') then 'exception-open' when a.role = 'admin' then 'device-problem'
                                               else 'schedule-published' end,
                 'bench ' || n, $1, case when a.role = 'admin' then '{"terminal":"plant-1-gate-1","what":"device"}'
                                         else jsonb_build_object('from', current_date, 'to', current_date + 6, 'what', 'missing') end,
                 now() - n * interval '3 hours', true, case when n > 20 then now() end
          from account a cross join generate_series(1, 300) as n`,
    params: () => [LARGE_SITE],
  },
  {
    // Not switched on: what the hub does while it is measured goes nowhere.
    what: 'webhooks',
    sql: `insert into webhook (id, url, types, site_id, description, active, secret, seen_xid, seen_position, due_at, created_by, created_at)
          select gen_random_uuid(), 'https://hooks' || n || '.example.com/tapclock', '{punch.recorded,exception.changed}', null, 'System ' || n, false,
                 sha256(n::text::bytea), '0', 0, now(), 'Ada Admin', now()
          from generate_series(1, 40) as n`,
    params: () => [],
  },
  {
    what: 'deliveries of webhooks',
    sql: `insert into webhook_delivery (id, webhook_id, message, type, body, state, attempts, made_at, ended_at, last_at, last_ms, last_status)
          select gen_random_uuid(), w.id, 'msg_' || n, 'punch.recorded', jsonb_build_object('id', 'msg_' || n, 'type', 'punch.recorded')::text,
                 case when n % 50 = 0 then 'given-up' else 'delivered' end, 1 + n % 3, at, at, at, 80, case when n % 50 = 0 then 500 else 204 end
          from webhook w cross join generate_series(1, 2500) as n cross join lateral (select now() - n * interval '5 minutes' as at) as made`,
    params: () => [],
  },
];
