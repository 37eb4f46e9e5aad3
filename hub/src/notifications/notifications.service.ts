import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import {
  type Language,
  type MailState,
  type MailView,
  NOTIFICATION_DAYS,
  type NotificationsRead,
  type NotificationView,
  type UnreadCount,
} from '@tapclock/contracts';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { type Page, type PageQuery, page } from '../platform/http/page.ts';
import { LOGGER, type Log } from '../platform/logging/logger.ts';
import { Rounds } from '../platform/time/rounds.ts';
import { sentenceOf } from './domain/sentences.ts';
import { MailRepository } from './mail/mail.repository.ts';
import { NotificationsRepository } from './notifications.repository.ts';

const DAY_MS = 86_400_000;
const FORGET_EVERY_MS = 3_600_000;
const FORGOTTEN_AT_ONCE = 5_000;

/** What people were told. */
@Injectable()
export class Notifications implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #database: Database;
  readonly #repository: NotificationsRepository;
  readonly #mails: MailRepository;
  readonly #forgetting: Rounds;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(NotificationsRepository) repository: NotificationsRepository,
    @Inject(MailRepository) mails: MailRepository,
    @Inject(LOGGER) log: Log,
  ) {
    this.#database = database;
    this.#repository = repository;
    this.#mails = mails;
    this.#forgetting = new Rounds({
      name: 'old notifications',
      pauseMs: FORGET_EVERY_MS,
      work: () => this.forget(Date.now()),
      log,
    });
  }

  onApplicationBootstrap(): void {
    this.#forgetting.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#forgetting.stop();
  }

  async list(
    account: string,
    query: PageQuery & { unread: boolean },
    language: Language,
  ): Promise<Page<NotificationView>> {
    const { notifications, total } = await this.#repository.list(this.#database.primary, {
      ...{ account, unread: query.unread },
      limit: query.per_page,
      offset: (query.page - 1) * query.per_page,
    });
    const views = notifications.map(told => ({ ...told, message: sentenceOf(told, language) }));
    return page(views, { ...query, total });
  }

  async unread(account: string): Promise<UnreadCount> {
    return { unread: await this.#repository.unread(this.#database.primary, account) };
  }

  async read(account: string, which: NotificationsRead): Promise<UnreadCount> {
    const { value } = await this.#database.transaction(async sql => {
      await this.#repository.read(sql, account, which, new Date().toISOString());
      return { unread: await this.#repository.unread(sql, account) };
    });
    return value;
  }

  async outbox(query: PageQuery & { state?: MailState | undefined }): Promise<Page<MailView>> {
    const { mails, total } = await this.#mails.list(this.#database.primary, {
      state: query.state,
      limit: query.per_page,
      offset: (query.page - 1) * query.per_page,
    });
    return page(mails, { ...query, total });
  }

  /** Removes what is too old. Twice does no harm. */
  async forget(nowMs: number): Promise<void> {
    const before = new Date(nowMs - NOTIFICATION_DAYS * DAY_MS).toISOString();
    for (let gone = FORGOTTEN_AT_ONCE; gone >= FORGOTTEN_AT_ONCE; ) {
      const forgotten = await this.#database.transaction(sql =>
        this.#repository.forget(sql, before, FORGOTTEN_AT_ONCE),
      );
      gone = forgotten.value;
    }
  }
}
