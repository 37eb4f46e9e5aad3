/** What a person must settle, and what became of it. `__APP_ROLE__` as in 0001. */
export const exceptionsSchema = `
create table exception (
  -- named by what it is about (UUIDv5 of site, code and subject): noticing the same again is the same row
  id uuid primary key,
  site_id text not null references site,
  -- who notices it, and takes it back when it is no more
  source text not null check (source in ('day', 'punch', 'clock', 'identity', 'fleet')),
  code text not null,
  category text not null,
  consequence smallint not null check (consequence between 1 and 5),
  employee_id uuid references employee,
  terminal_id text references terminal,
  area_id text,
  -- local date it counts for
  date date,
  -- of the fact
  at timestamptz not null,
  facts jsonb not null,
  -- what was noticed is so now; a settled one that was no more and comes back is open again
  holds boolean not null default true,
  -- place in the event log of what was noticed last: an event that comes again changes nothing
  seen_xid xid8,
  seen_position bigint,
  state text not null default 'open' check (state in ('open', 'waiting', 'settled', 'gone')),
  version bigint not null default 1,
  noticed_at timestamptz not null,
  owner_id uuid references account,
  owned_at timestamptz,
  -- so long after it was noticed those above are told; null: never
  escalates_after integer check (escalates_after > 0),
  escalates_at timestamptz,
  escalated_at timestamptz,
  settled_by text,
  settled_at timestamptz,
  settled_fix text,
  settled_reason text,
  check ((state = 'settled') = (settled_at is not null)),
  check ((owner_id is null) = (owned_at is null)),
  check (holds or state in ('settled', 'gone')),
  check ((seen_xid is null) = (seen_position is null))
);
-- the inbox: what is unsettled, by consequence
create index exception_inbox on exception (site_id, consequence, at, id) where state in ('open', 'waiting');
create index exception_archive on exception (state, consequence, at, id);
create index exception_at on exception (at desc, id desc);
create index exception_site on exception (site_id, at desc, id desc);
create index exception_employee on exception (employee_id, date);
create index exception_terminal on exception (terminal_id, at desc) where terminal_id is not null;
create index exception_held on exception (source, site_id) where holds and source in ('clock', 'fleet');
create index exception_escalates on exception (escalates_at)
  where state in ('open', 'waiting') and escalated_at is null and escalates_at is not null;

-- what happened to each; append-only
create table exception_entry (
  id bigint generated always as identity primary key,
  exception_id uuid not null references exception,
  at timestamptz not null,
  -- null: the hub by itself
  made_by text,
  what text not null,
  fix text,
  reason text,
  corrections uuid[] not null default '{}'
);
create index exception_entry_of on exception_entry (exception_id, id);

-- where a terminal stands, degrees of WGS 84: what makes the way between two taps impossible
create table terminal_position (
  terminal_id text primary key references terminal,
  latitude double precision not null check (latitude between -90 and 90),
  longitude double precision not null check (longitude between -180 and 180),
  set_by text not null,
  set_at timestamptz not null
);

grant select, insert, update, delete on terminal_position to __APP_ROLE__;
grant select, insert, update on exception to __APP_ROLE__;
grant select, insert on exception_entry to __APP_ROLE__;
`;
