/** Who is told what: webhooks of other systems, notifications of people, and the mails that carry them. `__APP_ROLE__` as in 0001. */
export const notificationsSchema = `
create table webhook (
  id uuid primary key,
  url text not null,
  types text[] not null check (cardinality(types) > 0),
  site_id text references site,
  description text not null,
  active boolean not null,
  -- sealed with the hub's key
  secret bytea not null,
  -- good until then, beside the new one
  earlier_secret bytea,
  earlier_until timestamptz,
  -- switched off by the hub itself
  off_at timestamptz,
  off_why text check (off_why in ('gone', 'failing', 'queue-full')),
  -- events up to here have been looked at for it: a cursor that starts over sends nothing twice
  seen_xid xid8 not null,
  seen_position bigint not null,
  -- rows of its queue, so that nobody counts them
  waiting integer not null default 0 check (waiting >= 0),
  -- tries of the first in the queue that failed, since when nothing got through, and when the next is due
  failures integer not null default 0,
  failing_since timestamptz,
  due_at timestamptz not null,
  -- the hub that works on its queue has it until then; after that another may
  claim uuid,
  claimed_until timestamptz,
  created_by text not null,
  created_at timestamptz not null,
  version bigint not null default 1,
  check ((earlier_secret is null) = (earlier_until is null)),
  check ((off_at is null) = (off_why is null))
);
create table webhook_delivery (
  id uuid primary key,
  webhook_id uuid not null references webhook on delete cascade,
  -- its place in the queue
  sequence bigint generated always as identity,
  -- id of the message
  message text not null,
  type text not null,
  body text not null,
  state text not null check (state in ('waiting', 'delivered', 'given-up')),
  attempts integer not null default 0,
  made_at timestamptz not null,
  ended_at timestamptz,
  last_at timestamptz,
  last_ms integer,
  last_status integer,
  last_problem text,
  last_answer text,
  unique (webhook_id, message),
  check ((state = 'waiting') = (ended_at is null))
);
create index webhook_delivery_queue on webhook_delivery (webhook_id, sequence) where state = 'waiting';
create index webhook_delivery_list on webhook_delivery (webhook_id, sequence);
create index webhook_delivery_made on webhook_delivery (made_at);

-- one account's choices; whoever has none hears of what is usual
create table notification_setting (
  account_id uuid primary key references account,
  kinds jsonb not null,
  -- local times, HH:MM
  quiet_from text,
  quiet_to text,
  quiet_except_urgent boolean not null default false,
  version bigint not null default 1,
  check ((quiet_from is null) = (quiet_to is null))
);
create table mail (
  id uuid primary key,
  account_id uuid not null references account,
  state text not null check (state in ('waiting', 'sent', 'dead')),
  notifications integer not null,
  attempts integer not null default 0,
  made_at timestamptz not null,
  due_at timestamptz,
  ended_at timestamptz,
  -- status of the server without its words, which may name people
  problem text,
  claim uuid,
  claimed_until timestamptz,
  check ((state = 'waiting') = (ended_at is null)),
  check ((state = 'waiting') = (due_at is not null))
);
create index mail_due on mail (due_at) where state = 'waiting';
create index mail_account on mail (account_id, made_at);
create index mail_made on mail (made_at desc, id desc);
-- one account is told one thing. No text: the sentence is made in the reader's language when it is read
create table notification (
  id uuid primary key,
  account_id uuid not null references account,
  kind text not null,
  -- what made it, such as an event: the same again tells nobody anything
  source text not null,
  site_id text references site,
  about jsonb not null,
  at timestamptz not null,
  -- false: for the mail only
  shown boolean not null,
  read_at timestamptz,
  -- to be mailed from then on; null: not, or not any more
  mail_due_at timestamptz,
  mail_id uuid references mail,
  unique (account_id, source, kind)
);
create index notification_list on notification (account_id, at desc, id desc) where shown;
create index notification_unread on notification (account_id) where shown and read_at is null;
create index notification_mail_due on notification (mail_due_at) where mail_due_at is not null;
create index notification_mail on notification (mail_id) where mail_id is not null;
create index notification_at on notification (at);

grant select, insert, update, delete on webhook, webhook_delivery, notification_setting, mail, notification to __APP_ROLE__;
`;
