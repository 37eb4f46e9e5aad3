/** What the owner's functions, and the database, let the application's role do: no more than they are for. */
export const hardeningSchema = `
-- These run as the owner. A temporary table of the caller is found before ours of the same name, and its triggers run as the owner too, unless
-- pg_temp is named, last (PostgreSQL, CREATE FUNCTION, "Writing SECURITY DEFINER Functions Safely"). pg_catalog is not named: it comes first
-- by itself, and what is made (partitions) goes to the first schema that is named
alter function ensure_punch_partitions(date, date) set search_path = public, pg_temp;
alter function drop_draft(uuid) set search_path = public, pg_temp;
alter function keep_terminal_key() set search_path = public, pg_temp;
-- and the application has no use for temporary tables. Whose database belongs to somebody else asks them to say so
do $$
begin
  if pg_has_role((select datdba from pg_database where datname = current_database()), 'usage') then
    execute format('revoke temporary on database %I from public, __APP_ROLE__', current_database());
  end if;
end $$;
`;
