import { Injectable } from '@nestjs/common';
import { type Instant, SealedBox } from '@tapclock/contracts';
import { z } from 'zod';
import type { Sql } from '../../platform/database/database.ts';
import type { PairingMarks } from './domain/pairing-state.ts';

export interface NewPairing {
  id: string;
  codeDigest: Buffer;
  publicKey: Buffer;
  exchangeKey: Buffer;
  device: string;
  versions: { bridge: string; node: string };
  source: string;
  askedHost: string;
  createdAt: Instant;
  expiresAt: Instant;
}

export type Pairing = Omit<NewPairing, 'codeDigest'> &
  PairingMarks & {
    handOut: SealedBox | null;
    /** Terminal that has this very key and was not revoked. */
    knownAs: string | null;
  };

const PAIRING = `
  select p.id, p.public_key as "publicKey", p.exchange_key as "exchangeKey", p.device, p.versions, p.source,
         p.asked_host as "askedHost", p.created_at as "createdAt", p.expires_at as "expiresAt",
         p.superseded_at as "supersededAt", p.approved_at as "approvedAt", p.acknowledged_at as "acknowledgedAt",
         p.hand_out as "handOut",
         (select t.id from terminal t where t.public_key = p.public_key and t.revoked_at is null limit 1) as "knownAs"
  from pairing p`;

/** Kiosks that asked to be let in. */
@Injectable()
export class PairingRepository {
  /** One opening at a time, so that the limits hold; ends with the transaction. */
  async lockOpenings(sql: Sql): Promise<void> {
    await sql.query("select pg_advisory_xact_lock(hashtext('tapclock pairing'))");
  }

  /** Open pairings of other keys: all of them, and those of this source. */
  async countOpen(
    sql: Sql,
    { publicKey, source, now }: { publicKey: Buffer; source: string; now: Instant },
  ): Promise<{ all: number; ofSource: number }> {
    const [row] = await sql.query<{ all: number; ofSource: number }>(
      `select count(*) as all, count(*) filter (where source = $2) as "ofSource" from pairing
       where approved_at is null and superseded_at is null and expires_at > $3::timestamptz and public_key <> $1`,
      [publicKey, source, now],
    );
    return row ?? { all: 0, ofSource: 0 };
  }

  /** Ends the oldest open pairing of the source that has most: whoever fills the room makes it, not the others. */
  async makeRoom(sql: Sql, now: Instant): Promise<void> {
    await sql.query(
      `update pairing set superseded_at = $1 where approved_at is null and id = (
         select id from (
           select id, created_at, count(*) over (partition by source) as of_source from pairing
           where approved_at is null and superseded_at is null and expires_at > $1::timestamptz
         ) as open order by of_source desc, created_at limit 1)`,
      [now],
    );
  }

  async deleteEndedBefore(sql: Sql, at: Instant): Promise<void> {
    await sql.query('delete from pairing where expires_at < $1::timestamptz', [at]);
  }

  /** Ends what this kiosk asked before and has not been told the end of. */
  async supersede(sql: Sql, publicKey: Buffer, now: Instant): Promise<void> {
    await sql.query(
      `update pairing set superseded_at = $2, hand_out = null
       where public_key = $1 and superseded_at is null and acknowledged_at is null and expires_at > $2::timestamptz`,
      [publicKey, now],
    );
  }

  /** Whether a request with this exchange key was made before. */
  async wasAsked(sql: Sql, exchangeKey: Buffer): Promise<boolean> {
    const rows = await sql.query('select from pairing where exchange_key = $1', [exchangeKey]);
    return rows.length > 0;
  }

  /** False when its code is in use. */
  async insert(sql: Sql, pairing: NewPairing): Promise<boolean> {
    const rows = await sql.query(
      `insert into pairing (id, code_digest, public_key, exchange_key, device, versions, source, asked_host, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9, $10) on conflict (code_digest) do nothing returning id`,
      [
        pairing.id,
        pairing.codeDigest,
        pairing.publicKey,
        pairing.exchangeKey,
        pairing.device,
        JSON.stringify(pairing.versions),
        pairing.source,
        pairing.askedHost,
        pairing.createdAt,
        pairing.expiresAt,
      ],
    );
    return rows.length > 0;
  }

  async byCode(sql: Sql, codeDigest: Buffer): Promise<Pairing | null> {
    return await one(sql, `${PAIRING} where p.code_digest = $1`, codeDigest);
  }

  /** The same, locked for this transaction: of two who approve at once, one waits and sees what the other did. */
  async lockByCode(sql: Sql, codeDigest: Buffer): Promise<Pairing | null> {
    return await one(sql, `${PAIRING} where p.code_digest = $1 for update of p`, codeDigest);
  }

  async byId(sql: Sql, id: string): Promise<Pairing | null> {
    return await one(sql, `${PAIRING} where p.id = $1`, id);
  }

  async saveApproval(
    sql: Sql,
    approval: {
      id: string;
      at: Instant;
      by: string;
      expiresAt: Instant;
      terminal: string;
      handOut: SealedBox;
    },
  ): Promise<void> {
    await sql.query(
      `update pairing set approved_at = $2, approved_by = $3, expires_at = $4, terminal_id = $5, hand_out = $6::jsonb
       where id = $1`,
      [
        approval.id,
        approval.at,
        approval.by,
        approval.expiresAt,
        approval.terminal,
        JSON.stringify(approval.handOut),
      ],
    );
  }

  /** Forgets the hand-out: whoever asks again gets nothing. */
  async acknowledge(sql: Sql, id: string, at: Instant): Promise<void> {
    await sql.query(
      `update pairing set acknowledged_at = coalesce(acknowledged_at, $2), hand_out = null
       where id = $1 and approved_at is not null and superseded_at is null`,
      [id, at],
    );
  }
}

async function one(sql: Sql, text: string, value: unknown): Promise<Pairing | null> {
  const [row] = await sql.query<Pairing>(text, [value]);
  return row ? { ...row, handOut: z.nullable(SealedBox).parse(row.handOut) } : null;
}
