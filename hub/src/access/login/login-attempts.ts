import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Instant } from '@tapclock/contracts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { LOGGER, type Log } from '../../platform/logging/logger.ts';
import { VAULT, type Vault } from '../../platform/secrets/vault.ts';
import {
  ACCOUNT_QUIET_MS,
  FAILURES_KEPT_MS,
  type Failures,
  LOCK_MS,
  PAIR_FAILURES_MAX,
  SOURCE_FAILURES_KNOWN_MAX,
  SOURCE_FAILURES_MAX,
  waitBeforeLogin,
} from '../domain/login-throttle.ts';

const DAY_MS = 86_400_000;
/** An account that did not come from a source for so long is a stranger there. */
const SOURCE_KNOWN_DAYS = 90;
/** Forgotten with each attempt; more than one attempt makes, so the tables end up as small as they can be. */
const FORGOTTEN_AT_ONCE = 100;

type Scope = 'pair' | 'account' | 'source';

/** A try that is under way. It counts as failed until it is known to be none: of many at once, none goes uncounted. */
export interface LoginAttempt {
  pair: Buffer;
  counted: readonly { scope: Scope; subject: Buffer }[];
}

/** How often somebody may try a password or a code; see `waitBeforeLogin`. */
@Injectable()
export class LoginAttempts {
  readonly #database: Database;
  readonly #log: Log;
  readonly #key: Buffer;

  constructor(@Inject(DATABASE) database: Database, @Inject(VAULT) vault: Vault, @Inject(LOGGER) log: Log) {
    this.#database = database;
    this.#log = log;
    this.#key = vault.derive('login attempts');
  }

  /** Counts a try of this login name from this source (`sourceOf`). Throws RATE_LIMITED when it comes too early; that does not count. */
  async begin(email: string, source: string, nowMs: number): Promise<LoginAttempt> {
    const subjects = {
      pair: this.#digest('pair', email, source),
      account: this.#digest('account', email),
      source: this.#digest('source', source),
    };
    const { value } = await this.#database.transaction(async sql => {
      // One after another per account: two tries at once would both see that nothing failed yet.
      await sql.query('select pg_advisory_xact_lock($1::bigint)', [lockOf(subjects.account)]);
      const history = await readHistory(sql, subjects, nowMs);
      const waitMs = waitBeforeLogin(history, nowMs);
      if (waitMs > 0) return { waitMs, attempt: null };
      const scopes: Scope[] = history.isKnownSource ? ['pair', 'source'] : ['pair', 'account', 'source'];
      const counted = scopes.map(scope => ({ scope, subject: subjects[scope] }));
      await count(sql, counted, nowMs);
      await forgetOld(sql, nowMs);
      if ((history.pair?.failures ?? 0) + 1 === PAIR_FAILURES_MAX) {
        this.#log.info('a login is locked for one source unless this try is right');
      }
      const ofSource = (history.source?.failures ?? 0) + 1;
      if (ofSource === SOURCE_FAILURES_MAX || ofSource === SOURCE_FAILURES_KNOWN_MAX) {
        this.#log.warn(
          { failures: ofSource },
          'many logins fail at one source: somebody may be trying passwords',
        );
      }
      return { waitMs, attempt: { pair: subjects.pair, counted } };
    });
    if (value.attempt === null) throw tooEarly(value.waitMs);
    return value.attempt;
  }

  /** Looks at a try. One that could not be looked at, because too many wait or the database is away, was none. */
  async look<T>(attempt: LoginAttempt, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      await this.withdraw(attempt);
      throw error;
    }
  }

  /** It was wrong: the wait begins now, and not before the password was looked at. */
  async fail(attempt: LoginAttempt, nowMs: number): Promise<void> {
    await this.#database.primary.query(
      `update login_failure f set last_at = $3 from unnest($1::text[], $2::bytea[]) as tried (scope, subject)
       where f.scope = tried.scope and f.subject = tried.subject and f.last_at < $3`,
      [...columns(attempt.counted), iso(nowMs)],
    );
  }

  /** It was no failure, and no success either. */
  async withdraw(attempt: LoginAttempt): Promise<void> {
    await this.#database.transaction(sql => uncount(sql, attempt.counted));
  }

  /** The right password: the account is known at this source from now on. */
  async succeed(sql: Sql, attempt: LoginAttempt, nowMs: number): Promise<void> {
    const others = attempt.counted.filter(({ scope }) => scope !== 'pair');
    // The counters of account and source lose this try only: who has one password must not try others for ever.
    await uncount(sql, others);
    await sql.query(`delete from login_failure where scope = 'pair' and subject = $1`, [attempt.pair]);
    await sql.query(
      `insert into login_source (subject, last_at) values ($1, $2)
       on conflict (subject) do update set last_at = excluded.last_at`,
      [attempt.pair, iso(nowMs)],
    );
  }

  /** Whoever has proven in another way to be the owner does not wait here any more. */
  async forgive(sql: Sql, email: string, source: string): Promise<void> {
    const pair = this.#digest('pair', email, source);
    await sql.query(`delete from login_failure where scope = 'pair' and subject = $1`, [pair]);
  }

  #digest(...parts: string[]): Buffer {
    return createHmac('sha256', this.#key).update(parts.join('\0')).digest();
  }
}

function tooEarly(waitMs: number): HubError {
  return new HubError(
    'RATE_LIMITED',
    {
      en: 'Too many tries. Wait a moment, then try again.',
      de: 'Zu viele Versuche. Warten Sie einen Augenblick und versuchen Sie es dann noch einmal.',
    },
    {
      details: { retryAfterSeconds: Math.ceil(waitMs / 1_000) },
    },
  );
}

async function readHistory(sql: Sql, subjects: Record<Scope, Buffer>, nowMs: number) {
  const [rows, known] = await Promise.all([
    sql.query<{ scope: Scope; failures: number; last_at: Instant }>(
      `select f.scope, f.failures, f.last_at
       from unnest($1::text[], $2::bytea[]) as asked (scope, subject) join login_failure f using (scope, subject)`,
      [Object.keys(subjects), Object.values(subjects)],
    ),
    sql.query('select from login_source where subject = $1 and last_at > $2', [
      subjects.pair,
      iso(nowMs - SOURCE_KNOWN_DAYS * DAY_MS),
    ]),
  ]);
  const of = (scope: Scope): Failures | null => {
    const row = rows.find(candidate => candidate.scope === scope);
    return row ? { failures: row.failures, lastAtMs: Date.parse(row.last_at) } : null;
  };
  return { pair: of('pair'), account: of('account'), source: of('source'), isKnownSource: known.length > 0 };
}

/** One more; a counter that was quiet for long enough begins anew. */
async function count(sql: Sql, counted: LoginAttempt['counted'], nowMs: number): Promise<void> {
  await sql.query(
    `insert into login_failure as f (scope, subject, failures, last_at)
     select scope, subject, 1, $3 from unnest($1::text[], $2::bytea[]) as tried (scope, subject)
     on conflict (scope, subject) do update set
       failures = case when f.last_at <= case f.scope when 'account' then $4::timestamptz else $5::timestamptz end
         then 1 else least(f.failures, 1000000) + 1 end,
       last_at = excluded.last_at`,
    [...columns(counted), iso(nowMs), iso(nowMs - ACCOUNT_QUIET_MS), iso(nowMs - LOCK_MS)],
  );
}

async function uncount(sql: Sql, counted: LoginAttempt['counted']): Promise<void> {
  const values = columns(counted);
  await sql.query(
    `delete from login_failure f using unnest($1::text[], $2::bytea[]) as tried (scope, subject)
     where f.scope = tried.scope and f.subject = tried.subject and f.failures = 1`,
    values,
  );
  await sql.query(
    `update login_failure f set failures = f.failures - 1 from unnest($1::text[], $2::bytea[]) as tried (scope, subject)
     where f.scope = tried.scope and f.subject = tried.subject and f.failures > 1`,
    values,
  );
}

async function forgetOld(sql: Sql, nowMs: number): Promise<void> {
  const older = (table: string) => `delete from ${table} where ctid = any (array(
    select ctid from ${table} where last_at < $1 order by last_at limit ${FORGOTTEN_AT_ONCE} for update skip locked))`;
  await sql.query(older('login_failure'), [iso(nowMs - FAILURES_KEPT_MS)]);
  await sql.query(older('login_source'), [iso(nowMs - SOURCE_KNOWN_DAYS * DAY_MS)]);
}

/** In one order always: two transactions that count in different orders would wait for each other. */
function columns(counted: LoginAttempt['counted']): [Scope[], Buffer[]] {
  const sorted = counted.toSorted((a, b) => a.scope.localeCompare(b.scope, 'en'));
  return [sorted.map(({ scope }) => scope), sorted.map(({ subject }) => subject)];
}

/** Key of an advisory lock; two subjects that share one wait for each other, and that is all. */
function lockOf(subject: Buffer): string {
  return subject.readBigInt64BE(0).toString();
}

function iso(ms: number): Instant {
  return new Date(ms).toISOString();
}
