import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { HUB_CONFIG, type HubConfig } from '../platform/config/hub-config.ts';
import type { Sql } from '../platform/database/database.ts';
import { channelsOf, KINDS } from './domain/kinds.ts';
import type { Notice } from './domain/notice.ts';
import { Hearers } from './hearers.ts';
import { type NewNotification, NotificationsRepository } from './notifications.repository.ts';
import { NO_CHOICES, SettingsRepository } from './settings/settings.repository.ts';

/** What comes within so long of each other comes in one mail. */
export const BUNDLE_MS = 5 * 60_000;

/** Tells people what concerns them: in their list, and by mail where they chose so. */
@Injectable()
export class Notices {
  readonly #hearers: Hearers;
  readonly #settings: SettingsRepository;
  readonly #repository: NotificationsRepository;
  readonly #mails: boolean;

  constructor(
    @Inject(Hearers) hearers: Hearers,
    @Inject(SettingsRepository) settings: SettingsRepository,
    @Inject(NotificationsRepository) repository: NotificationsRepository,
    @Inject(HUB_CONFIG) config: HubConfig,
  ) {
    this.#hearers = hearers;
    this.#settings = settings;
    this.#repository = repository;
    this.#mails = (config.mail ?? null) !== null;
  }

  /** Writes in the caller's transaction. The same source tells an account of a kind once. */
  async tell(sql: Sql, notices: readonly Notice[], nowMs: number): Promise<void> {
    if (notices.length === 0) return;
    const hearers = await this.#hearers.of(sql, notices);
    if (hearers.length === 0) return;
    const accounts = [...new Set(hearers.map(({ account }) => account))];
    const choices = await this.#settings.of(sql, accounts);
    const told = hearers.flatMap(({ nth, account }): NewNotification[] => {
      const notice = notices[nth];
      if (!notice) return [];
      const { kind, source, site, about } = notice;
      const { inApp, email } = channelsOf(kind, (choices.get(account) ?? NO_CHOICES).kinds);
      const isMailed = email && this.#mails;
      if (!inApp && !isMailed) return [];
      const dueMs = nowMs + (KINDS[kind].urgent ? 0 : BUNDLE_MS);
      const mailDueAt = isMailed ? new Date(dueMs).toISOString() : null;
      return [{ id: uuid(), account, kind, source, site, about, shown: inApp, mailDueAt }];
    });
    if (told.length > 0) await this.#repository.insert(sql, told, new Date(nowMs).toISOString());
  }
}
