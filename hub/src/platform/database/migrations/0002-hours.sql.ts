/** Hours and payroll: corrections, policies, calendar, day records, pay periods, exports. `__APP_ROLE__` as in 0001. */
export const hoursSchema = `
-- corrections: facts about how punches are read; append-only as they are (R4) --------------------------------------------
create table correction (
  id uuid primary key,
  site_id text not null references site,
  employee_id uuid not null references employee,
  kind text not null check (kind in ('add', 'move', 'void', 'reclassify')),
  -- what is read otherwise: a punch, or the punch that an earlier correction added (its id is that correction's)
  punch_id uuid,
  -- when it happened (add) or happened in truth (move)
  occurred_at timestamptz,
  -- what it was (add) or was in truth (reclassify)
  action text,
  job text,
  -- the instants between which hours may change: where the punch was and where it is now
  touches_from timestamptz not null,
  touches_to timestamptz not null,
  made_by text not null,
  made_at timestamptz not null,
  reason text not null,
  check ((kind = 'add') = (punch_id is null)),
  check ((kind in ('add', 'move')) = (occurred_at is not null)),
  check ((kind in ('add', 'reclassify')) = (action is not null)),
  check (touches_to >= touches_from)
);
create index correction_employee on correction (employee_id, touches_from);
create index correction_punch on correction (punch_id) where punch_id is not null;
create index correction_site on correction (site_id, made_at desc);

-- policies: versions, and who they are for from when; both append-only ---------------------------------------------------
create table policy (
  name text not null,
  version integer not null check (version >= 1),
  rules jsonb not null,
  made_by text not null,
  made_at timestamptz not null,
  reason text not null,
  primary key (name, version)
);
create table policy_assignment (
  id uuid primary key,
  site_id text not null references site,
  -- for a team or one person; neither: for the whole site
  team_id text,
  employee_id uuid references employee,
  -- null: from then on as if this assignment's scope had none of its own
  policy_name text,
  policy_version integer,
  valid_from date not null,
  made_by text not null,
  made_at timestamptz not null,
  reason text not null,
  foreign key (policy_name, policy_version) references policy (name, version),
  foreign key (site_id, team_id) references team (site_id, id),
  check (team_id is null or employee_id is null),
  check ((policy_name is null) = (policy_version is null))
);
create index policy_assignment_site on policy_assignment (site_id, valid_from);

-- the planned unpaid pause within a shift; in whole minutes, as people plan and as a case document says it (leave, too)
alter table shift add column unpaid_seconds integer not null default 0
  check (unpaid_seconds between 0 and 86400 and unpaid_seconds % 60 = 0);

-- calendar: days off for everybody of a site, days off of one person ------------------------------------------------------
create table holiday (
  site_id text not null references site,
  date date not null,
  name text not null,
  primary key (site_id, date)
);
create table leave_day (
  employee_id uuid not null references employee,
  date date not null,
  kind text not null check (kind in ('annual', 'sick', 'holiday', 'other')),
  seconds integer not null check (seconds between 0 and 86400 and seconds % 60 = 0),
  code text not null,
  made_by text not null,
  made_at timestamptz not null,
  primary key (employee_id, date, code)
);
-- who changed days off, what stood there before and after (null: nothing); append-only
create table calendar_change (
  id bigint generated always as identity primary key,
  site_id text not null references site,
  -- null for a holiday
  employee_id uuid references employee,
  date date not null,
  before jsonb,
  after jsonb,
  made_by text not null,
  made_at timestamptz not null,
  check (before is not null or after is not null)
);
create index calendar_change_site on calendar_change (site_id, date);

-- day records: derived, rebuilt at will; sums for lists, the whole explanation is derived when somebody asks -------------
create table day_record (
  employee_id uuid not null references employee,
  date date not null,
  site_id text not null references site,
  policy_name text not null,
  policy_version integer not null,
  attendance text not null,
  presence_seconds integer not null,
  paid_seconds integer not null,
  unpaid_seconds integer not null,
  -- [{ code, kind, seconds }] of the date
  codes jsonb not null,
  -- [{ code, kind, seconds, job }] that the date pays: overtime on the last day of its week
  pays jsonb not null,
  findings jsonb not null,
  -- [{ rule, seconds }]: what each rounding gave (positive) or took from the person
  roundings jsonb not null,
  -- SHA-256 of the whole day record, segments and all
  hash text not null,
  primary key (employee_id, date)
);
create index day_record_site on day_record (site_id, date);
-- which days that were over came out otherwise, and when last: who paid them looks at these alone
create table day_change (
  employee_id uuid not null references employee,
  date date not null,
  changed_at timestamptz not null,
  primary key (employee_id, date)
);
create index day_change_at on day_change (changed_at);
-- people whose days must be derived again, from a date on: what was noted twice is done once
create table timesheet_due (
  employee_id uuid primary key references employee,
  from_date date not null,
  -- not before this: work that goes on now becomes a forgotten clock-out later
  due_at timestamptz not null,
  -- a hub derives them now, and others leave them alone until then
  claimed_until timestamptz,
  -- counts claims and notes: who writes days must hold the latest, so that old facts never replace newer ones
  version bigint not null default 0,
  -- attempts in a row that failed
  failures integer not null default 0
);
create index timesheet_due_at on timesheet_due (due_at);

-- pay periods: what people decided, append-only; their state follows from it ---------------------------------------------
-- "pay_group" is the name of the policy whose people are paid together
create table sheet_approval (
  id uuid primary key,
  site_id text not null references site,
  pay_group text not null,
  period_start date not null,
  employee_id uuid not null references employee,
  kind text not null check (kind in ('approve', 'withdraw')),
  -- digest of the day records that were approved, and of what is unsettled on earlier dates: other hours are not approved
  hash text not null,
  -- finding codes that were accepted as they are
  accepted text[] not null default '{}',
  -- findings of earlier, locked dates that were accepted with them: a later period does not ask again
  accepted_earlier text[] not null default '{}',
  made_by text not null,
  made_at timestamptz not null,
  reason text not null default ''
);
create index sheet_approval_period on sheet_approval (site_id, pay_group, period_start, employee_id, made_at desc);
create table period_lock (
  id uuid primary key,
  site_id text not null references site,
  pay_group text not null,
  period_start date not null,
  -- not part of it
  period_end date not null,
  payday date not null,
  zone text not null,
  -- 1, and one more each time the period was unlocked
  revision integer not null check (revision >= 1),
  engine_version integer not null,
  time_zone_data text not null,
  people integer not null,
  inputs_digest text not null,
  sheets_digest text not null,
  locked_by text not null,
  locked_at timestamptz not null,
  unique (site_id, pay_group, period_start, revision)
);
create table locked_sheet (
  -- of a period_lock, whose row comes last
  lock_id uuid not null,
  employee_id uuid not null references employee,
  -- as they were then: lists of a locked period are sorted and filtered by them
  number text not null,
  team_id text,
  -- digest of the day records that were locked: where it differs from today's, something changed since
  days_digest text not null,
  -- zstd of the JSON text of SheetInputs and Sheet, and SHA-256 of the text
  inputs bytea storage external not null,
  inputs_hash text not null,
  sheet bytea storage external not null,
  sheet_hash text not null,
  primary key (lock_id, employee_id)
);
create index locked_sheet_employee on locked_sheet (employee_id);
-- locks in the making: their sheets are there before their row, since a company takes seconds and a transaction as long would hold up
-- everybody who follows the event log. Nobody sees sheets without a lock; what came to nothing is removed
create table draft_lock (
  id uuid primary key,
  begun_at timestamptz not null default now()
);
-- the application may not delete sheets; this removes those that no lock stands for
create function drop_draft(draft uuid) returns void language sql security definer set search_path = public as $$
  with dropped as (
    delete from draft_lock where id = draft or begun_at < now() - interval '1 day' returning id
  )
  delete from locked_sheet s using dropped d
  where s.lock_id = d.id and not exists (select from period_lock l where l.id = d.id)
$$;
revoke execute on function drop_draft(uuid) from public;
-- somebody asks, somebody else decides
create table unlock_request (
  id uuid primary key,
  lock_id uuid not null references period_lock,
  made_by text not null,
  made_at timestamptz not null,
  reason text not null
);
create table unlock_decision (
  request_id uuid primary key references unlock_request,
  lock_id uuid not null references period_lock,
  granted boolean not null,
  made_by text not null,
  made_at timestamptz not null,
  reason text not null default ''
);
create unique index unlock_once on unlock_decision (lock_id) where granted;

-- exports: how our codes are called over there, and every file that was made ---------------------------------------------
create table export_mapping (
  site_id text not null references site,
  format text not null,
  version integer not null check (version >= 1),
  settings jsonb not null,
  made_by text not null,
  made_at timestamptz not null,
  reason text not null,
  primary key (site_id, format, version)
);
create table payroll_export (
  id uuid primary key,
  lock_id uuid not null references period_lock,
  format text not null,
  mapping_version integer not null,
  file_name text not null,
  media_type text not null,
  people integer not null,
  lines integer not null,
  bytes integer not null,
  sha256 text not null,
  -- { reason, refusals }: what the file leaves out because somebody enters it by hand; null when it is whole
  by_hand jsonb,
  -- zstd of the file
  content bytea storage external not null,
  made_by text not null,
  made_at timestamptz not null
);
create index payroll_export_lock on payroll_export (lock_id, made_at desc);

-- every key a terminal had, from when: who replaces a lost kiosk must not make its old punches unprovable -----------------
create table terminal_key (
  terminal_id text not null references terminal,
  enrolled_at timestamptz not null,
  public_key bytea not null,
  primary key (terminal_id, enrolled_at)
);
insert into terminal_key (terminal_id, enrolled_at, public_key) select id, enrolled_at, public_key from terminal;
-- a trigger, so that no way of enrolling can forget it and the application needs no right to write here
create function keep_terminal_key() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  if tg_op = 'INSERT' or new.public_key is distinct from old.public_key then
    insert into terminal_key (terminal_id, enrolled_at, public_key)
    values (new.id, clock_timestamp(), new.public_key);
  end if;
  return null;
end $$;
create trigger terminal_key_kept after insert or update of public_key on terminal
  for each row execute function keep_terminal_key();
grant select on terminal_key to __APP_ROLE__;

grant select, insert on
  correction, policy, policy_assignment, calendar_change, sheet_approval, period_lock, locked_sheet, unlock_request, unlock_decision,
  export_mapping, payroll_export to __APP_ROLE__;
grant select, insert on draft_lock to __APP_ROLE__;
grant execute on function drop_draft(uuid) to __APP_ROLE__;
grant select, insert, update, delete on holiday, leave_day, day_record, day_change, timesheet_due to __APP_ROLE__;
`;
