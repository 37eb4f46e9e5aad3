/** Accounts, sessions and API keys. Secrets are kept as digests; what must be read again (the second factor) is sealed with the hub's key. */
export const accessSchema = `
create table account (
  id uuid primary key,
  email text not null unique,
  name text not null,
  role text not null check (role in ('worker', 'supervisor', 'hr', 'admin')),
  employee_id uuid references employee,
  language text not null,
  -- bcrypt; null for somebody who logs in with the company's own identity provider only
  password_hash text,
  oidc_issuer text,
  oidc_subject text,
  -- sealed with the hub's key; null until a code of it came back
  totp_secret bytea,
  -- the same, shown to be scanned, and not yet in force
  totp_offer bytea,
  totp_offered_at timestamptz,
  -- last time step a code was taken of: none works twice
  totp_step bigint,
  created_at timestamptz not null,
  disabled_at timestamptz,
  last_login_at timestamptz,
  -- whose invitation it came from; null for the first one, and for those of a demo
  invited_by_account uuid references account,
  version bigint not null default 1,
  unique (oidc_issuer, oidc_subject),
  check (role <> 'worker' or employee_id is not null)
);
create index account_employee on account (employee_id);
create index account_by_name on account (lower(name), id);
create table account_team (
  account_id uuid not null references account,
  site_id text not null,
  team_id text not null,
  primary key (account_id, site_id, team_id),
  foreign key (site_id, team_id) references team (site_id, id)
);
-- keyed digests: these are short enough to be typed, so a plain digest could be tried out
create table recovery_code (
  account_id uuid not null references account,
  digest bytea not null,
  used_at timestamptz,
  primary key (account_id, digest)
);

-- a login and every refresh that followed from it
create table session (
  id uuid primary key,
  account_id uuid not null references account,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_why text,
  user_agent text,
  -- whether it was begun with two factors, or got the second one since
  second_factor boolean not null
);
create index session_account on session (account_id);
-- each works once; a second use ends the session
create table refresh_token (
  digest bytea primary key,
  session_id uuid not null references session,
  created_at timestamptz not null,
  used_at timestamptz
);
create index refresh_token_session on refresh_token (session_id);

create table invitation (
  id uuid primary key,
  digest bytea not null unique,
  email text not null,
  role text not null,
  employee_id uuid references employee,
  teams jsonb not null,
  language text not null,
  invited_by text not null,
  -- who must be an administrator still when it is taken
  invited_by_account uuid references account,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz
);
create index invitation_inviter on invitation (invited_by_account) where used_at is null and revoked_at is null;
create unique index invitation_open on invitation (email) where used_at is null and revoked_at is null;
create table password_ticket (
  digest bytea primary key,
  account_id uuid not null references account,
  -- the same
  made_by_account uuid references account,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

-- Failed logins: of one account from one source, of one account from sources it never came from, of one source. The subject is a digest
-- under the hub's key: people type passwords into the wrong field, and where they live is nobody's business.
create table login_failure (
  scope text not null check (scope in ('pair', 'account', 'source')),
  subject bytea not null,
  failures integer not null check (failures > 0),
  last_at timestamptz not null,
  primary key (scope, subject)
);
create index login_failure_last on login_failure (last_at);
-- which account came from which source with the right password; the same kind of digest
create table login_source (
  subject bytea primary key,
  last_at timestamptz not null
);
create index login_source_last on login_source (last_at);

-- while there is no account: what makes the first one
create table setup_code (
  digest bytea primary key,
  created_at timestamptz not null,
  expires_at timestamptz not null
);

create table api_key (
  id uuid primary key,
  name text not null,
  scopes text[] not null,
  prefix text not null,
  digest bytea not null unique,
  created_by text not null,
  -- whose hands the key is: what nobody does about themselves it does not do about the employee of this account
  created_by_account uuid references account,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
-- the name stands beside what a key does: two that work must not share one
create unique index api_key_name on api_key (lower(name)) where revoked_at is null;

-- Every hub remembers for some seconds what an account may do. Whoever changes that, and however, all of them hear it after the commit.
create function announce_access() returns trigger language plpgsql as $$
begin
  perform pg_notify('tapclock_access', coalesce(to_jsonb(new), to_jsonb(old)) ->> tg_argv[0]);
  return null;
end $$;
create trigger account_changed after update on account for each row
  when (old.* is distinct from new.*) execute function announce_access('id');
create trigger account_team_changed after insert or update or delete on account_team for each row
  execute function announce_access('account_id');
create trigger session_changed after update on session for each row
  when ((old.ended_at, old.second_factor) is distinct from (new.ended_at, new.second_factor)) execute function announce_access('account_id');

grant select, insert, update on account, session, refresh_token, invitation, password_ticket, api_key to __APP_ROLE__;
grant select, insert, update, delete on account_team, recovery_code, login_failure, login_source to __APP_ROLE__;
grant select, insert, delete on setup_code to __APP_ROLE__;
grant delete on refresh_token, session to __APP_ROLE__;
`;
