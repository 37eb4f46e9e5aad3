import { Body, Controller, Get, HttpCode, HttpStatus, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  apiPage,
  apiSuccess,
  BadgeKind,
  IMPORT_BYTES_MAX,
  IMPORT_ROWS_MAX,
  ImportApply,
  ImportOptions,
  ImportOutcome,
  ImportRequest,
  ImportResult,
  ImportRowView,
  ImportView,
  type Language,
  Slug,
} from '@tapclock/contracts';
import { z } from 'zod';
import { Records, ShowsPeople } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { Actor, Asking, type Principal } from '../../platform/http/access/principal.ts';
import { ApiConflict } from '../../platform/http/api-docs.ts';
import { BodyBytesMax } from '../../platform/http/body-limit.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { NotReplayed } from '../../platform/http/idempotency.decorator.ts';
import { Speaking } from '../../platform/http/language.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { type Page, PageQuery, page } from '../../platform/http/page.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { requireWholeCompany } from '../whole-company.ts';
import { ImportApplier } from './import-applier.ts';
import { ImportUndoer } from './import-undoer.ts';
import { resultView } from './import-view.ts';
import { ImportsService } from './imports.service.ts';

const ImportPath = z.object({ id: z.uuid() });
const RowsQuery = PageQuery.extend({ outcome: z.optional(ImportOutcome) });
/** Options of a file that is sent as it is; as JSON they come along with it. */
const FileQuery = z.object({
  site: z.optional(Slug),
  area: z.optional(Slug),
  team: z.optional(Slug),
  badgeKind: z.optional(BadgeKind),
  badgeVersion: z.optional(z.string().max(2)),
});
const OK_IMPORT = { schema: openapi(apiSuccess(ImportView)) };
const OK_RESULT = { schema: openapi(apiSuccess(ImportResult)) };

const importRequest = new ZodPipe(ImportRequest);
const importOptions = new ZodPipe(ImportOptions);
/** JSON writes some characters as six. */
const BODY_BYTES_MAX = IMPORT_BYTES_MAX * 2;

@ApiTags('people')
@Controller('api/v1/imports')
export class ImportsController {
  readonly #imports: ImportsService;
  readonly #applier: ImportApplier;
  readonly #undoer: ImportUndoer;

  constructor(
    @Inject(ImportsService) imports: ImportsService,
    @Inject(ImportApplier) applier: ImportApplier,
    @Inject(ImportUndoer) undoer: ImportUndoer,
  ) {
    this.#imports = imports;
    this.#applier = applier;
    this.#undoer = undoer;
  }

  @Needs('people.write')
  @Records('people-import.previewed')
  @BodyBytesMax(BODY_BYTES_MAX)
  @NotReplayed()
  @Post()
  @ApiOperation({
    summary: `Reads a CSV of up to ${IMPORT_ROWS_MAX} people and says what it would do, row by row; nothing is done yet`,
  })
  @ApiBody({
    description: 'as text/csv the options are the query',
    schema: openapi(ImportRequest, 'input'),
  })
  @ApiCreatedResponse(OK_IMPORT)
  async preview(
    @Asking() asking: Principal,
    @Speaking() language: Language,
    @Query(new ZodPipe(FileQuery)) query: z.infer<typeof FileQuery>,
    @Body() body: unknown,
  ): Promise<z.infer<typeof ImportView>> {
    requireWholeCompany(asking);
    if (body instanceof Uint8Array) {
      return await this.#imports.preview(asking.name, body, importOptions.transform(query), language);
    }
    const { csv, options } = importRequest.transform(body);
    return await this.#imports.preview(asking.name, csv, options, language);
  }

  @Needs('people.write')
  @Get()
  @ApiOperation({ summary: 'Imports that can still be looked at, newest first' })
  @ApiOkResponse({ schema: openapi(apiPage(ImportView)) })
  async list(
    @Asking() asking: Principal,
    @Query(new ZodPipe(PageQuery)) query: z.infer<typeof PageQuery>,
  ): Promise<Page<z.infer<typeof ImportView>>> {
    requireWholeCompany(asking);
    const skip = (query.page - 1) * query.per_page;
    const { imports, total } = await this.#imports.list({ skip, take: query.per_page });
    return page(imports, { ...query, total });
  }

  @Needs('people.write')
  @ShowsPeople<ImportView>('people-imports.seen', ({ site }) => ({ everybodyOf: site }))
  @Get(':id')
  @ApiOperation({ summary: 'One import, with its first problems' })
  @ApiOkResponse(OK_IMPORT)
  async find(
    @Asking() asking: Principal,
    @Speaking() language: Language,
    @Param(new ZodPipe(ImportPath)) { id }: z.infer<typeof ImportPath>,
  ): Promise<z.infer<typeof ImportView>> {
    requireWholeCompany(asking);
    return await this.#imports.find(id, language);
  }

  @Needs('people.write')
  @ShowsPeople<readonly ImportRowView[]>('people-imports.seen', rows => ({
    people: rows.flatMap(({ employee }) => (employee === null ? [] : [employee])),
  }))
  @Get(':id/rows')
  @ApiOperation({ summary: 'What each row of an import would do' })
  @ApiOkResponse({ schema: openapi(apiPage(ImportRowView)) })
  async rows(
    @Asking() asking: Principal,
    @Speaking() language: Language,
    @Param(new ZodPipe(ImportPath)) { id }: z.infer<typeof ImportPath>,
    @Query(new ZodPipe(RowsQuery)) query: z.infer<typeof RowsQuery>,
  ): Promise<Page<z.infer<typeof ImportRowView>>> {
    requireWholeCompany(asking);
    const skip = (query.page - 1) * query.per_page;
    const of = { id, outcome: query.outcome ?? null, skip, take: query.per_page };
    const { rows, total } = await this.#imports.rows(of, language);
    return page(rows, { ...query, total });
  }

  @Needs('people.write')
  @Records('employee.created', 'employee.changed', 'badge.issued', 'birth-date.set', 'birth-date.changed')
  @Post(':id/apply')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Does what an import previewed: all of it or nothing, or the good rows' })
  @ApiBody({ schema: openapi(ImportApply, 'input') })
  @ApiOkResponse(OK_RESULT)
  @ApiConflict('ROWS_WITH_PROBLEMS, IMPORT_UNDONE, APPLIED_OTHERWISE')
  async apply(
    @Asking() asking: Principal,
    @Speaking() language: Language,
    @Param(new ZodPipe(ImportPath)) { id }: z.infer<typeof ImportPath>,
    @Body(new ZodPipe(ImportApply)) { take }: z.infer<typeof ImportApply>,
  ): Promise<z.infer<typeof ImportResult>> {
    requireWholeCompany(asking);
    const { results, fresh } = await this.#applier.apply(asking.name, id, take);
    const refused = results.filter(({ done }) => done.outcome === 'refused');
    if (take === 'all-or-nothing' && refused.length > 0) {
      // Somebody gave a number or a badge away after every row had been looked at. What an earlier call did is not this one's to take back.
      await this.#undoer.undo(asking.name, id, fresh);
      throw becameImpossible(refused.map(({ line }) => line));
    }
    return resultView({ id, appliedAt: new Date().toISOString(), undoneAt: null }, results, language);
  }

  @Needs('people.write')
  @Records(
    'employee.changed',
    'employee.erased',
    'badge.withdrawn',
    'birth-date.changed',
    'birth-date.removed',
  )
  @Post(':id/undo')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Takes back what an import did, where nothing happened since; says what it left' })
  @ApiOkResponse(OK_RESULT)
  @ApiConflict('NOT_APPLIED')
  async undo(
    @Actor() by: string,
    @Asking() asking: Principal,
    @Speaking() language: Language,
    @Param(new ZodPipe(ImportPath)) { id }: z.infer<typeof ImportPath>,
  ): Promise<z.infer<typeof ImportResult>> {
    requireWholeCompany(asking);
    const results = await this.#undoer.undo(by, id);
    const now = new Date().toISOString();
    return resultView({ id, appliedAt: now, undoneAt: now }, results, language);
  }
}

function becameImpossible(lines: readonly number[]): HubError {
  const message = {
    en: 'Nothing more was imported: meanwhile somebody gave away a number or a badge of the file. Look at its preview again.',
    de: 'Nichts weiter wurde importiert: Inzwischen hat jemand eine Nummer oder einen Ausweis der Datei vergeben. Prüfen Sie die Datei erneut.',
  };
  return new HubError('CONFLICT', message, {
    details: [{ code: 'ROWS_WITH_PROBLEMS', path: 'csv', message, lines }],
  });
}
