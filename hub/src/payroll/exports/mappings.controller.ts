import { Body, Controller, Get, Inject, Param, Put, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import {
  apiPage,
  apiSuccess,
  ExportFormatView,
  ExportMappingChange,
  ExportMappingView,
  FormatId,
  Slug,
} from '@tapclock/contracts';
import { z } from 'zod';
import { Records } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { Actor } from '../../platform/http/access/principal.ts';
import { ApiConflict, ApiPageQuery } from '../../platform/http/api-docs.ts';
import { BodyBytesMax } from '../../platform/http/body-limit.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { type Page, PageQuery } from '../../platform/http/page.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { MappingsService } from './mappings.service.ts';

/** The ids of 50,000 people take some 2 MiB. */
const MAPPING_BYTES_MAX = 4 * 1024 * 1024;

const MappingPath = z.object({ site: Slug, format: FormatId });

@ApiTags('exports')
@Controller('api/v1')
export class MappingsController {
  readonly #mappings: MappingsService;

  constructor(@Inject(MappingsService) mappings: MappingsService) {
    this.#mappings = mappings;
  }

  @Needs('mappings.read')
  @Get('export-formats')
  @ApiOperation({ summary: 'Payroll formats and their settings as JSON Schema' })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.array(ExportFormatView))) })
  formats(): readonly z.infer<typeof ExportFormatView>[] {
    return this.#mappings.formats();
  }

  @Needs('mappings.read')
  @Get('export-mappings/:site/:format')
  @ApiOperation({ summary: 'The latest version of a mapping' })
  @ApiParam({ name: 'site' })
  @ApiParam({ name: 'format' })
  @ApiOkResponse({ schema: openapi(apiSuccess(ExportMappingView)) })
  async latest(
    @Param(new ZodPipe(MappingPath)) { site, format }: z.infer<typeof MappingPath>,
  ): Promise<z.infer<typeof ExportMappingView>> {
    return this.#mappings.latest(site, format);
  }

  @Needs('mappings.read')
  @Get('export-mappings/:site/:format/versions')
  @ApiOperation({ summary: 'Every version of a mapping, newest first' })
  @ApiParam({ name: 'site' })
  @ApiParam({ name: 'format' })
  @ApiPageQuery()
  @ApiOkResponse({ schema: openapi(apiPage(ExportMappingView)) })
  async versions(
    @Param(new ZodPipe(MappingPath)) { site, format }: z.infer<typeof MappingPath>,
    @Query(new ZodPipe(PageQuery)) query: z.infer<typeof PageQuery>,
  ): Promise<Page<z.infer<typeof ExportMappingView>>> {
    return this.#mappings.versions(site, format, query);
  }

  @Needs('mappings.write')
  @Records('mappings.saved')
  @Put('export-mappings/:site/:format')
  @BodyBytesMax(MAPPING_BYTES_MAX)
  @ApiOperation({
    summary: 'Saves a new version of a mapping; 409 when another was saved since the one it is based on',
  })
  @ApiParam({ name: 'site' })
  @ApiParam({ name: 'format' })
  @ApiBody({ schema: openapi(ExportMappingChange, 'input') })
  @ApiConflict('`details.latest` is the version that somebody saved meanwhile')
  @ApiOkResponse({ schema: openapi(apiSuccess(ExportMappingView)) })
  async save(
    @Param(new ZodPipe(MappingPath)) path: z.infer<typeof MappingPath>,
    @Body(new ZodPipe(ExportMappingChange)) change: z.infer<typeof ExportMappingChange>,
    @Actor() by: string,
  ): Promise<z.infer<typeof ExportMappingView>> {
    return this.#mappings.save(path, change, by);
  }
}
