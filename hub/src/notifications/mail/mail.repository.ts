import { Injectable } from '@nestjs/common';
import { type Instant, type MailState, type MailView, NotificationKind } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import type { Pending } from '../domain/mail-plan.ts';
import type { Told } from '../domain/sentences.ts';
import { notificationOf } from '../notifications.repository.ts';

/** A mail that a hub has for a while. */
export interface ClaimedMail {
  id: string;
  account: string;
  attempts: number;
  madeAt: Instant;
}

/** Accounts whose mails are planned in one transaction. */
const ACCOUNTS_AT_ONCE = 200;

@Injectable()
export class MailRepository {
  /** Only one hub plans at a time: two would each make a mail of half of what there is. */
  async lockPlanning(sql: Sql): Promise<void> {
    await sql.query(`select pg_advisory_xact_lock(hashtextextended('mail planning', 0))`);
  }

  /** Everything that is to be mailed to accounts for which some of it is due. */
  async pending(sql: Sql, now: Instant): Promise<Pending[]> {
    const rows = await sql.query<{ id: string; account: string; kind: string; dueAt: Instant }>(
      `select id, account_id as account, kind, mail_due_at as "dueAt" from notification
       where mail_due_at is not null and account_id in (
         select account_id from notification where mail_due_at <= $1 group by account_id order by min(mail_due_at) limit $2)
       order by at, id for update`,
      [now, ACCOUNTS_AT_ONCE],
    );
    return rows.map(({ id, account, kind, dueAt }) => ({
      ...{ id, account, kind: NotificationKind.parse(kind), dueMs: Date.parse(dueAt) },
    }));
  }

  /** Mails to each of these accounts since midnight in its zone. */
  async today(
    sql: Sql,
    accounts: readonly { account: string; zone: string }[],
    now: Instant,
  ): Promise<Map<string, number>> {
    const rows = await sql.query<{ account: string; mails: number }>(
      `select w.account, count(*) as mails from unnest($1::uuid[], $2::text[]) as w (account, zone)
       join mail m on m.account_id = w.account
        and m.made_at >= date_trunc('day', $3::timestamptz at time zone w.zone) at time zone w.zone
       group by w.account`,
      [accounts.map(({ account }) => account), accounts.map(({ zone }) => zone), now],
    );
    return new Map(rows.map(({ account, mails }) => [account, mails]));
  }

  async make(
    sql: Sql,
    mails: readonly { id: string; account: string; notifications: readonly string[] }[],
    now: Instant,
  ): Promise<void> {
    await sql.query(
      `insert into mail (id, account_id, state, notifications, made_at, due_at)
       select id, account, 'waiting', notifications, $4, $4 from unnest($1::uuid[], $2::uuid[], $3::int[])
         as m (id, account, notifications)`,
      [
        mails.map(({ id }) => id),
        mails.map(({ account }) => account),
        mails.map(({ notifications }) => notifications.length),
        now,
      ],
    );
    const parts = mails.flatMap(({ id, notifications }) =>
      notifications.map(notification => ({ mail: id, notification })),
    );
    await sql.query(
      `update notification n set mail_id = w.mail, mail_due_at = null
       from unnest($1::uuid[], $2::uuid[]) as w (notification, mail) where n.id = w.notification`,
      [parts.map(({ notification }) => notification), parts.map(({ mail }) => mail)],
    );
  }

  /** Puts notifications off; null: they are not mailed at all. */
  async postpone(
    sql: Sql,
    postponed: readonly { notification: string; dueAt: Instant | null }[],
  ): Promise<void> {
    await sql.query(
      `update notification n set mail_due_at = w.due_at
       from unnest($1::uuid[], $2::timestamptz[]) as w (notification, due_at) where n.id = w.notification`,
      [postponed.map(({ notification }) => notification), postponed.map(({ dueAt }) => dueAt)],
    );
  }

  /** Mails that are due and in nobody's hands; they are this claim's until then. */
  async claim(
    sql: Sql,
    of: { claim: string; now: Instant; until: Instant; limit: number },
  ): Promise<ClaimedMail[]> {
    return await sql.query<ClaimedMail>(
      `update mail set claim = $1, claimed_until = $3
       where id in (
         select id from mail
         where state = 'waiting' and due_at <= $2 and (claimed_until is null or claimed_until <= $2)
         order by due_at, id limit $4 for update skip locked)
       returning id, account_id as account, attempts, made_at as "madeAt"`,
      [of.claim, of.now, of.until, of.limit],
    );
  }

  /** What a mail is about, oldest first. */
  async told(sql: Sql, mail: string): Promise<Told[]> {
    const rows = await sql.query<Parameters<typeof notificationOf>[0]>(
      `select id, kind, site_id as site, about, at, read_at as "readAt" from notification where mail_id = $1 order by at, id`,
      [mail],
    );
    return rows.map(notificationOf);
  }

  async ended(
    sql: Sql,
    mail: string,
    claim: string,
    end: { state: Exclude<MailState, 'waiting'>; at: Instant; problem: string | null },
  ): Promise<void> {
    await sql.query(
      `update mail set state = $3, ended_at = $4, problem = $5, due_at = null, attempts = attempts + 1, claim = null,
              claimed_until = null
       where id = $1 and claim = $2 and state = 'waiting'`,
      [mail, claim, end.state, end.at, end.problem],
    );
  }

  async later(
    sql: Sql,
    mail: string,
    claim: string,
    next: { dueAt: Instant; problem: string },
  ): Promise<void> {
    await sql.query(
      `update mail set due_at = $3, problem = $4, attempts = attempts + 1, claim = null, claimed_until = null
       where id = $1 and claim = $2 and state = 'waiting'`,
      [mail, claim, next.dueAt, next.problem],
    );
  }

  /** Gives back what was not tried. */
  async giveBack(sql: Sql, claim: string): Promise<void> {
    await sql.query('update mail set claim = null, claimed_until = null where claim = $1', [claim]);
  }

  async waiting(sql: Sql): Promise<number> {
    const [row] = await sql.query<{ waiting: number }>(
      `select count(*) as waiting from mail where state = 'waiting'`,
    );
    return row?.waiting ?? 0;
  }

  /** Newest first. */
  async list(
    sql: Sql,
    of: { state?: MailState | undefined; limit: number; offset: number },
  ): Promise<{ mails: MailView[]; total: number }> {
    const state = of.state ?? null;
    const [mails, [counted]] = await Promise.all([
      sql.query<MailView>(
        `select id, account_id as account, state, notifications, attempts, made_at as "madeAt", due_at as "nextTryAt",
                ended_at as "endedAt", problem
         from mail where $1::text is null or state = $1 order by made_at desc, id desc limit $2 offset $3`,
        [state, of.limit, of.offset],
      ),
      sql.query<{ count: number }>(
        'select count(*) as count from mail where $1::text is null or state = $1',
        [state],
      ),
    ]);
    return { mails, total: counted?.count ?? 0 };
  }
}
