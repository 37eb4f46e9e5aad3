/** Long lists whose filters and order are read from an index alone. `__APP_ROLE__` as in 0001. */
export const listsSchema = `
-- the archive of the inbox: what narrows it to who looks is in each index, so that counting and sorting touch no row ---------------
drop index exception_archive;
create index exception_archive on exception (state, consequence, at, id) include (employee_id, site_id);
drop index exception_code;
create index exception_code on exception (code, state, consequence, at, id) include (employee_id, site_id);
drop index exception_date;
create index exception_date on exception (date, consequence, at, id) include (state, category, code, employee_id, site_id);
create index exception_category on exception (category, state, at, id) include (employee_id, site_id);

-- what people said, of all sites -----------------------------------------------------------------------------------------------
create index statement_state on statement (state, stated_at, id) include (employee_id, site_id);
create index statement_stated on statement (stated_at, id) include (employee_id, site_id);

-- time that was booked on codes of no task: few of many rows. A task that is made just now may leave a row here that is known; whoever
-- reads looks at the task once more ---------------------------------------------------------------------------------------------
alter table task_time add column known boolean not null default false;
update task_time x set known = true from task t where t.site_id = x.site_id and t.code = x.code;
create index task_time_unknown on task_time (site_id, code, date) include (employee_id, seconds) where not known;

create or replace function book_task_time() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op <> 'INSERT' then
    delete from task_time t using gone g where t.employee_id = g.employee_id and t.date = g.date;
  end if;
  if tg_op <> 'DELETE' then
    insert into task_time (employee_id, date, code, site_id, seconds, known)
    select d.employee_id, d.date, p.job, d.site_id, sum(p.seconds),
           exists (select from task k where k.site_id = d.site_id and k.code = p.job)
    from come d cross join lateral jsonb_to_recordset(d.pays) as p (job text, kind text, seconds integer)
    where p.job is not null and p.kind = 'bucket'
    group by d.employee_id, d.date, p.job, d.site_id
    having sum(p.seconds) > 0;
  end if;
  return null;
end $$;

create function know_task_time() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    update task_time x set known = true from come t where t.site_id = x.site_id and t.code = x.code and not x.known;
  else
    update task_time x set known = false from gone t where t.site_id = x.site_id and t.code = x.code and x.known;
  end if;
  return null;
end $$;
create trigger task_known after insert on task referencing new table as come
  for each statement execute function know_task_time();
create trigger task_unknown after delete on task referencing old table as gone
  for each statement execute function know_task_time();
`;
