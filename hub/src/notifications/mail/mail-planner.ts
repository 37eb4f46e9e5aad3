import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { AccountAudience } from '../../access/index.ts';
import { DATABASE, type Database, type Sql } from '../../platform/database/database.ts';
import { type Pending, planMails, type Recipient } from '../domain/mail-plan.ts';
import { SettingsRepository } from '../settings/settings.repository.ts';
import { MailRepository } from './mail.repository.ts';

/** Makes mails of what people are to be mailed: when, and how much at once, is decided in `domain/`. */
@Injectable()
export class MailPlanner {
  readonly #database: Database;
  readonly #mails: MailRepository;
  readonly #settings: SettingsRepository;
  readonly #audience: AccountAudience;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(MailRepository) mails: MailRepository,
    @Inject(SettingsRepository) settings: SettingsRepository,
    @Inject(AccountAudience) audience: AccountAudience,
  ) {
    this.#database = database;
    this.#mails = mails;
    this.#settings = settings;
    this.#audience = audience;
  }

  /** Plans for some of the accounts for which something is due. False when there was nothing to do. */
  async plan(nowMs: number): Promise<boolean> {
    const now = new Date(nowMs).toISOString();
    const { value } = await this.#database.transaction(async sql => {
      await this.#mails.lockPlanning(sql);
      const pending = await this.#mails.pending(sql, now);
      if (pending.length === 0) return false;
      const plan = planMails(pending, await this.#recipients(sql, pending, now), nowMs);
      const mails = plan.mails.map(mail => ({ ...mail, id: uuid() }));
      if (mails.length > 0) await this.#mails.make(sql, mails, now);
      const postponed = [
        ...plan.postponed.map(({ notification, dueMs }) => ({
          ...{ notification, dueAt: new Date(dueMs).toISOString() },
        })),
        ...plan.dropped.map(notification => ({ notification, dueAt: null })),
      ];
      if (postponed.length > 0) await this.#mails.postpone(sql, postponed);
      return true;
    });
    return value;
  }

  async #recipients(sql: Sql, pending: readonly Pending[], now: string): Promise<Map<string, Recipient>> {
    const accounts = [...new Set(pending.map(({ account }) => account))];
    const readers = await this.#audience.readers(sql, accounts);
    const choices = await this.#settings.of(sql, accounts);
    const today = await this.#mails.today(sql, readers, now);
    return new Map(
      readers.map(({ account, zone }) => [
        account,
        { zone, quiet: choices.get(account)?.quiet ?? null, mailsToday: today.get(account) ?? 0 },
      ]),
    );
  }
}
