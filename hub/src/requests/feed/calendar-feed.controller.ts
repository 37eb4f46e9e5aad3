import { Controller, Delete, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { apiSuccess, CalendarLink, CalendarLinkMade, EmployeeId } from '@tapclock/contracts';
import { z } from 'zod';
import { employeeInPath, Records, ShowsPeople } from '../../audit/index.ts';
import { Needs, Public } from '../../platform/http/access/needs.ts';
import { ApiBytes } from '../../platform/http/api-docs.ts';
import { NotReplayed } from '../../platform/http/idempotency.decorator.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { Raw } from '../../platform/http/raw.decorator.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { CalendarFeedService } from './calendar-feed.service.ts';

const MEDIA_TYPE = 'text/calendar';
const PersonPath = z.object({ employee: EmployeeId });
const FilePath = z.object({ file: z.string().regex(/^[A-Za-z0-9_-]{43}\.ics$/) });

interface Reply {
  header(name: string, value: string): Reply;
  status(code: number): Reply;
}

@ApiTags('calendar')
@Controller('api/v1')
export class CalendarFeedController {
  readonly #feed: CalendarFeedService;

  constructor(@Inject(CalendarFeedService) feed: CalendarFeedService) {
    this.#feed = feed;
  }

  @Needs('schedule.subscribe', { person: 'employee' })
  @Records('calendar-link.made')
  @NotReplayed()
  @Post('employees/:employee/calendar-link')
  @ApiOperation({
    summary:
      'A secret link to the own plan as a calendar, told once; the one before ends. For the person alone',
  })
  @ApiCreatedResponse({ schema: openapi(apiSuccess(CalendarLinkMade)) })
  async make(
    @Param(new ZodPipe(PersonPath)) { employee }: z.infer<typeof PersonPath>,
  ): Promise<CalendarLinkMade> {
    return await this.#feed.make(employee, new Date().toISOString());
  }

  @Needs('schedule.subscribe', { person: 'employee' })
  @ShowsPeople('calendar-link.seen', employeeInPath)
  @Get('employees/:employee/calendar-link')
  @ApiOperation({ summary: 'Since when there is a link' })
  @ApiOkResponse({ schema: openapi(apiSuccess(CalendarLink)) })
  async find(
    @Param(new ZodPipe(PersonPath)) { employee }: z.infer<typeof PersonPath>,
  ): Promise<CalendarLink> {
    return { madeAt: await this.#feed.madeAt(employee) };
  }

  @Needs('schedule.subscribe', { person: 'employee' })
  @Records('calendar-link.revoked')
  @Delete('employees/:employee/calendar-link')
  @ApiOperation({ summary: 'Ends the link' })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.null())) })
  async revoke(@Param(new ZodPipe(PersonPath)) { employee }: z.infer<typeof PersonPath>): Promise<void> {
    await this.#feed.revoke(employee);
  }

  @Public()
  @Raw()
  @Get('calendar/:file')
  @ApiOperation({ summary: 'Published shifts and leave as iCalendar (RFC 5545), for whoever has the link' })
  @ApiParam({ name: 'file', description: 'the secret of the link, and `.ics`' })
  @ApiBytes(MEDIA_TYPE)
  @ApiResponse({ status: 304, description: 'It is as `If-None-Match` says' })
  async read(
    @Param(new ZodPipe(FilePath)) { file }: z.infer<typeof FilePath>,
    @Req() { headers }: { headers: Record<string, string | string[] | undefined> },
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string | undefined> {
    const { text, etag } = await this.#feed.read(file.slice(0, -'.ics'.length), Date.now());
    reply.header('etag', etag).header('cache-control', 'private, no-cache');
    if (names(headers['if-none-match'], etag)) {
      reply.status(304);
      return undefined;
    }
    reply.header('content-type', `${MEDIA_TYPE}; charset=utf-8`);
    return text;
  }
}

/** Weak comparison (RFC 9110, 13.1.2): a proxy that compresses makes tags weak. */
function names(header: string | string[] | undefined, tag: string): boolean {
  if (typeof header !== 'string') return false;
  return header.trim() === '*' || header.split(',').some(part => part.trim().replace(/^W\//, '') === tag);
}
