/** Planning: templates, rotations, drafts beside what is published, required headcount. `__APP_ROLE__` as in 0001. */
export const schedulingSchema = `
-- shift templates; never deleted, since drafts and rotations name them ------------------------------------------------------
alter table shift
  add column code text,
  add column colour text,
  -- null: where the person belongs
  add column area_id text,
  add column paid_break_seconds integer not null default 0 check (paid_break_seconds between 0 and 86400),
  add column qualification text,
  add column archived_at timestamptz,
  add column version bigint not null default 1,
  add foreign key (site_id, area_id) references area (site_id, id);
create index shift_site on shift (site_id, archived_at);

-- what is published keeps its breaks, grace and area, as it keeps its instants, when a template changes ---------------------
alter table assignment
  add column unpaid_seconds integer,
  add column grace_seconds integer,
  add column area_id text;
update assignment a
  set unpaid_seconds = s.unpaid_seconds, grace_seconds = s.grace_seconds, area_id = e.area_id
  from shift s, employee e where s.id = a.shift_id and e.id = a.employee_id;
-- a trigger, so that no way of planning can forget it
create function keep_planned_breaks() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  select coalesce(new.unpaid_seconds, s.unpaid_seconds), coalesce(new.grace_seconds, s.grace_seconds),
         coalesce(new.area_id, s.area_id, e.area_id)
    into new.unpaid_seconds, new.grace_seconds, new.area_id
    from shift s, employee e where s.id = new.shift_id and e.id = new.employee_id;
  return new;
end $$;
create trigger planned_breaks_kept before insert on assignment
  for each row when (new.unpaid_seconds is null or new.grace_seconds is null or new.area_id is null)
  execute function keep_planned_breaks();
alter table assignment
  alter column unpaid_seconds set not null,
  alter column grace_seconds set not null,
  alter column area_id set not null;
create index assignment_date on assignment (employee_id, work_date);
-- a site's plan by shift and area, for coverage, from the index alone
create index assignment_coverage on assignment (shift_id, work_date, area_id, starts_at, ends_at);

-- drafts: one person's date as it is to be published, an empty list of shifts: off -------------------------------------------
create table plan_draft (
  employee_id uuid not null references employee,
  date date not null,
  site_id text not null references site,
  shift_ids uuid[] not null check (cardinality(shift_ids) <= 3),
  made_by text not null,
  made_at timestamptz not null,
  primary key (employee_id, date)
);
create index plan_draft_site on plan_draft (site_id, date);

-- who published what when; append-only ------------------------------------------------------------------------------------
create table plan_publication (
  id uuid primary key,
  site_id text not null references site,
  team_id text,
  from_date date not null,
  to_date date not null,
  people_told integer not null,
  assigned integer not null,
  released integer not null,
  -- conflicts that were published all the same: a count, the trail names them
  accepted integer not null,
  reason text,
  made_by text not null,
  made_at timestamptz not null,
  check (to_date >= from_date),
  check (accepted = 0 or reason is not null)
);
create index plan_publication_site on plan_publication (site_id, made_at desc, id);

-- rotations: cycles of templates, and who stands on which from when ---------------------------------------------------------
create table rotation (
  id uuid primary key,
  site_id text not null references site,
  name text not null,
  -- a template a day, null: off
  days uuid[] not null check (cardinality(days) between 1 and 182),
  on_holiday text not null check (on_holiday in ('skip', 'plan')),
  on_leave text not null check (on_leave in ('skip', 'plan')),
  archived_at timestamptz,
  version bigint not null default 1,
  unique (id, site_id)
);
create index rotation_site on rotation (site_id, name);
create table rotation_entry (
  id uuid primary key,
  rotation_id uuid not null,
  site_id text not null,
  employee_id uuid references employee,
  team_id text,
  starts_on date not null,
  ends_on date,
  -- day of the cycle that starts_on is
  day_offset integer not null check (day_offset >= 0),
  foreign key (rotation_id, site_id) references rotation (id, site_id),
  foreign key (site_id, team_id) references team (site_id, id),
  check ((employee_id is null) <> (team_id is null)),
  check (ends_on >= starts_on)
);
create unique index rotation_entry_employee on rotation_entry (employee_id, starts_on) where employee_id is not null;
create unique index rotation_entry_team on rotation_entry (site_id, team_id, starts_on) where team_id is not null;
create index rotation_entry_of on rotation_entry (rotation_id, starts_on, id);

-- what people may be planned for -------------------------------------------------------------------------------------------
create table employee_qualification (
  employee_id uuid not null references employee,
  qualification text not null,
  -- last date; null: until further notice
  valid_until date,
  made_by text not null,
  made_at timestamptz not null,
  primary key (employee_id, qualification)
);

-- how many people an area needs: [{ weekdays, starts, ends, people }] -------------------------------------------------------
create table headcount (
  site_id text not null,
  area_id text not null,
  spans jsonb not null check (jsonb_typeof(spans) = 'array'),
  version bigint not null check (version >= 2),
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (site_id, area_id),
  foreign key (site_id, area_id) references area (site_id, id)
);

grant select, insert, update, delete on plan_draft, rotation_entry, employee_qualification to __APP_ROLE__;
grant select, insert, update on rotation, headcount to __APP_ROLE__;
grant select, insert on plan_publication to __APP_ROLE__;
`;
