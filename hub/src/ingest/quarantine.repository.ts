import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PAYLOAD_BYTES_MAX } from '@tapclock/contracts';
import type { Sql } from '../platform/database/database.ts';
import type { QuarantineReason } from './domain/quarantine-reason.ts';
import { groupBy } from './group-by.ts';

export interface QuarantinedMessage {
  topic: string;
  payload: Buffer;
  receivedAtMs: number;
  reason: QuarantineReason;
  detail: string;
  site: string | null;
  terminal: string | null;
}

/**
 * Different messages of one terminal that are kept with their bytes though anybody could have made them; strangers share one
 * such allowance. Beyond it a message is counted under its reason and its bytes are let go (R11).
 */
export const UNTRUSTED_BODIES_MAX = 200;

const MORE = 'more of this kind came than are kept; these are counted only';

/** The condition of the index `quarantine_untrusted`, word for word. */
const UNTRUSTED = "reason not in ('sequence-conflict', 'unstorable')";

const ADD = `
  with offered as (
    select *, coalesce(terminal_id, '') as sender, ${UNTRUSTED} as untrusted
    from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[],
                $8::float8[], $9::float8[], $10::bigint[])
      as q (digest, topic, site_id, terminal_id, reason, detail, bytes, first_ms, last_ms, times)
  ), held as (
    select sender, (select count(*) from (select from quarantine
                      where coalesce(terminal_id, '') = sender and ${UNTRUSTED} limit $11) as kept) as bodies
    from (select distinct sender from offered where untrusted) as senders
  ), placed as (
    select o.*, o.untrusted and known.digest is null as fresh,
           coalesce(held.bodies, 0) + row_number() over (
             partition by o.sender, o.untrusted and known.digest is null order by o.first_ms, o.digest) as place
    from offered o left join quarantine known on known.digest = o.digest left join held on held.sender = o.sender
  ), chosen as (
    select digest, topic, site_id, terminal_id, reason, detail, bytes, first_ms, last_ms, times
    from placed where not fresh or place <= $11
    union all
    select concat_ws(' ', 'more', sender, reason), min(topic), min(site_id), min(terminal_id), reason, $12, ''::bytea,
           min(first_ms), max(last_ms), sum(times)
    from placed where fresh and place > $11 group by sender, reason
  )
  insert into quarantine (digest, topic, site_id, terminal_id, reason, detail, bytes, first_seen_at, last_seen_at, times)
  select digest, topic, site_id, terminal_id, reason, detail, bytes,
         to_timestamp(first_ms / 1000), to_timestamp(last_ms / 1000), times
  from chosen order by digest
  on conflict (digest) do update
    set times = quarantine.times + excluded.times,
        last_seen_at = greatest(quarantine.last_seen_at, excluded.last_seen_at)`;

/** What could not be trusted, with its bytes and the reason. The same bytes on the same topic again only count up. */
@Injectable()
export class QuarantineRepository {
  async add(sql: Sql, messages: readonly QuarantinedMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const groups = [...groupBy(messages, digestOf)].map(([digest, same]) => ({
      digest,
      same,
      ...firstOf(same),
    }));
    await sql.query(ADD, [
      groups.map(group => group.digest),
      groups.map(group => storable(group.first.topic)),
      groups.map(group => group.first.site),
      groups.map(group => group.first.terminal),
      groups.map(group => group.first.reason),
      groups.map(group => group.first.detail),
      // What is larger than any valid message is kept as far as a valid one could reach.
      groups.map(group => group.first.payload.subarray(0, PAYLOAD_BYTES_MAX)),
      groups.map(group => group.first.receivedAtMs),
      groups.map(group => Math.max(...group.same.map(message => message.receivedAtMs))),
      groups.map(group => group.same.length),
      UNTRUSTED_BODIES_MAX,
      MORE,
    ]);
  }
}

/** SHA-256 over topic and bytes, the NUL between them being in no topic. */
function digestOf(message: QuarantinedMessage): string {
  return hash('sha256', Buffer.concat([Buffer.from(`${message.topic}\0`), message.payload]), 'hex');
}

function firstOf(same: readonly QuarantinedMessage[]): { first: QuarantinedMessage } {
  const [first] = same;
  if (!first) throw new Error('a group has a member');
  return { first };
}

/** A topic is the sender's text: Postgres takes no U+0000. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}
