/** What people ask for: leave and its balances, offers, swaps, open shifts; holidays by region; calendar links. `__APP_ROLE__` as in 0001. */
export const requestsSchema = `
-- holidays of regions: the sites that follow one have its dates in their own table, which everybody reads -------------------
create table holiday_region (
  id text primary key,
  name text not null,
  version bigint not null default 1
);
create table region_holiday (
  region_id text not null references holiday_region,
  date date not null,
  name text not null,
  primary key (region_id, date)
);
create table site_holiday_region (
  site_id text primary key references site,
  region_id text not null references holiday_region
);
create index site_holiday_region_region on site_holiday_region (region_id);
-- null: the site's own, which stays whatever the region says
alter table holiday add column region_id text references holiday_region;

-- what somebody may take of a kind of leave in a year ---------------------------------------------------------------------
create table leave_entitlement (
  employee_id uuid not null references employee,
  year integer not null check (year between 1900 and 9999),
  kind text not null check (kind in ('annual', 'sick', 'holiday', 'other')),
  granted_minutes integer not null check (granted_minutes >= 0),
  carried_minutes integer not null default 0 check (carried_minutes >= 0),
  -- last date on which what was carried over can be taken; null: it stays
  carried_until date,
  day_minutes integer not null check (day_minutes between 1 and 1440),
  -- Monday is 1
  weekdays integer[] not null check (weekdays <@ array[1, 2, 3, 4, 5, 6, 7]),
  version bigint not null default 1,
  made_by text not null,
  made_at timestamptz not null,
  primary key (employee_id, year, kind)
);

-- shifts that nobody is planned on yet --------------------------------------------------------------------------------------
create table open_shift (
  id uuid primary key,
  site_id text not null references site,
  -- null: for everybody of the site
  team_id text,
  shift_id uuid not null references shift,
  work_date date not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  seats integer not null check (seats between 1 and 200),
  taken integer not null default 0,
  mode text not null check (mode in ('ask', 'take')),
  closed_at timestamptz,
  note text,
  made_by text not null,
  made_at timestamptz not null,
  version bigint not null default 1,
  foreign key (site_id, team_id) references team (site_id, id),
  check (ends_at > starts_at),
  -- the last place is given once
  check (taken between 0 and seats)
);
create index open_shift_site on open_shift (site_id, starts_at, id);

-- requests ------------------------------------------------------------------------------------------------------------------
create table request (
  id uuid primary key,
  site_id text not null references site,
  kind text not null check (kind in ('leave', 'offer', 'swap', 'open-shift')),
  state text not null check (state in ('offered', 'asked', 'granted', 'refused', 'withdrawn', 'expired')),
  employee_id uuid not null references employee,
  -- with whom to swap, to whom it is offered; of them, who said yes
  others uuid[] not null default '{}',
  taker_id uuid references employee,
  from_date date not null,
  to_date date not null,
  leave_kind text check (leave_kind in ('annual', 'sick', 'holiday', 'other')),
  -- [{ date, minutes }]
  leave_days jsonb,
  -- pay code under which it was granted
  leave_code text,
  -- RequestShift, as it was when somebody asked; what is planned now is found by its assignment
  shift jsonb,
  assignment_id uuid,
  wanted jsonb,
  wanted_id uuid,
  open_shift_id uuid references open_shift,
  note text,
  made_by text not null,
  made_at timestamptz not null,
  changed_at timestamptz not null,
  expires_at timestamptz,
  decided_by text,
  decided_at timestamptz,
  reason text,
  version bigint not null default 1,
  check (to_date >= from_date),
  check ((kind = 'leave') = (leave_kind is not null and leave_days is not null)),
  check ((kind in ('offer', 'swap')) = (assignment_id is not null)),
  check ((kind = 'leave') = (shift is null)),
  check ((kind = 'swap') = (wanted_id is not null and wanted is not null)),
  check ((kind = 'open-shift') = (open_shift_id is not null)),
  check (taker_id is null or taker_id <> employee_id),
  -- asked means that somebody can decide it: an offer and a swap have a taker by then
  check (kind not in ('offer', 'swap') or state not in ('asked', 'granted') or taker_id is not null),
  check ((decided_by is null) = (decided_at is null)),
  -- nobody is away twice
  constraint request_leave_once exclude using gist (employee_id with =, daterange(from_date, to_date, '[]') with &&)
    where (kind = 'leave' and state in ('asked', 'granted'))
);
-- one request at a time for the same thing
create unique index request_assignment_once on request (assignment_id)
  where kind in ('offer', 'swap') and state in ('offered', 'asked');
create unique index request_open_shift_once on request (open_shift_id, employee_id)
  where state in ('asked', 'granted');
create index request_employee on request (employee_id, changed_at desc, id);
create index request_site on request (site_id, changed_at desc, id);
create index request_changed on request (changed_at desc, id);
create index request_others on request using gin (others);
create index request_waiting on request (expires_at) where state in ('offered', 'asked');
create index request_to_decide on request (site_id, changed_at desc, id) where state in ('offered', 'asked');

-- what happened to each; append-only
create table request_entry (
  request_id uuid not null references request,
  -- of the request after it
  version bigint not null,
  at timestamptz not null,
  made_by text not null,
  -- who it was; null: the hub, a key, somebody who does not clock in
  employee_id uuid references employee,
  what text not null check (what in ('asked', 'accepted', 'declined', 'granted', 'refused', 'withdrawn', 'expired')),
  state text not null,
  reason text,
  primary key (request_id, version)
);
create index request_entry_employee on request_entry (employee_id, at);

-- when somebody was planned so, for calendars that follow: who is planned anew on the same shift has a newer row -----------------
alter table assignment add column planned_at timestamptz not null default now();

-- who subscribed to their own plan; the link itself is known to its owner alone ---------------------------------------------
create table calendar_link (
  employee_id uuid primary key references employee,
  digest bytea not null unique check (length(digest) = 32),
  made_at timestamptz not null
);

grant select, insert, update, delete on
  holiday_region, region_holiday, site_holiday_region, calendar_link to __APP_ROLE__;
grant select, insert, update on leave_entitlement, open_shift, request to __APP_ROLE__;
grant select, insert on request_entry to __APP_ROLE__;
`;
