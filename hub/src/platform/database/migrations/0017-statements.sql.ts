/** What people say about punches of theirs that are missing or wrong, until somebody decides. `__APP_ROLE__` as in 0001. */
export const statementsSchema = `
create table statement (
  id uuid primary key,
  site_id text not null references site,
  employee_id uuid not null references employee,
  -- local date that it is about
  date date not null,
  -- the exception that it answers, where somebody asked
  exception_id uuid references exception,
  text text not null,
  -- corrections as they are made when it is granted, each under an id of its own: granting twice makes them once
  wanted jsonb not null check (jsonb_typeof(wanted) = 'array'),
  state text not null default 'asked' check (state in ('asked', 'granted', 'refused', 'withdrawn')),
  version bigint not null default 1,
  stated_by text not null,
  stated_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  decided_reason text,
  check ((state = 'asked') = (decided_at is null)),
  check ((decided_by is null) = (decided_at is null)),
  check (state <> 'refused' or decided_reason is not null)
);
create index statement_employee on statement (employee_id, date desc, id);
-- what waits for a decision, oldest first
create index statement_asked on statement (site_id, stated_at, id) where state = 'asked';
create index statement_site on statement (site_id, stated_at desc, id);
create index statement_exception on statement (exception_id) where exception_id is not null;
grant select, insert, update on statement to __APP_ROLE__;
`;
