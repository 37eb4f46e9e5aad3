/** Places that are given back, regions that are not written over, tasks that somebody is at. `__APP_ROLE__` as in 0001. */
export const givenBackSchema = `
-- which open shift a person is planned by: a place is taken as long as somebody is, and is free when they are released ------------
alter table assignment add column open_shift_id uuid references open_shift on delete set null;
create index assignment_open_shift on assignment (open_shift_id) where open_shift_id is not null;
update assignment a set open_shift_id = r.open_shift_id
from request r join open_shift o on o.id = r.open_shift_id
where r.kind = 'open-shift' and r.state = 'granted'
  and a.employee_id = r.employee_id and a.shift_id = o.shift_id and a.work_date = o.work_date;
alter table open_shift drop column taken;
-- who was released may ask again
drop index request_open_shift_once;
create unique index request_open_shift_once on request (open_shift_id, employee_id) where state = 'asked';
create index request_open_shift on request (open_shift_id) where open_shift_id is not null;
grant update (open_shift_id) on assignment to __APP_ROLE__;

-- which region a site follows; null: none any more. A site without a row is of version 1 -----------------------------------------
alter table site_holiday_region
  alter column region_id drop not null,
  add column version bigint not null default 2;

-- what was pressed or added for a task before hours say so; most punches are for none --------------------------------------------
create index punch_job on punch ((body ->> 'job')) where body ->> 'job' is not null;
create index correction_job on correction (job) where job is not null;
`;
