import { Injectable } from '@nestjs/common';
import type { AuditEntry, AuditSeal } from '@tapclock/contracts';
import type { Sql } from '../platform/database/database.ts';
import { ENTRY_COLUMNS, type EntryRow, entryOf, SEAL_COLUMNS, type SealRow, sealOf } from './entry-row.ts';

/** Any number; the same for every hub, so that one seals at a time. */
const SEALING_LOCK = 7_462_019_006;

// Below the snapshot's xmin every transaction has ended: nothing can appear there any more, and (xid, position) never changes.
const UNSEALED = `
  select ${ENTRY_COLUMNS} from audit_entry e
  where (e.xid, e.position) > ($1::text::xid8, $2::bigint) and e.xid < pg_snapshot_xmin(pg_current_snapshot())
  order by e.xid, e.position
  limit $3`;

const HEAD = `select ${SEAL_COLUMNS} from audit_seal s order by s.number desc limit 1`;

/** The chain's table: it only ever grows at its end. */
@Injectable()
export class SealsRepository {
  /** Whether this transaction may seal; it then does so alone until it ends. */
  async claim(sql: Sql): Promise<boolean> {
    const [row] = await sql.query<{ claimed: boolean }>(
      'select pg_try_advisory_xact_lock($1::bigint) as claimed',
      [SEALING_LOCK],
    );
    return row?.claimed === true;
  }

  /** The newest seal, or null. */
  async head(sql: Sql): Promise<AuditSeal | null> {
    const [row] = await sql.query<SealRow>(HEAD);
    return row ? sealOf(row) : null;
  }

  /** Entries after the one that `head` seals, in the order of the commits, that no older transaction can get in front of. */
  async unsealed(sql: Sql, head: AuditSeal | null, limit: number): Promise<AuditEntry[]> {
    const rows = await sql.query<EntryRow>(UNSEALED, [head?.xid ?? '0', head?.position ?? 0, limit]);
    return rows.map(entryOf);
  }

  async add(sql: Sql, seals: readonly AuditSeal[]): Promise<void> {
    await sql.query(
      `insert into audit_seal (number, position, xid, sealed_at, hash)
       select number, position, xid::xid8, sealed_at, decode(hash, 'hex')
       from unnest($1::bigint[], $2::bigint[], $3::text[], $4::timestamptz[], $5::text[]) as s (number, position, xid, sealed_at, hash)`,
      [
        seals.map(({ number }) => number),
        seals.map(({ position }) => position),
        seals.map(({ xid }) => xid),
        seals.map(({ sealedAt }) => sealedAt),
        seals.map(({ hash }) => hash),
      ],
    );
  }

  /** Seals after a number with their entries, in order. */
  async page(
    sql: Sql,
    after: number,
    limit: number,
  ): Promise<{ seal: AuditSeal; entry: AuditEntry | null }[]> {
    const rows = await sql.query<SealRow & (EntryRow | { position: null })>(
      `select ${SEAL_COLUMNS}, ${ENTRY_COLUMNS} from audit_seal s left join audit_entry e on e.position = s.position
       where s.number > $1 order by s.number limit $2`,
      [after, limit],
    );
    return rows.map(row => ({ seal: sealOf(row), entry: row.position === null ? null : entryOf(row) }));
  }
}
