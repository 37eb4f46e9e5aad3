import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  apiPage,
  apiSuccess,
  type Language,
  MailState,
  MailView,
  NotificationsRead,
  NotificationView,
  UnreadCount,
} from '@tapclock/contracts';
import { z } from 'zod';
import { Needs, SignedIn } from '../platform/http/access/needs.ts';
import { Asking, type Principal } from '../platform/http/access/principal.ts';
import { ApiPageQuery } from '../platform/http/api-docs.ts';
import { Speaking } from '../platform/http/language.ts';
import { openapi } from '../platform/http/openapi.ts';
import { type Page, PageQuery } from '../platform/http/page.ts';
import { ZodPipe } from '../platform/http/zod-pipe.ts';
import { accountOf } from './account-of.ts';
import { Notifications } from './notifications.service.ts';

const NotificationsQuery = PageQuery.extend({ unread: z.stringbool().default(false) });
const OutboxQuery = PageQuery.extend({ state: z.optional(MailState) });

@ApiTags('notifications')
@Controller('api/v1/notifications')
export class NotificationsController {
  readonly #notifications: Notifications;

  constructor(@Inject(Notifications) notifications: Notifications) {
    this.#notifications = notifications;
  }

  @SignedIn()
  @Get()
  @ApiOperation({ summary: 'What one was told, newest first; kept for 90 days' })
  @ApiPageQuery()
  @ApiOkResponse({ schema: openapi(apiPage(NotificationView)) })
  async list(
    @Asking() asking: Principal,
    @Speaking() language: Language,
    @Query(new ZodPipe(NotificationsQuery)) query: z.infer<typeof NotificationsQuery>,
  ): Promise<Page<z.infer<typeof NotificationView>>> {
    return await this.#notifications.list(accountOf(asking).id, query, language);
  }

  @SignedIn()
  @Get('unread')
  @ApiOperation({ summary: 'How many of them one has not read' })
  @ApiOkResponse({ schema: openapi(apiSuccess(UnreadCount)) })
  async unread(@Asking() asking: Principal): Promise<z.infer<typeof UnreadCount>> {
    return await this.#notifications.unread(accountOf(asking).id);
  }

  @SignedIn()
  @Post('read')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Marks as read: some by their ids, or all up to a moment',
    description: 'What was to be mailed and is read before is not mailed any more.',
  })
  @ApiBody({ schema: openapi(NotificationsRead, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(UnreadCount)) })
  async read(
    @Asking() asking: Principal,
    @Body(new ZodPipe(NotificationsRead)) which: z.infer<typeof NotificationsRead>,
  ): Promise<z.infer<typeof UnreadCount>> {
    return await this.#notifications.read(accountOf(asking).id, which);
  }

  @Needs('accounts.read')
  @Get('outbox')
  @ApiOperation({
    summary: 'Mails by what became of them, newest first; `dead` ones were given up',
    description: 'Accounts by their ids; neither addresses nor texts.',
  })
  @ApiPageQuery()
  @ApiOkResponse({ schema: openapi(apiPage(MailView)) })
  async outbox(
    @Query(new ZodPipe(OutboxQuery)) query: z.infer<typeof OutboxQuery>,
  ): Promise<Page<z.infer<typeof MailView>>> {
    return await this.#notifications.outbox(query);
  }
}
