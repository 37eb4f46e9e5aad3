/**
 * The first schema. Forward-only: later changes are later files, this one never changes once released.
 * `__APP_ROLE__` is the application's role; it gets what each table needs and no more (R4, R10).
 */
export const initialSchema = `
-- people ------------------------------------------------------------------------------------------------------------
create table site (
  id text primary key,
  name text not null,
  zone text not null,
  language text not null
);
create table area (
  site_id text not null references site,
  id text not null,
  name text not null,
  position integer not null default 0,
  primary key (site_id, id)
);
create table team (
  site_id text not null references site,
  id text not null,
  name text not null,
  primary key (site_id, id)
);
create table employee (
  id uuid primary key,
  site_id text not null references site,
  area_id text not null,
  team_id text,
  number text not null,
  given_name text not null,
  family_name text not null,
  short_name text not null,
  language text not null,
  pin_hash text,
  actions text[] not null default '{clock-in,clock-out,break-start,break-end}',
  active boolean not null default true,
  unique (site_id, number),
  foreign key (site_id, area_id) references area (site_id, id),
  foreign key (site_id, team_id) references team (site_id, id)
);
create table credential (
  site_id text not null references site,
  digest text not null,
  employee_id uuid not null references employee,
  issued_at timestamptz not null default now(),
  primary key (site_id, digest)
);
create index credential_employee on credential (employee_id);

-- scheduling: the zone arithmetic is done once, when planned; from then on a shift is two instants ----------------------
create table shift (
  id uuid primary key,
  site_id text not null references site,
  name text not null,
  starts_local time not null,
  ends_local time not null,
  grace_seconds integer not null default 300
);
create table assignment (
  id uuid primary key,
  employee_id uuid not null references employee,
  shift_id uuid not null references shift,
  work_date date not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  unique (employee_id, shift_id, work_date),
  check (ends_at > starts_at)
);
create index assignment_window on assignment (employee_id, starts_at);

-- terminals ---------------------------------------------------------------------------------------------------------
create table terminal (
  id text primary key,
  site_id text not null references site,
  place text not null,
  public_key bytea not null check (length(public_key) = 32),
  password_hash text not null,
  enrolled_at timestamptz not null default now(),
  revoked_at timestamptz
);
create table terminal_state (
  terminal_id text primary key references terminal,
  online boolean not null default false,
  status jsonb,
  last_seen_at timestamptz,
  last_punch_at timestamptz,
  alarm text
);
-- how far each boot's chain is known without a hole: the lock and the memory of ingest
create table terminal_chain (
  terminal_id text not null references terminal,
  boot bigint not null,
  through bigint not null,
  head text not null,
  last_sequence bigint not null,
  primary key (terminal_id, boot)
);

-- punches: facts, append-only, a partition a month; odd dates land in the default partition ------------------------------
create table punch (
  punch_id uuid not null,
  terminal_id text not null,
  boot bigint not null,
  sequence bigint not null,
  site_id text not null,
  employee_id uuid,
  action text not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  -- the hub's reckoning of the real instant from its own clock and the terminal's uptime; null where it cannot be known
  estimated_at timestamptz,
  findings jsonb not null,
  verdict jsonb not null,
  chain_hash text not null,
  -- the object under the signature, whole
  body jsonb not null,
  primary key (punch_id, occurred_at),
  unique (terminal_id, boot, sequence, occurred_at)
) partition by range (occurred_at);
create index punch_employee on punch (employee_id, occurred_at desc);
create index punch_site on punch (site_id, occurred_at desc);
create table punch_default partition of punch default;
-- what a stranger needs to check a chain with the public key alone (R9)
create table punch_signature (
  terminal_id text not null,
  boot bigint not null,
  from_sequence bigint not null,
  punches integer not null,
  previous text not null,
  head text not null,
  sent_at text not null,
  sent_uptime_ms bigint,
  sig text not null,
  received_at timestamptz not null,
  primary key (terminal_id, boot, from_sequence, head)
);
-- creates what is missing of the monthly partitions; the application may call it but not create tables of its own
create function ensure_punch_partitions(first date, last date) returns integer
language plpgsql security definer set search_path = public as $$
declare
  month date := date_trunc('month', first)::date;
  made integer := 0;
  partition_name text;
begin
  while month <= last loop
    partition_name := 'punch_' || to_char(month, 'YYYY_MM');
    if to_regclass(partition_name) is null then
      execute format(
        'create table %I partition of punch for values from (%L) to (%L)',
        partition_name, month::timestamp at time zone 'UTC', (month + interval '1 month')::timestamp at time zone 'UTC'
      );
      made := made + 1;
    end if;
    month := (month + interval '1 month')::date;
  end loop;
  return made;
end $$;

-- what could not be trusted: bytes and reason, never dropped; the same bytes again only count up ------------------------
create table quarantine (
  id bigint generated always as identity primary key,
  digest text not null unique,
  topic text not null,
  site_id text,
  terminal_id text,
  reason text not null,
  detail text not null,
  bytes bytea not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  times bigint not null default 1
);

-- the log every downstream reads (R8): commit order is (xid, position), readers stay below pg_snapshot_xmin ----------------
create table event_log (
  position bigserial not null,
  xid xid8 not null default pg_current_xact_id(),
  kind text not null,
  site_id text not null,
  key text not null,
  payload jsonb not null,
  recorded_at timestamptz not null default now(),
  primary key (xid, position)
);
create table event_cursor (
  name text primary key,
  xid xid8 not null,
  position bigint not null,
  updated_at timestamptz not null default now()
);

-- presence: a projection of the event log, rebuilt from position zero at will ------------------------------------------
create table presence (
  employee_id uuid primary key,
  site_id text not null,
  state text not null,
  since timestamptz not null,
  clocked_in_at timestamptz,
  terminal_id text not null,
  place text not null,
  punch_id uuid not null,
  -- worked seconds of the week of "since", up to it
  week_seconds integer not null
);
create index presence_site on presence (site_id);

grant select, insert, update, delete on
  site, area, team, employee, credential, shift, assignment, terminal, terminal_state, terminal_chain,
  event_cursor, presence to __APP_ROLE__;
grant select, insert, update on quarantine to __APP_ROLE__;
grant select, insert on punch, punch_signature, event_log to __APP_ROLE__;
grant usage on all sequences in schema public to __APP_ROLE__;
grant execute on function ensure_punch_partitions(date, date) to __APP_ROLE__;
`;
