/** Answers to writes that came with an Idempotency-Key: the same request again is answered, not done again. */
export const idempotencySchema = `
create table idempotency_key (
  -- 'account:<id>' or 'api-key:<id>': a key means nothing to anybody else
  principal text not null,
  key text not null,
  -- SHA-256 of the request
  fingerprint bytea not null,
  -- of the request that does the work; another one takes over when it died
  claim uuid not null,
  claimed_at timestamptz not null,
  -- something of its work is committed: it must not be done again, whatever becomes of the answer
  applied boolean not null default false,
  -- null while it is being done
  status smallint,
  -- null when the answer was lost or too large to keep
  answer jsonb,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (principal, key)
);
create index idempotency_key_expires on idempotency_key (expires_at);
grant select, insert, update, delete on idempotency_key to __APP_ROLE__;
`;
