import { randomUUID } from 'node:crypto';
import {
  Body,
  Controller,
  Delete,
  Get,
  Inject,
  Module,
  Param,
  Patch,
  Post,
  Query,
  StreamableFile,
} from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiBody, ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import { type AccountView, apiPage, apiSuccess, Count } from '@tapclock/contracts';
import pg from 'pg';
import { z } from 'zod';
import { ConfigModule } from '../../src/platform/config/config.module.ts';
import { loadHubConfig } from '../../src/platform/config/hub-config.ts';
import { DatabaseModule } from '../../src/platform/database/database.module.ts';
import { DATABASE, type Database } from '../../src/platform/database/database.ts';
import { AccessGuard } from '../../src/platform/http/access/access.guard.ts';
import { Public, SignedIn } from '../../src/platform/http/access/needs.ts';
import { AUTHENTICATOR, type Authenticator } from '../../src/platform/http/access/principal.ts';
import { MEMBERSHIP, type Membership } from '../../src/platform/http/access/reach-check.ts';
import { ETag, IfMatch, NeedsIfMatch, requireVersion } from '../../src/platform/http/conditional.ts';
import { answerFrameworkError } from '../../src/platform/http/error-answer.ts';
import { HttpModule } from '../../src/platform/http/http.module.ts';
import { HubError } from '../../src/platform/http/hub-error.ts';
import { NotReplayed } from '../../src/platform/http/idempotency.decorator.ts';
import { IdempotencyKeys } from '../../src/platform/http/idempotency-keys.ts';
import { listQuery, orderBy, prefixPattern } from '../../src/platform/http/list-query.ts';
import { openapi } from '../../src/platform/http/openapi.ts';
import { page } from '../../src/platform/http/page.ts';
import { Raw } from '../../src/platform/http/raw.decorator.ts';
import { requestIdHook } from '../../src/platform/http/request-id.ts';
import { ZodPipe } from '../../src/platform/http/zod-pipe.ts';
import { LoggingModule } from '../../src/platform/logging/logging.module.ts';
import { MetricsModule } from '../../src/platform/metrics/metrics.module.ts';
import { OpenApiCheck } from '../kit/openapi-check.ts';
import { testLog } from '../support/hub-parts.ts';
import { createDatabase } from '../support/test-cluster.ts';

const Note = z.object({ id: z.uuid(), title: z.string(), grade: z.int(), version: Count });
type Note = z.infer<typeof Note>;
const NewNote = z.strictObject({
  title: z.string().min(1).max(300_000),
  grade: z.int().min(1).max(6),
  kind: z.optional(z.enum(['plain', 'red'])),
});
const NotePath = z.object({ id: z.uuid() });
const NotesQuery = listQuery({
  fields: ['title', 'grade'],
  sort: 'title',
  filters: { grade: z.optional(z.coerce.number().int()) },
});
const COLUMNS = { title: 'n.title', grade: 'n.grade' };
const Secret = z.object({ secret: z.string() });
const BODY_BYTES_MAX = 512 * 1024;

/** Lets a test hold requests in their middle. */
class Gate {
  readonly #held: { entered: () => void; released: Promise<void> }[] = [];

  /** The next request stops. `entered` resolves when it has. */
  hold(): { entered: Promise<void>; release: () => void } {
    const entered = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    this.#held.push({ entered: entered.resolve, released: released.promise });
    return { entered: entered.promise, release: released.resolve };
  }

  async pass(): Promise<void> {
    const held = this.#held.shift();
    held?.entered();
    await held?.released;
  }
}

/** Notes with a title: as small as a feature can be that has all the manners. */
@Controller('api/v1/notes')
class NotesController {
  readonly #database: Database;
  readonly #gate: Gate;

  constructor(@Inject(DATABASE) database: Database, @Inject(Gate) gate: Gate) {
    this.#database = database;
    this.#gate = gate;
  }

  @SignedIn()
  @Get()
  @ApiOkResponse({ schema: openapi(apiPage(Note)) })
  async list(@Query(new ZodPipe(NotesQuery)) query: z.infer<typeof NotesQuery>) {
    const pattern = query.q === undefined ? null : prefixPattern(query.q);
    const filters = [pattern, query.grade ?? null];
    const matches = '($1::text is null or n.title like $1) and ($2::int is null or n.grade = $2)';
    const { primary } = this.#database;
    const [count] = await primary.query<{ total: number }>(
      `select count(*) as total from note n where ${matches}`,
      filters,
    );
    const rows = await primary.query<Note>(
      `select * from note n where ${matches} ${orderBy(query.sort, COLUMNS, 'n.id')} limit $3 offset $4`,
      [...filters, query.per_page, (query.page - 1) * query.per_page],
    );
    return page(rows, { ...query, total: count?.total ?? 0 });
  }

  @SignedIn()
  @Get(':id')
  @ETag()
  @ApiOkResponse({ schema: openapi(apiSuccess(Note)) })
  async find(@Param(new ZodPipe(NotePath)) { id }: z.infer<typeof NotePath>): Promise<Note> {
    const [note] = await this.#database.primary.query<Note>('select * from note where id = $1', [id]);
    if (!note) throw new HubError('NOT_FOUND', NO_NOTE);
    return note;
  }

  @SignedIn()
  @Post()
  @ETag()
  @ApiBody({ schema: openapi(NewNote, 'input') })
  @ApiCreatedResponse({ schema: openapi(apiSuccess(Note)) })
  async add(@Body(new ZodPipe(NewNote)) { title, grade }: z.infer<typeof NewNote>): Promise<Note> {
    const note = { id: randomUUID(), title, grade, version: 1 };
    await this.#gate.pass();
    await this.#database.transaction(sql =>
      sql.query('insert into note (id, title, grade, version) values ($1, $2, $3, 1)', [
        note.id,
        title,
        grade,
      ]),
    );
    if (title === 'breaks afterwards') throw new Error('the wire was cut');
    return note;
  }

  @SignedIn()
  @Patch(':id')
  @ETag()
  @NeedsIfMatch()
  @ApiBody({ schema: openapi(NewNote, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(Note)) })
  async change(
    @Param(new ZodPipe(NotePath)) { id }: z.infer<typeof NotePath>,
    @IfMatch() expected: number,
    @Body(new ZodPipe(NewNote)) { title, grade }: z.infer<typeof NewNote>,
  ): Promise<Note> {
    const { value } = await this.#database.transaction(async sql => {
      const [row] = await sql.query<Note>('select * from note where id = $1 for update', [id]);
      if (!row) throw new HubError('NOT_FOUND', NO_NOTE);
      requireVersion(row.version, expected);
      const [changed] = await sql.query<Note>(
        'update note set title = $2, grade = $3, version = version + 1 where id = $1 returning *',
        [id, title, grade],
      );
      if (!changed) throw new Error('the locked row is gone');
      return changed;
    });
    return value;
  }

  @SignedIn()
  @Delete(':id')
  @ApiOkResponse({ schema: openapi(apiSuccess(z.null())) })
  async remove(@Param(new ZodPipe(NotePath)) { id }: z.infer<typeof NotePath>): Promise<void> {
    const { value } = await this.#database.transaction(sql =>
      sql.query('delete from note where id = $1 returning id', [id]),
    );
    if (value.length === 0) throw new HubError('NOT_FOUND', NO_NOTE);
  }

  @SignedIn()
  @Post('secrets')
  @NotReplayed()
  @ApiCreatedResponse({ schema: openapi(apiSuccess(Secret)) })
  secret(): z.infer<typeof Secret> {
    return { secret: randomUUID() };
  }

  @Public()
  @Post('public')
  @ApiCreatedResponse({ schema: openapi(apiSuccess(Secret)) })
  publicly(): z.infer<typeof Secret> {
    return { secret: randomUUID() };
  }

  @SignedIn()
  @Post('bytes')
  @Raw()
  @ApiCreatedResponse({ content: { 'text/plain': { schema: { type: 'string' } } } })
  async bytes(): Promise<StreamableFile> {
    await this.#database.transaction(() => Promise.resolve());
    return new StreamableFile(Buffer.from('bytes'), { type: 'text/plain' });
  }

  /** Says less than its document. */
  @SignedIn()
  @Get('lies/:id')
  @ApiOkResponse({ schema: openapi(apiSuccess(Note)) })
  lie(@Param(new ZodPipe(NotePath)) { id }: z.infer<typeof NotePath>): unknown {
    return { id, title: 'no grade and no version' };
  }
}

const NO_NOTE = { en: 'There is no such note.', de: 'Diese Notiz gibt es nicht.' };

/** Whoever comes with a token is the account of that name; `deutsch` speaks German. */
const authenticator: Authenticator = {
  ofBearer: token =>
    Promise.resolve({
      kind: 'account',
      id: token,
      name: token,
      role: 'admin',
      employee: null,
      rights: new Set(),
      reach: { kind: 'everybody' },
      account: { language: token === 'deutsch' ? 'de' : 'en' } as AccountView,
      session: token,
      restricted: null,
    }),
};

const nobodyOutside: Membership = { outside: () => Promise.resolve([]) };

export interface NotesAnswer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it
  body: any;
}

export interface NotesApp {
  url: string;
  database: Database;
  keys: IdempotencyKeys;
  gate: Gate;
  openapi: OpenApiCheck;
  ask(method: string, path: string, options?: AskOptions): Promise<NotesAnswer>;
  /** How many notes have this title. */
  count(title: string): Promise<number>;
  stop(): Promise<void>;
}

interface AskOptions {
  body?: unknown;
  headers?: Record<string, string>;
  who?: string | null;
}

/** Notes on a database of their own, asked by HTTP. */
export async function openNotesApp(): Promise<NotesApp> {
  const suite = await createDatabase();
  await makeTable(suite.ownerUrl);
  const config = loadHubConfig({
    TAPCLOCK_DATABASE_URL: suite.url,
    TAPCLOCK_SECRETS_KEY: '07'.repeat(32),
  });
  const gate = new Gate();
  @Module({
    imports: [
      ConfigModule.forRoot(config),
      LoggingModule.forRoot(testLog()),
      MetricsModule,
      DatabaseModule.forRoot(),
      HttpModule,
    ],
    controllers: [NotesController],
    providers: [
      { provide: Gate, useValue: gate },
      { provide: AUTHENTICATOR, useValue: authenticator },
      { provide: MEMBERSHIP, useValue: nobodyOutside },
      { provide: APP_GUARD, useClass: AccessGuard },
    ],
  })
  class TestApp {}
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_BYTES_MAX,
    forceCloseConnections: true,
    frameworkErrors: answerFrameworkError,
  });
  requestIdHook(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(TestApp, adapter, {
    logger: false,
    abortOnError: false,
  });
  await app.listen(0, '127.0.0.1');
  const openApi = new OpenApiCheck(app);
  openApi.watch(app.getHttpServer());
  const database = app.get<Database>(DATABASE);
  const url = await app.getUrl();
  return {
    url,
    database,
    keys: app.get(IdempotencyKeys),
    gate,
    openapi: openApi,
    ask: (method, path, options) => ask(`${url}${path}`, method, options),
    count: async title => {
      const rows = await database.primary.query('select id from note where title = $1', [title]);
      return rows.length;
    },
    stop: async () => {
      await app.close();
      await suite.close();
      openApi.verify();
    },
  };
}

async function ask(url: string, method: string, options: AskOptions = {}): Promise<NotesAnswer> {
  const { body, who = 'ada', headers } = options;
  const answer = await fetch(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(who === null ? {} : { authorization: `Bearer ${who}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    body: text.startsWith('{') ? JSON.parse(text) : text,
  };
}

async function makeTable(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query(`
    create table note (id uuid primary key, title text not null, grade integer not null, version integer not null);
    grant select, insert, update, delete on note to tapclock_app`);
  await client.end();
}
