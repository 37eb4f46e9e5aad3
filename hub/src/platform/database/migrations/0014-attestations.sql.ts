/** What workers say about their own hours, and the clock on the web. `__APP_ROLE__` as in 0001. */
export const attestationsSchema = `
-- attestations: a row for each day that somebody said is right, or took back, about themselves; the latest of a day holds
create table attestation (
  employee_id uuid not null references employee,
  date date not null,
  -- ascends with time
  id uuid not null,
  site_id text not null references site,
  kind text not null check (kind in ('attest', 'withdraw')),
  -- of the day record that was seen: other hours are not attested; null: there were none
  hash text,
  made_at timestamptz not null,
  reason text not null default '',
  primary key (employee_id, date, id)
);
-- a site without a row asks for none
create table attestation_setting (
  site_id text primary key references site,
  required boolean not null,
  version bigint not null
);

-- web clock: a terminal whose key the hub holds, one for each site
alter table terminal add column kind text not null default 'kiosk' check (kind in ('kiosk', 'web'));
create table web_terminal (
  site_id text primary key references site,
  terminal_id text not null unique references terminal,
  -- Ed25519 private key, sealed by the vault for this terminal
  sealed bytea not null,
  boot bigint not null
);
-- a site without a row has no web clock
create table web_clock_setting (
  site_id text primary key references site,
  open text not null check (open in ('nobody', 'teams', 'everybody')),
  teams text[] not null check ((open = 'teams') = (cardinality(teams) > 0)),
  location text not null check (location in ('never', 'allowed', 'required')),
  networks inet[] not null,
  version bigint not null
);

grant select, insert on attestation, web_terminal to __APP_ROLE__;
-- for its lock: whoever makes a batch holds the row
grant update (boot) on web_terminal to __APP_ROLE__;
grant select, insert, update on attestation_setting, web_clock_setting to __APP_ROLE__;
`;
