import { Readable } from 'node:stream';
import { Controller, Get, Header, Inject, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags, ApiTooManyRequestsResponse } from '@nestjs/swagger';
import {
  ApiError,
  AuditAction,
  AuditHeadAnswer,
  AuditKey,
  AuditPage,
  apiSuccess,
  EmployeeId,
  Instant,
  Slug,
} from '@tapclock/contracts';
import { z } from 'zod';
import { DATABASE, type Database } from '../platform/database/database.ts';
import { Needs } from '../platform/http/access/needs.ts';
import { ApiBytes } from '../platform/http/api-docs.ts';
import { attachment } from '../platform/http/attachment.ts';
import { openapi } from '../platform/http/openapi.ts';
import { Raw } from '../platform/http/raw.decorator.ts';
import { ZodPipe } from '../platform/http/zod-pipe.ts';
import { AuditRepository } from './audit.repository.ts';
import { type Concern, isLook } from './domain/concern.ts';
import { EntriesQuery } from './entries-query.ts';
import { entryView } from './entry-row.ts';
import { HeadKey } from './heads/head-key.ts';
import { HeadPublisher } from './heads/head-publisher.ts';
import { type AskedFor, ShowsPeople } from './looks/shows-people.ts';
import { TrailWriter } from './trail-writer.ts';

const MEDIA_TYPE = 'application/jsonl; charset=utf-8';

const AuditQuery = EntriesQuery.extend({
  person: z.optional(EmployeeId),
  actor: z.string().max(64).optional(),
  action: z.optional(AuditAction),
  site: z.optional(Slug),
  from: z.optional(Instant),
  to: z.optional(Instant),
});

/** The trail: who did what, when, why, and what it was before. */
@ApiTags('audit')
@Controller('api/v1/audit')
export class AuditController {
  readonly #database: Database;
  readonly #entries: AuditRepository;
  readonly #heads: HeadPublisher;
  readonly #key: HeadKey;
  readonly #writer: TrailWriter;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(AuditRepository) entries: AuditRepository,
    @Inject(HeadPublisher) heads: HeadPublisher,
    @Inject(HeadKey) key: HeadKey,
    @Inject(TrailWriter) writer: TrailWriter,
  ) {
    this.#database = database;
    this.#entries = entries;
    this.#heads = heads;
    this.#key = key;
    this.#writer = writer;
  }

  @Needs('audit.read')
  @ShowsPeople<AuditPage>('audit.seen', whomTrailShows)
  @Get()
  @ApiOperation({ summary: 'What was done and what was looked at, newest first' })
  @ApiQuery({ name: 'person', required: false, description: 'employee whom it concerns' })
  @ApiQuery({ name: 'actor', required: false, description: 'id of the account, API key or terminal' })
  @ApiQuery({ name: 'action', required: false, description: 'such as corrections.made' })
  @ApiQuery({ name: 'site', required: false })
  @ApiQuery({ name: 'from', required: false, description: 'instant, included' })
  @ApiQuery({ name: 'to', required: false, description: 'instant, excluded' })
  @ApiQuery({ name: 'before', required: false, description: '`next` of the answer before' })
  @ApiQuery({ name: 'limit', required: false, description: 'at most 100' })
  @ApiOkResponse({ schema: openapi(apiSuccess(AuditPage)) })
  async list(@Query(new ZodPipe(AuditQuery)) query: z.infer<typeof AuditQuery>): Promise<AuditPage> {
    const { limit, ...filter } = query;
    const entries = await this.#database.snapshot(sql => this.#entries.list(sql, filter, limit));
    const next = entries.length < limit ? null : (entries.at(-1)?.position ?? null);
    return { entries: entries.map(entryView), next };
  }

  @Needs('audit.read')
  @Get('head')
  @ApiOperation({ summary: 'The newest link of the chain; null while nothing is sealed' })
  @ApiOkResponse({ schema: openapi(apiSuccess(AuditHeadAnswer)) })
  async head(): Promise<z.infer<typeof AuditHeadAnswer>> {
    return await this.#heads.head();
  }

  @Needs('audit.read')
  @Get('key')
  @ApiOperation({ summary: 'The public key under published heads' })
  @ApiOkResponse({ schema: openapi(apiSuccess(AuditKey)) })
  key(): AuditKey {
    return { algorithm: 'ed25519', publicKey: this.#key.publicKey };
  }

  @Needs('audit.read')
  @ShowsPeople('audit.export.seen', () => ({ everybodyOf: null }))
  @Get('export')
  @Raw()
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'The sealed trail, a JSON object a line, for `npm run -s verify -- audit`' })
  @ApiBytes(MEDIA_TYPE)
  @ApiTooManyRequestsResponse({ description: 'Another one is being written', schema: openapi(ApiError) })
  async export(): Promise<StreamableFile> {
    const lines = await this.#writer.open();
    return new StreamableFile(Readable.from(lines, { objectMode: false }), {
      type: MEDIA_TYPE,
      disposition: attachment('audit.jsonl'),
    });
  }
}

/**
 * Whose data a page of the trail shows: of everybody whose data was changed, and of whoever was asked about. An entry about a look holds no data of those who
 * were looked at, and would copy a hundred of them into the next entry, and that into the one after.
 */
function whomTrailShows({ entries }: AuditPage, { query: { person } }: AskedFor): Concern {
  const changed = entries.filter(({ action }) => !isLook(action)).flatMap(({ people }) => people);
  return { people: person === undefined ? changed : [person, ...changed], evenOfNobody: true };
}
