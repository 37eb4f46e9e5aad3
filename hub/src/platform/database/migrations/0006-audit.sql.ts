/**
 * Who did what, and who looked at whom. Both tables are append-only, for the application at the database too; the columns that put entries
 * in order are not its to write. See docs/audit.md.
 */
export const auditSchema = `
create table audit_entry (
  position bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  id uuid not null unique,
  -- milliseconds, as everywhere: what is under the hash must come back as it went in
  at timestamptz(3) not null,
  actor_kind text not null,
  actor_id text,
  actor_name text not null,
  actor_role text,
  session_id text,
  request_id text,
  source text,
  action text not null,
  subject_kind text not null,
  subject_id text,
  site_id text,
  people uuid[] not null,
  -- everybody of the site, or of all sites, instead of a list
  everybody boolean not null,
  -- text, not json: what was sealed is these characters
  before text,
  after text,
  why text
);
create index audit_entry_order on audit_entry (xid, position);
create index audit_entry_people on audit_entry using gin (people);
create index audit_entry_everybody on audit_entry (site_id, position) where everybody;
create index audit_entry_site on audit_entry (site_id, position);
create index audit_entry_actor on audit_entry (actor_id, position);
create index audit_entry_action on audit_entry (action, position);
create index audit_entry_at on audit_entry (at);

-- one seal an entry, in the order of the commits; no reference, so that a missing entry is found instead of prevented for some
create table audit_seal (
  number bigint primary key,
  position bigint not null unique,
  xid xid8 not null,
  sealed_at timestamptz(3) not null,
  hash bytea not null check (octet_length(hash) = 32)
);

grant select on audit_entry, audit_seal to __APP_ROLE__;
grant insert (id, at, actor_kind, actor_id, actor_name, actor_role, session_id, request_id, source, action, subject_kind, subject_id,
  site_id, people, everybody, before, after, why) on audit_entry to __APP_ROLE__;
grant insert on audit_seal to __APP_ROLE__;
`;
