import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CursorRunner, type LogEvent } from '../event-log/index.ts';
import type { Sql } from '../platform/database/database.ts';
import { Notices } from './notices.ts';
import { noticesOf } from './notices-of.ts';

/** Name of the cursor. */
export const NOTIFICATIONS_CURSOR = 'notifications';
/** What happened longer ago is no news: a feed that starts over, or a hub that was away, does not flood anybody. */
export const NEWS_MS = 24 * 3_600_000;

/** Follows the event log and tells people what concerns them (R8). */
@Injectable()
export class NotificationFeed implements OnModuleInit {
  readonly #runner: CursorRunner;
  readonly #notices: Notices;

  constructor(@Inject(CursorRunner) runner: CursorRunner, @Inject(Notices) notices: Notices) {
    this.#runner = runner;
    this.#notices = notices;
  }

  onModuleInit(): void {
    this.#runner.register({
      name: NOTIFICATIONS_CURSOR,
      handle: (events, sql) => this.feed(sql, events, Date.now()),
    });
  }

  async feed(sql: Sql, events: readonly LogEvent[], nowMs: number): Promise<void> {
    const news = events.filter(({ recordedAt }) => nowMs - Date.parse(recordedAt) < NEWS_MS);
    await this.#notices.tell(sql, news.flatMap(noticesOf), nowMs);
  }
}
