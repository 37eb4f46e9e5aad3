/** Tasks, who may book on them, and what was booked. `__APP_ROLE__` as in 0001. */
export const tasksSchema = `
-- words of a task by weight: title and code, tags, description. Splitting is that of people's names; array_to_string is stable only for
-- types whose text depends on settings, and text is not one of them
create function task_words(title text, code text, tags text[], description text) returns tsvector
language sql immutable parallel safe set search_path = public, pg_catalog as $$
  select setweight(to_tsvector('simple'::regconfig, array_to_string(search_words(title || ' ' || code), ' ')), 'A')
      || setweight(to_tsvector('simple'::regconfig, array_to_string(search_words(array_to_string(tags, ' ')), ' ')), 'B')
      || setweight(to_tsvector('simple'::regconfig, array_to_string(search_words(description), ' ')), 'C')
$$;
create table task (
  id uuid primary key,
  site_id text not null references site,
  -- what punches carry: it stays for ever, and so does the site
  code text not null check (code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$'),
  title text not null check (title <> ''),
  description text not null,
  tags text[] not null,
  priority text not null check (priority in ('low', 'normal', 'high', 'urgent')),
  status text not null check (status in ('todo', 'in-progress', 'done', 'archived')),
  due_on date,
  estimate_minutes integer check (estimate_minutes > 0),
  area_id text,
  -- everybody of the site may book on it; else those in task_assignee, which may have become nobody
  for_everybody boolean not null,
  version bigint not null default 1,
  created_by text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  words tsvector not null generated always as (task_words(title, code, tags, description)) stored,
  unique (site_id, code),
  -- for those who may book on it: they are of its site
  unique (id, site_id),
  foreign key (site_id, area_id) references area (site_id, id)
);
create index task_words on task using gin (words);
create index task_tags on task using gin (tags);
create index task_due on task (site_id, due_on) where status in ('todo', 'in-progress');
create index task_area on task (site_id, area_id) where area_id is not null;

create table task_assignee (
  task_id uuid not null,
  site_id text not null,
  team_id text,
  employee_id uuid references employee,
  check (num_nonnulls(team_id, employee_id) = 1),
  unique (task_id, team_id),
  unique (task_id, employee_id),
  foreign key (task_id, site_id) references task (id, site_id) on delete cascade,
  foreign key (site_id, team_id) references team (site_id, id)
);
create index task_assignee_team on task_assignee (site_id, team_id) where team_id is not null;
create index task_assignee_employee on task_assignee (employee_id) where employee_id is not null;

-- what day_record pays, by job: a second reading of the same rows in the same transaction, and never a truth of its own. Codes that are
-- no task's are in it too
create table task_time (
  employee_id uuid not null references employee,
  date date not null,
  code text not null,
  site_id text not null references site,
  seconds integer not null check (seconds > 0),
  primary key (employee_id, date, code)
);
create index task_time_code on task_time (site_id, code, date, employee_id) include (seconds);
create index task_time_date on task_time (site_id, date);

create function book_task_time() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op <> 'INSERT' then
    delete from task_time t using gone g where t.employee_id = g.employee_id and t.date = g.date;
  end if;
  if tg_op <> 'DELETE' then
    insert into task_time (employee_id, date, code, site_id, seconds)
    select d.employee_id, d.date, p.job, d.site_id, sum(p.seconds)
    from come d cross join lateral jsonb_to_recordset(d.pays) as p (job text, kind text, seconds integer)
    where p.job is not null and p.kind = 'bucket'
    group by d.employee_id, d.date, p.job, d.site_id
    having sum(p.seconds) > 0;
  end if;
  return null;
end $$;
-- transition tables are of one kind of change each
create trigger task_time_come after insert on day_record referencing new table as come
  for each statement execute function book_task_time();
create trigger task_time_changed after update on day_record referencing old table as gone new table as come
  for each statement execute function book_task_time();
create trigger task_time_gone after delete on day_record referencing old table as gone
  for each statement execute function book_task_time();
insert into task_time (employee_id, date, code, site_id, seconds)
select d.employee_id, d.date, p.job, d.site_id, sum(p.seconds)
from day_record d cross join lateral jsonb_to_recordset(d.pays) as p (job text, kind text, seconds integer)
where p.job is not null and p.kind = 'bucket'
group by d.employee_id, d.date, p.job, d.site_id
having sum(p.seconds) > 0;

grant select, insert, update, delete on task to __APP_ROLE__;
grant select, insert, delete on task_assignee to __APP_ROLE__;
grant select on task_time to __APP_ROLE__;
grant execute on function task_words(text, text, text[], text) to __APP_ROLE__;
`;
