import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  StreamableFile,
} from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import {
  apiPage,
  apiSuccess,
  ExportOrder,
  ExportPreview,
  ExportRequest,
  ExportView,
} from '@tapclock/contracts';
import type { z } from 'zod';
import { Records, ShowsPeople, siteInPath } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { Actor } from '../../platform/http/access/principal.ts';
import { ApiBytes, ApiConflict, ApiPageQuery, ApiPeriodPath } from '../../platform/http/api-docs.ts';
import { attachment } from '../../platform/http/attachment.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { type Page, PageQuery } from '../../platform/http/page.ts';
import { Raw } from '../../platform/http/raw.decorator.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { EXPORT_FORMATS } from '../formats/index.ts';
import { PayrollDesk } from '../work/payroll-desk.ts';
import { ExportPath } from './export-path.ts';
import { ExportsService } from './exports.service.ts';
import { PeriodPath } from './period-path.ts';

@ApiTags('exports')
@Controller('api/v1')
export class ExportsController {
  readonly #exports: ExportsService;
  readonly #desk: PayrollDesk;

  constructor(@Inject(ExportsService) exports: ExportsService, @Inject(PayrollDesk) desk: PayrollDesk) {
    this.#exports = exports;
    this.#desk = desk;
  }

  @Needs('exports.read')
  @ShowsPeople('exports.preview.seen', siteInPath)
  @Post('pay-periods/:site/:group/:from/export-preview')
  @HttpCode(200)
  @ApiOperation({ summary: 'What a file would hold and what would be refused of it; nothing is stored' })
  @ApiPeriodPath()
  @ApiBody({ schema: openapi(ExportRequest, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(ExportPreview)) })
  @ApiConflict('The period is not locked, or the mapping does not fit the format: `details` are its fields')
  async preview(
    @Param(new ZodPipe(PeriodPath)) period: z.infer<typeof PeriodPath>,
    @Body(new ZodPipe(ExportRequest)) { format }: z.infer<typeof ExportRequest>,
  ): Promise<z.infer<typeof ExportPreview>> {
    return this.#desk.do({ kind: 'preview', period, format });
  }

  @Needs('exports.write')
  @Records('exports.made')
  @Post('pay-periods/:site/:group/:from/exports')
  @ApiOperation({ summary: 'Makes a file and keeps it; 409 with the refusals if there is any' })
  @ApiPeriodPath()
  @ApiBody({ schema: openapi(ExportOrder, 'input') })
  @ApiCreatedResponse({ schema: openapi(apiSuccess(ExportView)) })
  @ApiConflict(
    'As for the preview; or `details` are the refusals, or the leftovers, that nobody enters by hand',
  )
  async make(
    @Param(new ZodPipe(PeriodPath)) period: z.infer<typeof PeriodPath>,
    @Body(new ZodPipe(ExportOrder)) order: z.infer<typeof ExportOrder>,
    @Actor() by: string,
  ): Promise<z.infer<typeof ExportView>> {
    return this.#desk.do({ kind: 'export', period, order, by });
  }

  @Needs('exports.read')
  @Get('pay-periods/:site/:group/:from/exports')
  @ApiOperation({ summary: 'Files of a period, newest first' })
  @ApiPeriodPath()
  @ApiPageQuery()
  @ApiOkResponse({ schema: openapi(apiPage(ExportView)) })
  async list(
    @Param(new ZodPipe(PeriodPath)) period: z.infer<typeof PeriodPath>,
    @Query(new ZodPipe(PageQuery)) query: z.infer<typeof PageQuery>,
  ): Promise<Page<z.infer<typeof ExportView>>> {
    return this.#exports.list(period, query);
  }

  @Needs('exports.read')
  @Get('exports/:id')
  @ApiOperation({ summary: 'One file, without its bytes' })
  @ApiParam({ name: 'id' })
  @ApiOkResponse({ schema: openapi(apiSuccess(ExportView)) })
  async find(
    @Param(new ZodPipe(ExportPath)) { id }: z.infer<typeof ExportPath>,
  ): Promise<z.infer<typeof ExportView>> {
    return this.#exports.find(id);
  }

  @Needs('exports.read')
  @ShowsPeople('exports.file.seen', () => ({ everybodyOf: null }))
  @Get('exports/:id/file')
  @Raw()
  @Header('cache-control', 'private, no-store')
  @Header('x-content-type-options', 'nosniff')
  @ApiOperation({ summary: 'The bytes of a file' })
  @ApiParam({ name: 'id' })
  @ApiBytes(...new Set([...EXPORT_FORMATS.values()].map(({ mediaType }) => mediaType)))
  async file(@Param(new ZodPipe(ExportPath)) { id }: z.infer<typeof ExportPath>): Promise<StreamableFile> {
    const { view, content } = await this.#exports.file(id);
    return new StreamableFile(content, {
      type: view.mediaType,
      disposition: attachment(view.fileName),
      length: content.length,
    });
  }
}
