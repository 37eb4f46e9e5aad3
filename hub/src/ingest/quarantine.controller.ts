import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { apiPage, Instant, Slug } from '@tapclock/contracts';
import { z } from 'zod';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { Needs } from '../platform/http/access/needs.ts';
import { openapi } from '../platform/http/openapi.ts';
import { type Page, PageQuery, page } from '../platform/http/page.ts';
import { ZodPipe } from '../platform/http/zod-pipe.ts';

const QuarantineQuery = PageQuery.extend({ site: z.optional(Slug), terminal: z.optional(Slug) });

const QuarantineView = z.object({
  id: z.int(),
  topic: z.string(),
  site: z.nullable(z.string()),
  terminal: z.nullable(z.string()),
  reason: z.string(),
  detail: z.string(),
  bytes: z.int(),
  firstSeenAt: Instant,
  lastSeenAt: Instant,
  times: z.int(),
});
type QuarantineView = z.infer<typeof QuarantineView>;

const MATCHES = '($1::text is null or site_id = $1) and ($2::text is null or terminal_id = $2)';

/** What could not be trusted. The bytes themselves stay in the database: they are a stranger's. */
@ApiTags('quarantine')
@Controller('api/v1/quarantine')
export class QuarantineController {
  readonly #database: Database;

  constructor(@Inject(DATABASE) database: Database) {
    this.#database = database;
  }

  @Needs('quarantine.read')
  @Get()
  @ApiOperation({ summary: 'Messages that could not be trusted, newest first' })
  @ApiQuery({ name: 'site', required: false })
  @ApiQuery({ name: 'terminal', required: false })
  @ApiQuery({ name: 'page', required: false })
  @ApiQuery({ name: 'per_page', required: false, description: 'at most 100' })
  @ApiOkResponse({ schema: openapi(apiPage(QuarantineView)) })
  async list(
    @Query(new ZodPipe(QuarantineQuery)) query: z.infer<typeof QuarantineQuery>,
  ): Promise<Page<QuarantineView>> {
    const filters = [query.site ?? null, query.terminal ?? null];
    return this.#database.snapshot(async sql => {
      const [count] = await sql.query<{ total: number }>(
        `select count(*) as total from quarantine where ${MATCHES}`,
        filters,
      );
      const rows = await sql.query<QuarantineView>(
        `select id, topic, site_id as site, terminal_id as terminal, reason, detail, length(bytes) as bytes,
                first_seen_at as "firstSeenAt", last_seen_at as "lastSeenAt", times
         from quarantine where ${MATCHES} order by last_seen_at desc, id desc limit $3 offset $4`,
        [...filters, query.per_page, (query.page - 1) * query.per_page],
      );
      return page(rows, { ...query, total: count?.total ?? 0 });
    });
  }
}
