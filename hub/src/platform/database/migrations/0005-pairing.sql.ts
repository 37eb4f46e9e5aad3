/** Pairing, keys of sites, rotation of keys, revocation with its reason. */
export const pairingSchema = `
-- what kiosks turn badge numbers into credentials with, sealed with the hub's key
create table site_key (
  site_id text primary key references site,
  sealed bytea not null,
  made_at timestamptz not null default now()
);

-- a kiosk that asked to be let in; ended ones stay a day, so that an old code is told from a wrong one
create table pairing (
  id uuid primary key,
  -- HMAC of the code under the hub's key
  code_digest bytea not null unique,
  public_key bytea not null check (length(public_key) = 32),
  -- unique, so that a request that somebody recorded opens nothing a second time
  exchange_key bytea not null unique check (length(exchange_key) = 32),
  device text not null,
  versions jsonb not null,
  source text not null,
  -- host name under which it reached the hub: where the embedded broker is, too
  asked_host text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- the same kiosk asked anew, or made room for others
  superseded_at timestamptz,
  approved_at timestamptz,
  approved_by text,
  terminal_id text references terminal,
  -- sealed to the kiosk: not even the hub can open it
  hand_out jsonb,
  acknowledged_at timestamptz
);
create index pairing_open on pairing (expires_at) where approved_at is null and superseded_at is null;
create index pairing_key on pairing (public_key);
create index pairing_terminal on pairing (terminal_id);

alter table terminal
  add column version bigint not null default 1,
  add column revoked_by text,
  add column revoked_reason text,
  -- the key before the present one: batches that were on their way are still verified with it
  add column previous_key bytea check (length(previous_key) = 32),
  -- some weeks on; a moment on once the terminal has said that it signs with the new one
  add column previous_key_until timestamptz;

create table key_rotation (
  id uuid primary key,
  terminal_id text not null references terminal,
  asked_at timestamptz not null,
  asked_by text not null,
  offered_key bytea check (length(offered_key) = 32),
  -- sealed to the terminal; the same at every answer
  login jsonb,
  next_password_hash text,
  taken_at timestamptz,
  ended_at timestamptz
);
create unique index key_rotation_open on key_rotation (terminal_id) where ended_at is null;

grant select, insert on site_key to __APP_ROLE__;
grant select, insert, update, delete on pairing to __APP_ROLE__;
grant select, insert, update on key_rotation to __APP_ROLE__;
`;
