/** What is asked for seldom, and must not take longer with every month. */
export const speedSchema = `
-- all events about one person, who asks for everything that is kept of them
create index event_log_key on event_log (key);
-- the archive of the inbox by its dates, as it came, and of one code
create index exception_date on exception (date, at, id);
create index exception_noticed on exception (noticed_at, id);
create index exception_code on exception (code, state, consequence, at, id);
-- coverage by the people, too: those whose days somebody drafts anew are found without reading the plan itself
drop index assignment_coverage;
create index assignment_coverage on assignment (shift_id, work_date, area_id, starts_at, ends_at) include (employee_id);
`;
