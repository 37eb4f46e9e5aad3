import { Injectable } from '@nestjs/common';
import {
  type Instant,
  NotificationKind,
  NotificationSubject,
  type NotificationsRead,
} from '@tapclock/contracts';
import type { Sql } from '../platform/database/database.ts';

/** Something that an account is told. */
export interface NewNotification {
  id: string;
  account: string;
  kind: NotificationKind;
  source: string;
  site: string | null;
  about: NotificationSubject;
  /** In the list. */
  shown: boolean;
  /** By mail, from then on; null: not. */
  mailDueAt: Instant | null;
}

export interface Notification {
  id: string;
  kind: NotificationKind;
  site: string | null;
  about: NotificationSubject;
  at: Instant;
  readAt: Instant | null;
}

type NotificationRow = Omit<Notification, 'kind' | 'about'> & { kind: string; about: unknown };

export interface NotificationsFilter {
  account: string;
  unread: boolean;
  limit: number;
  offset: number;
}

const COLUMNS = 'id, kind, site_id as site, about, at, read_at as "readAt"';
const FILTER = 'account_id = $1 and shown and (not $2::boolean or read_at is null)';

@Injectable()
export class NotificationsRepository {
  /** What an account was told by the same source before is not told again. Says how many are new. */
  async insert(sql: Sql, told: readonly NewNotification[], at: Instant): Promise<number> {
    const rows = await sql.query(
      `insert into notification (id, account_id, kind, source, site_id, about, at, shown, mail_due_at)
       select id, account, kind, source, site, about, $9, shown, mail_due_at
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::boolean[], $8::timestamptz[])
         as n (id, account, kind, source, site, about, shown, mail_due_at)
       on conflict (account_id, source, kind) do nothing returning id`,
      [
        told.map(({ id }) => id),
        told.map(({ account }) => account),
        told.map(({ kind }) => kind),
        told.map(({ source }) => source),
        told.map(({ site }) => site),
        told.map(({ about }) => JSON.stringify(about)),
        told.map(({ shown }) => shown),
        told.map(({ mailDueAt }) => mailDueAt),
        at,
      ],
    );
    return rows.length;
  }

  /** Newest first. */
  async list(
    sql: Sql,
    { account, unread, limit, offset }: NotificationsFilter,
  ): Promise<{ notifications: Notification[]; total: number }> {
    const [rows, [counted]] = await Promise.all([
      sql.query<NotificationRow>(
        `select ${COLUMNS} from notification where ${FILTER} order by at desc, id desc limit $3 offset $4`,
        [account, unread, limit, offset],
      ),
      sql.query<{ count: number }>(`select count(*) as count from notification where ${FILTER}`, [
        account,
        unread,
      ]),
    ]);
    return { notifications: rows.map(notificationOf), total: counted?.count ?? 0 };
  }

  async unread(sql: Sql, account: string): Promise<number> {
    const [row] = await sql.query<{ count: number }>(
      'select count(*) as count from notification where account_id = $1 and shown and read_at is null',
      [account],
    );
    return row?.count ?? 0;
  }

  /** Those of an account are read; what was to be mailed need not be any more. */
  async read(sql: Sql, account: string, which: NotificationsRead, at: Instant): Promise<void> {
    await sql.query(
      `update notification set read_at = $4, mail_due_at = null
       where account_id = $1 and shown and read_at is null and (id = any($2::uuid[]) or at <= $3::timestamptz)`,
      [account, 'ids' in which ? which.ids : [], 'through' in which ? which.through : null, at],
    );
  }

  /** Removes what was told before, and the mails of then; at most so many of each. Says how many. */
  async forget(sql: Sql, before: Instant, limit: number): Promise<number> {
    const notifications = await sql.query(
      `delete from notification where id in (select id from notification where at < $1 order by at limit $2) returning 1 as gone`,
      [before, limit],
    );
    const mails = await sql.query(
      `delete from mail m where m.id in (
         select id from mail where made_at < $1 order by made_at limit $2)
       and not exists (select from notification n where n.mail_id = m.id) returning 1 as gone`,
      [before, limit],
    );
    return notifications.length + mails.length;
  }
}

/** A row as it is read: kinds and subjects are of our own writing. */
export function notificationOf(row: NotificationRow): Notification {
  return { ...row, kind: NotificationKind.parse(row.kind), about: NotificationSubject.parse(row.about) };
}
