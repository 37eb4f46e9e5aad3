import { Injectable } from '@nestjs/common';
import type { ApiKeyView, Instant, Right } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';

export interface NewApiKeyRow extends Omit<ApiKeyView, 'lastUsedAt' | 'revokedAt'> {
  digest: Buffer;
  /** Account of who made it. */
  maker: string;
}

/** A key that works, and in whose hands it is. */
export interface LivingKey {
  key: ApiKeyView;
  /** Employee of the account that made it, if there is one now. */
  employee: string | null;
}

interface ApiKeyRow {
  id: string;
  name: string;
  scopes: Right[];
  prefix: string;
  created_by: string;
  created_at: Instant;
  expires_at: Instant;
  last_used_at: Instant | null;
  revoked_at: Instant | null;
}

const COLUMNS =
  'id, name, scopes, prefix, created_by, created_at, expires_at, last_used_at, revoked_at' as const;
/** A key that works at the moment `$n`. */
const living = (now: string) => `revoked_at is null and expires_at > ${now}`;
/** Two keys are never made at the same time, so that none is counted before it is there. */
const MAKING_LOCK = 'api keys';

/** Keys of integrations. Of the secret only its digest is kept. */
@Injectable()
export class ApiKeysRepository {
  /** Holds back everybody else who makes a key until the end of the transaction; tells how many work now. */
  async countLiving(sql: Sql, now: string): Promise<number> {
    await sql.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [MAKING_LOCK]);
    const [row] = await sql.query<{ count: number }>(
      `select count(*) as count from api_key where ${living('$1')}`,
      [now],
    );
    return row?.count ?? 0;
  }

  async insert(sql: Sql, key: NewApiKeyRow): Promise<void> {
    await sql.query(
      `insert into api_key (id, name, scopes, prefix, digest, created_by, created_by_account, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        ...[key.id, key.name, key.scopes, key.prefix, key.digest, key.createdBy, key.maker],
        ...[key.createdAt, key.expiresAt],
      ],
    );
  }

  /** Newest first; with those that work no longer only when asked for. */
  async list(
    sql: Sql,
    { now, all, limit, offset }: { now: string; all: boolean; limit: number; offset: number },
  ): Promise<{ keys: ApiKeyView[]; total: number }> {
    const [rows, [counted]] = await Promise.all([
      sql.query<ApiKeyRow>(
        `select ${COLUMNS} from api_key where $1 or (${living('$2')})
         order by created_at desc, id desc limit $3 offset $4`,
        [all, now, limit, offset],
      ),
      sql.query<{ count: number }>(`select count(*) as count from api_key where $1 or (${living('$2')})`, [
        all,
        now,
      ]),
    ]);
    return { keys: rows.map(view), total: counted?.count ?? 0 };
  }

  async find(sql: Sql, id: string): Promise<ApiKeyView | null> {
    const [row] = await sql.query<ApiKeyRow>(`select ${COLUMNS} from api_key where id = $1`, [id]);
    return row ? view(row) : null;
  }

  /** The key of this digest, if it works now. */
  async findLiving(sql: Sql, digest: Buffer, now: string): Promise<LivingKey | null> {
    const [row] = await sql.query<ApiKeyRow & { employee: string | null }>(
      `select ${COLUMNS}, (select a.employee_id from account a where a.id = created_by_account) as employee
       from api_key where digest = $1 and ${living('$2')}`,
      [digest, now],
    );
    return row ? { key: view(row), employee: row.employee } : null;
  }

  /** Notes a use, unless a use was noted after `unlessAfter`. */
  async noteUse(sql: Sql, id: string, now: string, unlessAfter: string): Promise<void> {
    await sql.query(
      `update api_key set last_used_at = $2
       where id = $1 and (last_used_at is null or last_used_at <= $3)`,
      [id, now, unlessAfter],
    );
  }

  /** The key as it is now; null when there is none. A second time changes nothing. */
  async revoke(sql: Sql, id: string, now: string): Promise<ApiKeyView | null> {
    const [row] = await sql.query<ApiKeyRow>(
      `update api_key set revoked_at = coalesce(revoked_at, $2) where id = $1 returning ${COLUMNS}`,
      [id, now],
    );
    return row ? view(row) : null;
  }
}

function view(row: ApiKeyRow): ApiKeyView {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    prefix: row.prefix,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  };
}
