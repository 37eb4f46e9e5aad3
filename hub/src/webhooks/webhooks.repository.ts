import { Injectable } from '@nestjs/common';
import type {
  Cursor,
  Instant,
  WebhookChange,
  WebhookEventType,
  WebhookOffReason,
  WebhookView,
} from '@tapclock/contracts';
import { parseCursor } from '../event-log/index.ts';
import type { Sql } from '../platform/database/database.ts';

interface WebhookRow {
  id: string;
  url: string;
  types: WebhookEventType[];
  site: string | null;
  description: string;
  active: boolean;
  offAt: Instant | null;
  offWhy: WebhookOffReason | null;
  waiting: number;
  failingSince: Instant | null;
  dueAt: Instant;
  earlierUntil: Instant | null;
  createdBy: string;
  createdAt: Instant;
  version: number;
}

/** Secrets of a webhook, sealed. */
export interface SealedSecrets {
  secret: Buffer;
  earlier: Buffer | null;
  earlierUntil: Instant | null;
}

/** Somebody who may be told of events. */
export interface Subscriber {
  id: string;
  types: WebhookEventType[];
  site: string | null;
  waiting: number;
  /** Events up to here are none of its business any more. */
  seen: Cursor;
}

const COLUMNS = `
  id, url, types, site_id as site, description, active, off_at as "offAt", off_why as "offWhy", waiting,
  failing_since as "failingSince", due_at as "dueAt", earlier_until as "earlierUntil", created_by as "createdBy",
  created_at as "createdAt", version`;

/** Two webhooks are never made at the same time, so that none is counted before it is there. */
const MAKING_LOCK = 'webhooks';

@Injectable()
export class WebhooksRepository {
  /** Holds back everybody else who makes a webhook until the end of the transaction; tells how many there are. */
  async count(sql: Sql): Promise<number> {
    await sql.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [MAKING_LOCK]);
    const [row] = await sql.query<{ count: number }>('select count(*) as count from webhook');
    return row?.count ?? 0;
  }

  async siteExists(sql: Sql, site: string): Promise<boolean> {
    return (await sql.query('select id from site where id = $1', [site])).length > 0;
  }

  async insert(
    sql: Sql,
    webhook: WebhookChange & { id: string; secret: Buffer; seen: Cursor; by: string; at: Instant },
  ): Promise<void> {
    const { xid, position } = parseCursor(webhook.seen);
    await sql.query(
      `insert into webhook (id, url, types, site_id, description, active, secret, seen_xid, seen_position, due_at, created_by,
                            created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8::text::xid8, $9::bigint, $11, $10, $11)`,
      [
        ...[webhook.id, webhook.url, webhook.types, webhook.site, webhook.description, webhook.active],
        ...[webhook.secret, xid, position, webhook.by, webhook.at],
      ],
    );
  }

  /** In the order in which they were made. */
  async list(
    sql: Sql,
    of: { limit: number; offset: number },
  ): Promise<{ webhooks: WebhookView[]; total: number }> {
    const [rows, [counted]] = await Promise.all([
      sql.query<WebhookRow>(`select ${COLUMNS} from webhook order by created_at, id limit $1 offset $2`, [
        of.limit,
        of.offset,
      ]),
      sql.query<{ count: number }>('select count(*) as count from webhook'),
    ]);
    return { webhooks: rows.map(view), total: counted?.count ?? 0 };
  }

  async find(sql: Sql, id: string): Promise<WebhookView | null> {
    const [row] = await sql.query<WebhookRow>(`select ${COLUMNS} from webhook where id = $1`, [id]);
    return row ? view(row) : null;
  }

  /** The same, and nobody else changes it until the end of the transaction. */
  async lock(sql: Sql, id: string): Promise<WebhookView | null> {
    const [row] = await sql.query<WebhookRow>(`select ${COLUMNS} from webhook where id = $1 for update`, [
      id,
    ]);
    return row ? view(row) : null;
  }

  async secrets(sql: Sql, id: string): Promise<SealedSecrets | null> {
    const [row] = await sql.query<SealedSecrets>(
      `select secret, earlier_secret as earlier, earlier_until as "earlierUntil" from webhook where id = $1`,
      [id],
    );
    return row ?? null;
  }

  /** As somebody wants it from now on; what the hub had switched off begins anew, at once. */
  async change(sql: Sql, id: string, wanted: WebhookChange & { seen: Cursor; at: Instant }): Promise<void> {
    const { xid, position } = parseCursor(wanted.seen);
    await sql.query(
      `update webhook set url = $2, types = $3, site_id = $4, description = $5, active = $6, off_at = null, off_why = null,
              failures = 0, failing_since = null, due_at = $9, version = version + 1,
              (seen_xid, seen_position) =
                (select x, p from (values (seen_xid, seen_position), ($7::text::xid8, $8::bigint)) as s (x, p)
                 order by x desc, p desc limit 1)
       where id = $1`,
      [
        ...[id, wanted.url, wanted.types, wanted.site, wanted.description, wanted.active],
        ...[xid, position, wanted.at],
      ],
    );
  }

  async remove(sql: Sql, id: string): Promise<void> {
    await sql.query('delete from webhook where id = $1', [id]);
  }

  /** A new secret; the one of before stays good until then, null: it does not. */
  async changeSecret(sql: Sql, id: string, secret: Buffer, earlierUntil: Instant | null): Promise<void> {
    await sql.query(
      `update webhook set secret = $2, earlier_secret = case when $3::timestamptz is not null then secret end, earlier_until = $3,
              version = version + 1
       where id = $1`,
      [id, secret, earlierUntil],
    );
  }

  /** Those that want any of these, and are served now. Their queues stay as they are until the end of the transaction. */
  async subscribers(sql: Sql, types: readonly WebhookEventType[]): Promise<Subscriber[]> {
    return await sql.query<Subscriber>(
      `select id, types, site_id as site, waiting, seen_xid || '-' || seen_position as seen from webhook
       where active and off_at is null and types && $1::text[] order by id for update`,
      [types],
    );
  }

  async switchOff(sql: Sql, id: string, why: WebhookOffReason, at: Instant): Promise<void> {
    await sql.query('update webhook set off_at = $3, off_why = $2, version = version + 1 where id = $1', [
      id,
      why,
      at,
    ]);
  }
}

function view(row: WebhookRow): WebhookView {
  const { offAt, offWhy } = row;
  const isServed = row.active && offAt === null;
  return {
    id: row.id,
    url: row.url,
    types: row.types,
    site: row.site,
    description: row.description,
    active: row.active,
    off: offAt === null || offWhy === null ? null : { at: offAt, why: offWhy },
    waiting: row.waiting,
    failingSince: row.failingSince,
    nextTryAt: isServed && row.waiting > 0 ? row.dueAt : null,
    earlierSecretUntil: row.earlierUntil,
    createdBy: row.createdBy,
    createdAt: row.createdAt,
    version: row.version,
  };
}
