import { Injectable } from '@nestjs/common';
import type { Digest, Instant } from '@tapclock/contracts';
import type { Sql } from '../platform/database/database.ts';
import type { Chain } from './domain/chain.ts';

export interface ChainKey {
  terminal: string;
  boot: number;
}

export interface LockedChain extends ChainKey, Chain {
  /** A later boot of the terminal is known already. */
  hasLaterBoot: boolean;
}

/** What a stranger needs, beside the punches, to check a batch with the public key alone (R9). */
export interface BatchSignature extends ChainKey {
  from: number;
  punches: number;
  previous: Digest;
  head: Digest;
  sentAt: Instant;
  sentUptimeMs: number | null;
  sig: string;
  receivedAtMs: number;
}

const CREATE = `
  insert into terminal_chain (terminal_id, boot, through, head, last_sequence)
  select terminal_id, boot, 0, repeat('0', 64), 0
  from unnest($1::text[], $2::bigint[]) as w (terminal_id, boot)
  order by terminal_id, boot
  on conflict do nothing`;

// In one order everywhere, so that two hubs wait for each other instead of blocking each other for ever.
const LOCK = `
  select c.terminal_id as terminal, c.boot, c.through, c.head, c.last_sequence as "lastSequence",
         exists (select 1 from terminal_chain n where n.terminal_id = c.terminal_id and n.boot > c.boot) as "hasLaterBoot"
  from terminal_chain c
  where (c.terminal_id, c.boot) in (select * from unnest($1::text[], $2::bigint[]))
  order by c.terminal_id, c.boot
  for update of c`;

const SAVE = `
  update terminal_chain c set through = w.through, head = w.head, last_sequence = w.last_sequence
  from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[])
    as w (terminal_id, boot, through, head, last_sequence)
  where c.terminal_id = w.terminal_id and c.boot = w.boot`;

const BOOT_BEFORE = `
  select boot, through, head, last_sequence as "lastSequence"
  from terminal_chain where terminal_id = $1 and boot < $2 and last_sequence > 0
  order by boot desc limit 1`;

// Sequences without a hole have a constant distance to their row number.
const JOINED = `
  select sequence as through, chain_hash as head from (
    select sequence, chain_hash, sequence - row_number() over (order by sequence) as distance
    from punch where terminal_id = $1 and boot = $2 and sequence > $3
  ) as stored
  where distance = $3 order by sequence desc limit 1`;

const ADD_SIGNATURES = `
  insert into punch_signature (terminal_id, boot, from_sequence, punches, previous, head, sent_at, sent_uptime_ms, sig, received_at)
  select terminal_id, boot, from_sequence, punches, previous, head, sent_at, sent_uptime_ms, sig, to_timestamp(received_ms / 1000)
  from unnest($1::text[], $2::bigint[], $3::bigint[], $4::int[], $5::text[], $6::text[], $7::text[], $8::bigint[],
              $9::text[], $10::float8[])
    as s (terminal_id, boot, from_sequence, punches, previous, head, sent_at, sent_uptime_ms, sig, received_ms)
  on conflict do nothing`;

/** How far the chain of each boot of each terminal is known: the lock and the memory of ingest. */
@Injectable()
export class ChainsRepository {
  /** Makes the rows that do not exist yet. */
  async create(sql: Sql, keys: readonly ChainKey[]): Promise<void> {
    if (keys.length > 0) await sql.query(CREATE, [keys.map(key => key.terminal), keys.map(key => key.boot)]);
  }

  /** Locks the rows until the transaction ends: of two hubs only one adds to a chain at a time. */
  lock(sql: Sql, keys: readonly ChainKey[]): Promise<LockedChain[]> {
    return sql.query<LockedChain>(LOCK, [keys.map(key => key.terminal), keys.map(key => key.boot)]);
  }

  async save(sql: Sql, chains: readonly (ChainKey & Chain)[]): Promise<void> {
    if (chains.length === 0) return;
    await sql.query(SAVE, [
      chains.map(chain => chain.terminal),
      chains.map(chain => chain.boot),
      chains.map(chain => chain.through),
      chains.map(chain => chain.head),
      chains.map(chain => chain.lastSequence),
    ]);
  }

  /** The boot before, if anything of it is known. */
  async bootBefore(sql: Sql, key: ChainKey): Promise<(Chain & { boot: number }) | null> {
    const [row] = await sql.query<Chain & { boot: number }>(BOOT_BEFORE, [key.terminal, key.boot]);
    return row ?? null;
  }

  /** How far stored punches go on after `through` without a hole; null when the next one is missing. */
  async joined(sql: Sql, key: ChainKey, through: number): Promise<{ through: number; head: Digest } | null> {
    const [row] = await sql.query<{ through: number; head: Digest }>(JOINED, [
      key.terminal,
      key.boot,
      through,
    ]);
    return row ?? null;
  }

  /** What the batches that begin at this punch said about the one before it. */
  async previousSaid(sql: Sql, key: ChainKey, from: number): Promise<Digest[]> {
    const rows = await sql.query<{ previous: Digest }>(
      'select distinct previous from punch_signature where terminal_id = $1 and boot = $2 and from_sequence = $3',
      [key.terminal, key.boot, from],
    );
    return rows.map(row => row.previous);
  }

  /** The first boot after this one. */
  async bootAfter(sql: Sql, key: ChainKey): Promise<number | null> {
    const [row] = await sql.query<{ boot: number | null }>(
      'select min(boot) as boot from terminal_chain where terminal_id = $1 and boot > $2',
      [key.terminal, key.boot],
    );
    return row?.boot ?? null;
  }

  async addSignatures(sql: Sql, signatures: readonly BatchSignature[]): Promise<void> {
    if (signatures.length === 0) return;
    await sql.query(ADD_SIGNATURES, [
      signatures.map(signature => signature.terminal),
      signatures.map(signature => signature.boot),
      signatures.map(signature => signature.from),
      signatures.map(signature => signature.punches),
      signatures.map(signature => signature.previous),
      signatures.map(signature => signature.head),
      signatures.map(signature => signature.sentAt),
      signatures.map(signature => signature.sentUptimeMs),
      signatures.map(signature => signature.sig),
      signatures.map(signature => signature.receivedAtMs),
    ]);
  }
}
