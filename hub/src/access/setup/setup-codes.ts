import { Injectable } from '@nestjs/common';
import type { Instant } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { digestOfSecret, newSecret } from '../secret-text.ts';

const SETUP_CODE_HOURS = 24;
const HOUR_MS = 3_600_000;
/** Codes that work at once: a hub that restarts again and again leaves the newest ones. */
const CODES_MAX = 10;

/** Codes that make the first account. Kept as digests in the database, so that any hub takes a code that another one printed. */
@Injectable()
export class SetupCodes {
  /** Throws CONFLICT when there is an account. */
  async make(sql: Sql, nowMs: number): Promise<{ code: string; expiresAt: Instant }> {
    await this.lock(sql);
    if (await this.isSetUp(sql)) {
      throw new HubError('CONFLICT', {
        en: 'There is an account already: its owner invites others.',
        de: 'Es gibt schon ein Konto: Wer es hat, lädt andere ein.',
      });
    }
    const code = newSecret();
    const expiresAt = new Date(nowMs + SETUP_CODE_HOURS * HOUR_MS).toISOString();
    await sql.query('insert into setup_code (digest, created_at, expires_at) values ($1, $2, $3)', [
      digestOfSecret(code),
      new Date(nowMs).toISOString(),
      expiresAt,
    ]);
    await sql.query(
      'delete from setup_code where digest in (select digest from setup_code order by created_at desc, digest offset $1)',
      [CODES_MAX],
    );
    return { code, expiresAt };
  }

  /** Until the end of the transaction nobody else sets up this hub: of two at once one finds the other's account. */
  async lock(sql: Sql): Promise<void> {
    await sql.query(`select pg_advisory_xact_lock(hashtextextended('tapclock set-up', 0))`);
  }

  async isSetUp(sql: Sql): Promise<boolean> {
    return (await sql.query('select from account limit 1')).length > 0;
  }

  async isGood(sql: Sql, code: string, nowMs: number): Promise<boolean> {
    const found = await sql.query('select from setup_code where digest = $1 and expires_at > $2', [
      digestOfSecret(code),
      new Date(nowMs).toISOString(),
    ]);
    return found.length > 0;
  }

  async forgetAll(sql: Sql): Promise<void> {
    await sql.query('delete from setup_code');
  }
}
