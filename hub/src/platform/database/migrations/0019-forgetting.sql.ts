/** What is forgotten of planned and settled work, and what of it goes when a person is erased. `__APP_ROLE__` as in 0001. */
export const forgettingSchema = `
-- As in 0004, and what came since
create or replace function forget_hours(cutoff timestamptz) returns bigint
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
  delete from attestation where date < day;
  get diagnostics n = row_count; gone := gone + n;
  delete from calendar_change where date < day and made_at < cutoff;
  delete from leave_day where date < day;
  get diagnostics n = row_count; gone := gone + n;
  delete from leave_entitlement where year < extract(year from day);
  delete from day_record where date < day;
  delete from day_change where date < day;
  delete from statement where date < day and stated_at < cutoff;
  get diagnostics n = row_count; gone := gone + n;
  update statement s set exception_id = null from exception e where e.id = s.exception_id and e.at < cutoff and e.noticed_at < cutoff;
  delete from exception_entry x using exception e where e.id = x.exception_id and e.at < cutoff and e.noticed_at < cutoff;
  delete from exception where at < cutoff and noticed_at < cutoff;
  get diagnostics n = row_count; gone := gone + n;
  delete from request_entry x using request r where r.id = x.request_id and r.to_date < day and r.changed_at < cutoff;
  delete from request where to_date < day and changed_at < cutoff;
  get diagnostics n = row_count; gone := gone + n;
  delete from assignment where ends_at < cutoff;
  delete from open_shift o where o.ends_at < cutoff and not exists (select from request r where r.open_shift_id = o.id);
  delete from plan_draft where date < day;
  delete from rotation_entry where ends_on < day;
  delete from plan_publication where to_date < day;
  delete from employee_qualification where valid_until < day;
  delete from event_log where recorded_at < cutoff;
  return gone;
end $$;

-- What people wrote about themselves, and what only served to plan them. Some of it lies in tables that the application only adds to: this
-- takes it out, for nobody but the erased
create function forget_words(people uuid[]) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  gone bigint := 0;
  n bigint;
  erased uuid[] := array(select id from employee where id = any(people) and erased_at is not null);
begin
  update request_entry x set reason = null, made_by = case when x.made_by = r.made_by then 'Erased person' else x.made_by end
    from request r where r.id = x.request_id and r.employee_id = any(erased);
  -- What they answered to others; what they decided about others stays under their name
  update request_entry set reason = null, made_by = 'Erased person'
    where employee_id = any(erased) and what in ('accepted', 'declined');
  update request r set decided_by = 'Erased person' from request_entry x
    where x.request_id = r.id and x.version = r.version and x.what = 'declined' and x.employee_id = any(erased) and r.decided_by is not null;
  update request set note = null, reason = null, made_by = 'Erased person' where employee_id = any(erased);
  get diagnostics n = row_count; gone := gone + n;
  update statement set text = 'erased', stated_by = 'Erased person',
      decided_reason = case when decided_reason is null then null else 'erased' end,
      wanted = (select coalesce(jsonb_agg(w || '{"reason": "erased"}'), '[]') from jsonb_array_elements(wanted) as w)
    where employee_id = any(erased);
  get diagnostics n = row_count; gone := gone + n;
  update exception_entry x set reason = null, made_by = case when x.what = 'answered' then 'Erased person' else x.made_by end
    from exception e where e.id = x.exception_id and e.employee_id = any(erased);
  update exception set settled_reason = null where employee_id = any(erased) and settled_reason is not null;
  update attestation set reason = '' where employee_id = any(erased) and reason <> '';
  delete from plan_draft where employee_id = any(erased);
  get diagnostics n = row_count; gone := gone + n;
  delete from rotation_entry where employee_id = any(erased);
  get diagnostics n = row_count; gone := gone + n;
  delete from employee_qualification where employee_id = any(erased);
  get diagnostics n = row_count; gone := gone + n;
  delete from task_assignee where employee_id = any(erased);
  get diagnostics n = row_count; gone := gone + n;
  delete from calendar_link where employee_id = any(erased);
  get diagnostics n = row_count; gone := gone + n;
  return gone;
end $$;
revoke execute on function forget_words(uuid[]) from public;
grant execute on function forget_words(uuid[]) to __APP_ROLE__;
`;
