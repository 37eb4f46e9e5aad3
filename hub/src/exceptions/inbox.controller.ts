import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  apiPage,
  apiSuccess,
  CalendarDate,
  Consequence,
  EmployeeId,
  ExceptionCategory,
  ExceptionState,
  ExceptionSummary,
  ExceptionView,
  type Language,
  Slug,
} from '@tapclock/contracts';
import { z } from 'zod';
import { ShowsPeople } from '../audit/index.ts';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { Needs } from '../platform/http/access/needs.ts';
import { Asking, type Principal } from '../platform/http/access/principal.ts';
import { Speaking } from '../platform/http/language.ts';
import { listQuery } from '../platform/http/list-query.ts';
import { openapi } from '../platform/http/openapi.ts';
import { type Page, page } from '../platform/http/page.ts';
import { ZodPipe } from '../platform/http/zod-pipe.ts';
import { exceptionView, peopleOf } from './exception-view.ts';
import { INBOX_SORT_FIELDS, InboxRepository } from './inbox.repository.ts';

const InboxQuery = listQuery({
  fields: INBOX_SORT_FIELDS,
  sort: 'consequence',
  filters: {
    site: z.optional(Slug),
    state: z
      .enum([...ExceptionState.options, 'unsettled', 'any'])
      .default('unsettled')
      .meta({ description: 'unsettled: open or waiting for an answer' }),
    category: z.optional(ExceptionCategory),
    code: z.optional(z.string().regex(/^[A-Za-z0-9_-]{1,40}$/)),
    consequence: z
      .optional(z.coerce.number().pipe(Consequence))
      .meta({ description: 'this one and graver ones' }),
    employee: z.optional(EmployeeId),
    team: z.optional(Slug),
    terminal: z.optional(Slug),
    owner: z.optional(z.union([z.enum(['me', 'none']), z.uuid()])),
    from: z.optional(CalendarDate),
    to: z.optional(CalendarDate),
  },
});
const SummaryQuery = z.object({ site: z.optional(Slug) });

@ApiTags('exceptions')
@Controller('api/v1/exceptions')
export class InboxController {
  readonly #database: Database;
  readonly #inbox: InboxRepository;

  constructor(@Inject(DATABASE) database: Database, @Inject(InboxRepository) inbox: InboxRepository) {
    this.#database = database;
    this.#inbox = inbox;
  }

  @Needs('exceptions.read')
  @ShowsPeople<ExceptionView[]>('exceptions.seen', peopleOf)
  @Get()
  @ApiOperation({ summary: 'What a person must settle, the gravest first; counts at most 10,000' })
  @ApiOkResponse({ schema: openapi(apiPage(ExceptionView)) })
  async list(
    @Query(new ZodPipe(InboxQuery)) query: z.infer<typeof InboxQuery>,
    @Asking() viewer: Principal,
    @Speaking() language: Language,
  ): Promise<Page<ExceptionView>> {
    const owner = query.owner === 'me' ? viewer.id : query.owner;
    const sort = query.sort.map(term => term.field).includes('at') ? query.sort : [...query.sort, AT];
    const { exceptions, total } = await this.#database.snapshot(sql =>
      this.#inbox.list(sql, { filter: { ...query, owner }, page: query, sort }, viewer),
    );
    return page(
      exceptions.map(exception => exceptionView(exception, language)),
      { ...query, total },
    );
  }

  @Needs('exceptions.read')
  @Get('summary')
  @ApiOperation({
    summary: 'How many there are by category and state; of what is settled or gone, those of the last 7 days',
  })
  @ApiOkResponse({ schema: openapi(apiSuccess(ExceptionSummary)) })
  async summary(
    @Query(new ZodPipe(SummaryQuery)) { site }: z.infer<typeof SummaryQuery>,
    @Asking() viewer: Principal,
  ): Promise<ExceptionSummary> {
    const nowMs = Date.now();
    const counts = await this.#database.snapshot(sql =>
      this.#inbox.summary(sql, { site: site ?? null, nowMs }, viewer),
    );
    return { at: new Date(nowMs).toISOString(), counts };
  }
}

/** Of those as grave, the oldest first. */
const AT = { field: 'at', descending: false } as const;
