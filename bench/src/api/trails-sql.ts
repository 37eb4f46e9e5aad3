import type { SeedStep } from './plan.ts';

/** What is kept about what happened: the audit trail, the event log. */
export const TRAILS: readonly SeedStep[] = [
  {
    what: 'entries of the audit trail',
    sql: `insert into audit_entry (id, at, actor_kind, actor_id, actor_name, actor_role, source, action, subject_kind, subject_id, site_id, people,
                                   everybody, before, after, why)
          select gen_random_uuid(), now() - ($1 - n) * interval '75 seconds', 'account', who.id::text, who.name, who.role, '10.0.0.1', what.action,
                 'employee', person.id::text, person.site_id, array[person.id], false,
                 case when what.action like '%.seen' then null else '{"area":"hall-1"}' end,
                 case when what.action like '%.seen' then null else '{"area":"hall-2"}' end,
                 case when what.action like '%.seen' then null else 'moved' end
          from generate_series(1, $1::int) as n
          join (select *, row_number() over (order by number) as at from employee where number like '7______') as person
            on person.at = 1 + n * 31 % (select count(*) from employee where number like '7______')
          join (select *, row_number() over (order by email) as at from account where role <> 'worker') as who
            on who.at = 1 + n % (select count(*) from account where role <> 'worker')
          join unnest(array['punches.seen', 'timesheets.seen', 'employees.seen', 'board.seen', 'corrections.made', 'employee.changed'])
            with ordinality as what (action, at) on what.at = 1 + n % 6
          order by n`,
    params: ({ auditEntries }) => [auditEntries],
  },
  {
    // The cursors go past them in the same statement: what follows the log has nothing to do for these.
    what: 'cursors behind the events of the last month',
    sql: `with told as (
            insert into event_log (kind, site_id, key, payload, recorded_at)
            select 'punch-recorded', site_id, employee_id::text, jsonb_build_object('punchId', punch_id, 'action', action), received_at
            from punch where occurred_at > now() - interval '31 days' and site_id like 'plant-%'
            order by occurred_at
            returning xid, position
          ), last as (select max(xid::text::bigint)::text::xid8 as xid, max(position) as position from told)
          update event_cursor c set xid = last.xid, position = last.position from last where last.position is not null`,
    params: () => [],
  },
];
