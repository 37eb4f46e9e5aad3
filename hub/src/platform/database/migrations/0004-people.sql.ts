/** People over the years: leavers, badges with a history, imports, and what is forgotten when. `__APP_ROLE__` as in 0001. */
export const peopleSchema = `
-- what is no longer in use but still pointed at ---------------------------------------------------------------------------
alter table site add column archived_at timestamptz, add column version bigint not null default 1;
alter table area add column archived_at timestamptz;
alter table team add column archived_at timestamptz;

-- employees ---------------------------------------------------------------------------------------------------------------
-- words as they are searched for: without case, accents and punctuation. Accents go by decomposition and not by locale, so that
-- every Postgres finds the same; what does not decompose is named
create function search_words(names text) returns text[] language sql immutable parallel safe
set search_path = pg_catalog as $$
  select array_remove(
    regexp_split_to_array(
      replace(
        translate(
          lower(regexp_replace(normalize(names, NFKD), '[\\u0300-\\u036f]', '', 'g')),
          'øØłŁđĐıæÆ', 'oollddiaa'
        ),
        'ß', 'ss'
      ),
      '[[:space:][:punct:]]+'
    ),
    ''
  )
$$;
alter table employee
  add column version bigint not null default 1,
  -- last day in the company, by the site's calendar, and the instant at which it ends
  add column left_on date,
  add column leaves_at timestamptz,
  add column left_reason text,
  -- name and number are gone; the id stays as a pseudonym of the facts that the law keeps
  add column erased_at timestamptz,
  add column words tsvector generated always as
    (array_to_tsvector(search_words(given_name || ' ' || family_name || ' ' || number))) stored,
  add check ((left_on is null) = (leaves_at is null));
create index employee_words on employee using gin (words);
create index employee_name on employee (family_name, given_name, id);
create index employee_site_name on employee (site_id, family_name, given_name, id);
create index employee_area_name on employee (site_id, area_id, family_name, given_name, id);
create index employee_team_name on employee (site_id, team_id, family_name, given_name, id);
create index employee_number on employee (number, id);
create index employee_leaves on employee (leaves_at) where leaves_at is not null;

-- badges: who held which from when until when; one badge, one holder at a time ---------------------------------------------
create extension if not exists btree_gist;
alter table credential drop constraint credential_pkey;
alter table credential
  add column id uuid primary key default gen_random_uuid(),
  -- not theirs any more from then on: the least of the end by hand, lent_until, and when its holder leaves
  add column ended_at timestamptz,
  add column ended_why text
    check (ended_why in ('lost', 'returned', 'replaced', 'expired', 'left', 'withdrawn')),
  -- null: until further notice
  add column lent_until timestamptz,
  add column issued_by text not null default '',
  add column ended_by text,
  add check ((ended_at is null) = (ended_why is null)),
  add check (ended_at >= issued_at),
  add constraint credential_one_holder
    exclude using gist (site_id with =, digest with =, tstzrange(issued_at, ended_at) with &&);
create index credential_digest on credential (site_id, digest, issued_at);
create index credential_ended on credential (ended_at) where ended_at is not null;
create index employee_erased on employee (id) where erased_at is not null;

-- imports: what a file asked for, what was there before; kept as long as it can be undone ---------------------------------
create table people_import (
  id uuid primary key,
  site_id text not null references site,
  options jsonb not null,
  -- { encoding, delimiter, columns, ignored }
  file jsonb not null,
  rows integer not null,
  made_by text not null,
  made_at timestamptz not null,
  -- what was chosen when it was applied first: good-rows or all-or-nothing
  take text check (take in ('good-rows', 'all-or-nothing')),
  applied_by text,
  applied_at timestamptz,
  undone_by text,
  undone_at timestamptz
);
create index people_import_made on people_import (made_at);
create table people_import_row (
  import_id uuid not null references people_import on delete cascade,
  line integer not null,
  -- whom it was about when it was previewed, or made when it was applied
  employee_id uuid,
  -- the row's values; its badge as a digest, never as a number
  wanted jsonb not null,
  digest text,
  -- what is wrong with the row itself
  problems jsonb not null,
  -- { outcome, fields, problems } as they were told
  preview jsonb not null,
  -- { outcome, problems, before, version, badge } once it was applied
  applied jsonb,
  -- { outcome, problems } once it was undone
  undone jsonb,
  primary key (import_id, line)
);
create index people_import_row_employee on people_import_row (employee_id);

-- what is forgotten when --------------------------------------------------------------------------------------------------
create table retention (
  kind text primary key,
  days integer not null check (days between 1 and 36500),
  changed_by text not null,
  changed_at timestamptz not null
);
create table erasure (
  employee_id uuid primary key references employee,
  made_by text not null,
  made_at timestamptz not null,
  reason text not null,
  -- { erased, kept } as they were told
  told jsonb not null
);
-- how far each round of daily work has come
create table people_round (
  name text primary key,
  through timestamptz not null
);
-- The application may not delete facts (R4); this removes what is older than the law wants it, for everybody at once and from the beginning
-- on: a chain of punches then begins later, and has no holes. Nothing younger than two years, whoever asks.
create function forget_hours(cutoff timestamptz) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  gone bigint := 0;
  n bigint;
  day date := (cutoff at time zone 'UTC')::date;
begin
  if cutoff > now() - interval '730 days' then
    raise exception 'hours younger than two years are kept';
  end if;
  delete from punch where occurred_at < cutoff and received_at < cutoff;
  get diagnostics n = row_count; gone := gone + n;
  delete from punch_signature where received_at < cutoff;
  get diagnostics n = row_count; gone := gone + n;
  delete from correction where touches_to < cutoff and made_at < cutoff;
  get diagnostics n = row_count; gone := gone + n;
  delete from payroll_export e using period_lock l where l.id = e.lock_id and l.period_end <= day;
  get diagnostics n = row_count; gone := gone + n;
  delete from unlock_decision d using period_lock l where l.id = d.lock_id and l.period_end <= day;
  delete from unlock_request r using period_lock l where l.id = r.lock_id and l.period_end <= day;
  delete from locked_sheet s using period_lock l where l.id = s.lock_id and l.period_end <= day;
  get diagnostics n = row_count; gone := gone + n;
  delete from period_lock where period_end <= day;
  delete from sheet_approval where period_start < day - 62;
  get diagnostics n = row_count; gone := gone + n;
  delete from calendar_change where date < day and made_at < cutoff;
  delete from leave_day where date < day;
  get diagnostics n = row_count; gone := gone + n;
  delete from day_record where date < day;
  delete from day_change where date < day;
  delete from assignment where ends_at < cutoff;
  delete from event_log where recorded_at < cutoff;
  return gone;
end $$;
revoke execute on function forget_hours(timestamptz) from public;
grant execute on function forget_hours(timestamptz) to __APP_ROLE__;

grant select, insert, update, delete on people_import, people_import_row, retention, people_round to __APP_ROLE__;
grant select, insert on erasure to __APP_ROLE__;
`;
