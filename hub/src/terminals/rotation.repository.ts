import { Injectable } from '@nestjs/common';
import { type Instant, SealedBox } from '@tapclock/contracts';
import { z } from 'zod';
import type { Sql } from '../platform/database/database.ts';

export interface Rotation {
  id: string;
  askedAt: Instant;
  askedBy: string;
  /** The new key, once it is taken. */
  offeredKey: Buffer | null;
  login: SealedBox | null;
  takenAt: Instant | null;
}

/** As long as journals keep what was delivered: a terminal that is away for longer signs its punches anew when it is back. */
const PREVIOUS_KEY_DAYS_MAX = 30;

/** Changes of terminals' keys: at most one under way for each terminal. */
@Injectable()
export class RotationRepository {
  /** The change that is under way. Whoever decides on it holds the lock of the terminal. */
  async open(sql: Sql, terminal: string): Promise<Rotation | null> {
    const [row] = await sql.query<Rotation>(
      `select id, asked_at as "askedAt", asked_by as "askedBy", offered_key as "offeredKey", login, taken_at as "takenAt"
       from key_rotation where terminal_id = $1 and ended_at is null`,
      [terminal],
    );
    return row ? { ...row, login: z.nullable(SealedBox).parse(row.login) } : null;
  }

  async insert(sql: Sql, rotation: { id: string; terminal: string; by: string }): Promise<void> {
    await sql.query(
      'insert into key_rotation (id, terminal_id, asked_at, asked_by) values ($1, $2, now(), $3)',
      [rotation.id, rotation.terminal, rotation.by],
    );
    await sql.query('update terminal set version = version + 1 where id = $1', [rotation.terminal]);
  }

  /** The offered key is the terminal's from now on; the old one counts until the terminal has changed over, and never for longer than 30 days. */
  async take(
    sql: Sql,
    taken: {
      id: string;
      terminal: string;
      publicKey: Buffer;
      login: SealedBox | null;
      passwordHash: string | null;
    },
  ): Promise<void> {
    const { id, terminal, publicKey, login, passwordHash } = taken;
    await sql.query(
      `update key_rotation set offered_key = $2, login = $3::jsonb, next_password_hash = $4, taken_at = now() where id = $1`,
      [id, publicKey, login === null ? null : JSON.stringify(login), passwordHash],
    );
    await sql.query(
      `update terminal set previous_key = public_key, public_key = $2, version = version + 1,
         previous_key_until = now() + make_interval(days => $3)
       where id = $1`,
      [terminal, publicKey, PREVIOUS_KEY_DAYS_MAX],
    );
  }

  /** The terminal has changed over: its new password counts, and the old key no longer after a last moment. */
  async end(
    sql: Sql,
    { id, terminal, until }: { id: string; terminal: string; until: Instant },
  ): Promise<void> {
    await sql.query(
      `update terminal t set previous_key_until = least($3, t.previous_key_until), version = t.version + 1,
         password_hash = coalesce(r.next_password_hash, t.password_hash)
       from key_rotation r where r.id = $1 and t.id = $2`,
      [id, terminal, until],
    );
    await sql.query(
      'update key_rotation set ended_at = now(), login = null, next_password_hash = null where id = $1',
      [id],
    );
  }
}
