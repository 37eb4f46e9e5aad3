import { Injectable } from '@nestjs/common';
import type { Sql } from '../platform/database/database.ts';

/** A batch by what its signature is stored under. */
export interface BatchKey {
  terminal: string;
  boot: number;
  from: number;
  head: string;
}

/** A batch as it was signed, with the bodies of its punches in order. */
export interface StoredBatch extends BatchKey {
  previous: string;
  sentAt: string;
  sentUptimeMs: number | null;
  sig: string;
  bodies: unknown[];
}

/** Most punches of one batch (BATCH_PUNCHES_MAX): how far before a punch its batch can begin. */
const BATCH_REACH = 256;

// The batch that brought a punch: it and the punch were received at the same moment. All that it holds was known when the punch was,
// so a punch that came after the lock is never among what it brings along.
const BATCHES_OF = `
  select distinct b.terminal_id as terminal, b.boot, b.from_sequence as "from", b.head
  from unnest($1::uuid[], $2::float8[]) as w (punch_id, occurred_ms)
  join punch p on p.punch_id = w.punch_id and p.occurred_at = to_timestamp(w.occurred_ms / 1000)
  cross join lateral (
    select * from punch_signature b
    where b.terminal_id = p.terminal_id and b.boot = p.boot
      and b.from_sequence <= p.sequence and b.from_sequence > p.sequence - ${BATCH_REACH}
      and b.from_sequence + b.punches > p.sequence
    order by b.received_at = p.received_at desc, b.received_at, b.from_sequence, b.head
    limit 1
  ) as b`;

// The first key of a terminal counts from the beginning: a hub that was set up anew has older punches. What came after the lock is
// not in the bundle, so that the same export gives the same bytes.
const KEYS = `
  select k.terminal_id as terminal, array_agg(distinct encode(k.public_key, 'base64')) as keys
  from terminal_key k
  where k.terminal_id = any($1::text[])
    and (k.enrolled_at <= $2::timestamptz
         or k.enrolled_at = (select min(f.enrolled_at) from terminal_key f where f.terminal_id = k.terminal_id))
  group by k.terminal_id`;

const BATCHES = `
  select s.terminal_id as terminal, s.boot, s.from_sequence as "from", s.head, s.previous, s.sent_at as "sentAt",
         s.sent_uptime_ms as "sentUptimeMs", s.sig,
         (select jsonb_agg(p.body order by p.sequence) from punch p
          where p.terminal_id = s.terminal_id and p.boot = s.boot
            and p.sequence between s.from_sequence and s.from_sequence + s.punches - 1) as bodies
  from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[]) with ordinality as w (terminal_id, boot, from_sequence, head, place)
  join punch_signature s using (terminal_id, boot, from_sequence, head)
  order by w.place`;

/** What terminals signed, as it is stored. */
@Injectable()
export class EvidenceRepository {
  /** The batches that brought these punches, each once, in no order. Punches that are not stored bring none. */
  async batchesOf(
    sql: Sql,
    punches: readonly { punchId: string; occurredAtMs: number }[],
  ): Promise<BatchKey[]> {
    return await sql.query<BatchKey>(BATCHES_OF, [
      punches.map(({ punchId }) => punchId),
      punches.map(({ occurredAtMs }) => occurredAtMs),
    ]);
  }

  /** Every key that terminals had until then, raw Ed25519 in base64, by terminal; keys sorted. */
  async keys(
    sql: Sql,
    terminals: readonly string[],
    untilAt: string,
  ): Promise<{ terminal: string; keys: string[] }[]> {
    const rows = await sql.query<{ terminal: string; keys: string[] }>(KEYS, [terminals, untilAt]);
    return rows
      .map(({ terminal, keys }) => ({ terminal, keys: keys.toSorted() }))
      .toSorted((a, b) => (a.terminal < b.terminal ? -1 : 1));
  }

  /** Batches in the given order. */
  async batches(sql: Sql, keys: readonly BatchKey[]): Promise<StoredBatch[]> {
    return await sql.query<StoredBatch>(BATCHES, [
      keys.map(({ terminal }) => terminal),
      keys.map(({ boot }) => boot),
      keys.map(({ from }) => from),
      keys.map(({ head }) => head),
    ]);
  }
}
