/** What is asked about terminals all the time: how much of a terminal is in quarantine, who is due at a site at an hour. */
export const watchSchema = `
create index quarantine_untrusted on quarantine (coalesce(terminal_id, ''))
  where reason not in ('sequence-conflict', 'unstorable');
create index quarantine_seen on quarantine (last_seen_at desc);
create index assignment_starts on assignment (starts_at);
-- what is unsettled in a pay period: most days have nothing to find
create index day_record_odd on day_record (site_id, date) where findings <> '[]';
-- badges of nobody, which every board shows
create index punch_unknown on punch (site_id, occurred_at desc) where employee_id is null;
-- the newest corrections of the whole company
create index correction_made on correction (made_at desc, id desc);
-- who has days of a group in a period, without the rows themselves
create index day_record_group on day_record (site_id, policy_name, date) include (employee_id);
`;
