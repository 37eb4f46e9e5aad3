import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database, type Sql } from '../database/database.ts';

/** How long an answer is kept. */
const KEPT_HOURS = 24;
/** After this long without an end, whoever did the work is taken for dead: more than any request takes. */
const CLAIM_MINUTES = 5;
/** Largest answer that is kept, in bytes of JSON. */
export const ANSWER_BYTES_MAX = 256 * 1024;
/** Rows of the past that one statement clears away. */
const CLEARED_ROWS = 1_000;

/** An answer as it was sent, without `meta`. */
export interface StoredAnswer {
  headers: Record<string, string>;
  body: object;
}

/** A write with a key. */
export interface KeyedRequest {
  principal: string;
  key: string;
  fingerprint: Buffer;
}

export type Claim =
  /** Do it: nobody has. */
  | { kind: 'ours'; claim: string }
  | { kind: 'answered'; status: number; answer: StoredAnswer }
  /** It was done, wholly or in part, and its answer is not there. */
  | { kind: 'answer-lost' }
  | { kind: 'in-use' }
  /** The key belongs to another request. */
  | { kind: 'reused' };

interface KeyRow {
  same: boolean;
  applied: boolean;
  stale: boolean;
  status: number | null;
  answer: StoredAnswer | null;
}

const CLAIM = `
  insert into idempotency_key as known (principal, key, fingerprint, claim, claimed_at, created_at, expires_at)
  values ($1, $2, $3, $4, now(), now(), now() + interval '${KEPT_HOURS} hours')
  on conflict (principal, key) do update
    set fingerprint = excluded.fingerprint, claim = excluded.claim, claimed_at = now(), applied = false,
        status = null, answer = null, created_at = now(), expires_at = excluded.expires_at
    where known.expires_at <= now()
       or (known.fingerprint = excluded.fingerprint and known.status is null and not known.applied
           and known.claimed_at <= now() - interval '${CLAIM_MINUTES} minutes')
  returning claim`;

const FIND = `
  select fingerprint = $3 as same, applied, status, answer,
         claimed_at <= now() - interval '${CLAIM_MINUTES} minutes' as stale
  from idempotency_key where principal = $1 and key = $2`;

const CLEAR = `
  delete from idempotency_key where (principal, key) in (
    select principal, key from idempotency_key where expires_at <= now()
    order by expires_at limit ${CLEARED_ROWS} for update skip locked)
  returning 1 as cleared`;

/** Which writes were done, and what was answered to them. */
@Injectable()
export class IdempotencyKeys {
  readonly #database: Database;

  constructor(@Inject(DATABASE) database: Database) {
    this.#database = database;
  }

  /** Takes the key, or tells what became of the request that has it. */
  async claim({ principal, key, fingerprint }: KeyedRequest): Promise<Claim> {
    const { primary } = this.#database;
    const claim = randomUUID();
    const claimed = await primary.query(CLAIM, [principal, key, fingerprint, claim]);
    if (claimed.length > 0) return { kind: 'ours', claim };
    const [found] = await primary.query<KeyRow>(FIND, [principal, key, fingerprint]);
    // Released between the two statements: the caller's next try will have it.
    if (!found) return { kind: 'in-use' };
    return whatBecameOf(found);
  }

  /** Notes, in a transaction of the work itself, that it must not be done again. False: another request has taken over. */
  async applied(sql: Sql, claim: Claimed): Promise<boolean> {
    const noted = await sql.query(
      'update idempotency_key set applied = true where principal = $1 and key = $2 and claim = $3 returning key',
      [claim.principal, claim.key, claim.claim],
    );
    return noted.length > 0;
  }

  /** Keeps the answer; null when it is none that can be kept. */
  async answered(claim: Claimed, status: number, answer: StoredAnswer | null): Promise<void> {
    const text = answer === null ? null : JSON.stringify(answer);
    const kept = text !== null && Buffer.byteLength(text) <= ANSWER_BYTES_MAX ? text : null;
    await this.#database.primary.query(
      'update idempotency_key set status = $4, answer = $5 where principal = $1 and key = $2 and claim = $3',
      [claim.principal, claim.key, claim.claim, status, kept],
    );
  }

  /** Removes what is kept no longer. Called by `ExpiredKeys`. */
  async clearExpired(): Promise<void> {
    while ((await this.#database.primary.query(CLEAR)).length === CLEARED_ROWS);
  }

  /** Lets go of a key whose request was refused and changed nothing. What is half done stays as it is, its answer lost. */
  async refused(claim: Claimed, status: number): Promise<void> {
    await this.#database.primary.query(
      `with half_done as (
         update idempotency_key set status = $4 where principal = $1 and key = $2 and claim = $3 and applied)
       delete from idempotency_key where principal = $1 and key = $2 and claim = $3 and not applied`,
      [claim.principal, claim.key, claim.claim, status],
    );
  }
}

export interface Claimed {
  principal: string;
  key: string;
  claim: string;
}

function whatBecameOf({ same, applied, stale, status, answer }: KeyRow): Claim {
  if (!same) return { kind: 'reused' };
  if (status !== null && answer !== null) return { kind: 'answered', status, answer };
  if (status !== null || (applied && stale)) return { kind: 'answer-lost' };
  return { kind: 'in-use' };
}
