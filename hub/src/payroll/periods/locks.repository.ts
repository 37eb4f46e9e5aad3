import { Injectable } from '@nestjs/common';
import type { PendingUnlock, PeriodLock, UnlockDecision } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { parseDay } from '../../timesheets/data.ts';
import type { Period } from './period.ts';

/** A lock that holds, and the period as it was then. */
export interface ActiveLock extends PeriodLock {
  period: Period;
  isExported: boolean;
}

/** A request to unlock, and the account and the person it is of; null where it was made before there were accounts. */
export interface AskedUnlock extends PendingUnlock {
  account: string | null;
  employee: string | null;
}

interface UnlockMade extends UnlockDecision {
  request: string;
  lock: string;
  by: string;
  account: string;
  at: string;
}

export type NewLock = Omit<ActiveLock, 'isExported'>;

interface LockRow extends Omit<PeriodLock, 'digests'> {
  site: string;
  group: string;
  zone: string;
  from: string;
  to: string;
  payday: string;
  inputsDigest: string;
  sheetsDigest: string;
  isExported: boolean;
}

const COLUMNS = `
  l.id, l.site_id as site, l.pay_group as "group", l.zone, l.period_start as "from", l.period_end - 1 as "to", l.payday,
  l.revision, l.locked_by as by, l.locked_at as at, l.people, l.engine_version as "engineVersion",
  l.time_zone_data as "timeZoneData", l.inputs_digest as "inputsDigest", l.sheets_digest as "sheetsDigest",
  exists (select from payroll_export e where e.lock_id = l.id) as "isExported"`;

const IS_ACTIVE = 'not exists (select from unlock_decision u where u.lock_id = l.id and u.granted)';

/** Locks of periods and the requests to open them again; all of it append-only. */
@Injectable()
export class LocksRepository {
  /** Locks of a site that hold, of all groups or one, newest period first. */
  async active(sql: Sql, site: string, group: string | null = null): Promise<ActiveLock[]> {
    const rows = await sql.query<LockRow>(
      `select ${COLUMNS} from period_lock l
       where l.site_id = $1 and ($2::text is null or l.pay_group = $2) and ${IS_ACTIVE}
       order by l.period_start desc, l.pay_group`,
      [site, group],
    );
    return rows.map(toLock);
  }

  /** The lock that holds of the period that begins on a date, or null. */
  async activeOn(sql: Sql, site: string, group: string, from: string): Promise<ActiveLock | null> {
    const [row] = await sql.query<LockRow>(
      `select ${COLUMNS} from period_lock l
       where l.site_id = $1 and l.pay_group = $2 and l.period_start = $3 and ${IS_ACTIVE}`,
      [site, group, from],
    );
    return row ? toLock(row) : null;
  }

  /** A lock, whether it still holds or not. */
  async find(sql: Sql, id: string): Promise<ActiveLock | null> {
    const [row] = await sql.query<LockRow>(`select ${COLUMNS} from period_lock l where l.id = $1`, [id]);
    return row ? toLock(row) : null;
  }

  /** How often the period was locked before. */
  async revisions(sql: Sql, { site, group, from }: Period): Promise<number> {
    const [row] = await sql.query<{ revision: number }>(
      `select coalesce(max(revision), 0) as revision from period_lock
       where site_id = $1 and pay_group = $2 and period_start = $3`,
      [site, group, from],
    );
    return row?.revision ?? 0;
  }

  /** Whether anything was approved or locked of a period of the group before this one. */
  async isAnythingBefore(sql: Sql, { site, group, from }: Period): Promise<boolean> {
    const [row] = await sql.query<{ found: boolean }>(
      `select exists (select from sheet_approval where site_id = $1 and pay_group = $2 and period_start < $3)
           or exists (select from period_lock where site_id = $1 and pay_group = $2 and period_start < $3) as found`,
      [site, group, from],
    );
    return row?.found === true;
  }

  async add(sql: Sql, { period, digests, ...lock }: NewLock): Promise<void> {
    await sql.query(
      `insert into period_lock (id, site_id, pay_group, period_start, period_end, payday, zone, revision, engine_version,
                                time_zone_data, people, inputs_digest, sheets_digest, locked_by, locked_at)
       values ($1, $2, $3, $4, $5::date + 1, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
      [
        lock.id,
        period.site,
        period.group,
        period.from,
        period.to,
        period.payday,
        period.zone,
        lock.revision,
        lock.engineVersion,
        lock.timeZoneData,
        lock.people,
        digests.inputs,
        digests.sheets,
        lock.by,
        lock.at,
      ],
    );
  }

  /** Requests that nobody decided yet, by lock; the oldest of each. */
  async pendingUnlocks(sql: Sql, locks: readonly string[]): Promise<Map<string, PendingUnlock>> {
    if (locks.length === 0) return new Map();
    const rows = await sql.query<PendingUnlock & { lock: string }>(
      `select distinct on (r.lock_id) r.lock_id as lock, r.id, r.made_by as by, r.made_at as at, r.reason
       from unlock_request r
       where r.lock_id = any($1::uuid[]) and not exists (select from unlock_decision d where d.request_id = r.id)
       order by r.lock_id, r.made_at`,
      [locks],
    );
    return new Map(rows.map(({ lock, ...request }) => [lock, request]));
  }

  /** The oldest request about a lock that nobody decided yet, and whose it is. */
  async askedUnlock(sql: Sql, lock: string): Promise<AskedUnlock | null> {
    const [row] = await sql.query<AskedUnlock>(
      `select r.id, r.made_by as by, r.made_at as at, r.reason, r.made_by_account as account, a.employee_id as employee
       from unlock_request r left join account a on a.id = r.made_by_account
       where r.lock_id = $1 and not exists (select from unlock_decision d where d.request_id = r.id)
       order by r.made_at limit 1`,
      [lock],
    );
    return row ?? null;
  }

  /** Whether the account that decides may have been made by the one who asked: it is newer than the request, or was invited by them. */
  async isMadeFor(sql: Sql, asked: Pick<AskedUnlock, 'at' | 'account'>, decider: string): Promise<boolean> {
    const rows = await sql.query(
      'select from account where id = $1 and (created_at >= $2 or invited_by_account = $3)',
      [decider, asked.at, asked.account],
    );
    return rows.length > 0;
  }

  async addUnlockRequest(
    sql: Sql,
    lock: string,
    { id, by, at, reason, account }: PendingUnlock & { account: string },
  ): Promise<void> {
    await sql.query(
      `insert into unlock_request (id, lock_id, made_by, made_by_account, made_at, reason)
       values ($1, $2, $3, $4, $5, $6)`,
      [id, lock, by, account, at, reason],
    );
  }

  async addUnlockDecision(
    sql: Sql,
    { request, lock, granted, reason, by, account, at }: UnlockMade,
  ): Promise<void> {
    await sql.query(
      `insert into unlock_decision (request_id, lock_id, granted, made_by, made_by_account, made_at, reason)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [request, lock, granted, by, account, at, reason],
    );
  }
}

function toLock({
  site,
  group,
  zone,
  from,
  to,
  payday,
  inputsDigest,
  sheetsDigest,
  ...lock
}: LockRow): ActiveLock {
  return {
    ...lock,
    digests: { inputs: inputsDigest, sheets: sheetsDigest },
    period: { site, group, zone, from, to, payday, fromDay: parseDay(from), toDay: parseDay(to) },
  };
}
