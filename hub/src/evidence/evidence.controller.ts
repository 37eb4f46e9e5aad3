import { Readable } from 'node:stream';
import { Controller, Get, Header, Inject, Param, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags, ApiTooManyRequestsResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { ShowsPeople } from '../audit/index.ts';
import { ExportPath } from '../payroll/index.ts';
import { Needs } from '../platform/http/access/needs.ts';
import { ApiBytes } from '../platform/http/api-docs.ts';
import { attachment } from '../platform/http/attachment.ts';
import { Raw } from '../platform/http/raw.decorator.ts';
import { ZodPipe } from '../platform/http/zod-pipe.ts';
import { BundleService } from './bundle.service.ts';

const MEDIA_TYPE = 'application/jsonl; charset=utf-8';

@ApiTags('exports')
@Controller('api/v1/exports')
export class EvidenceController {
  readonly #bundles: BundleService;

  constructor(@Inject(BundleService) bundles: BundleService) {
    this.#bundles = bundles;
  }

  @Needs('exports.read')
  @ShowsPeople('exports.bundle.seen', () => ({ everybodyOf: null }))
  @Get(':id/bundle')
  @Raw()
  @Header('cache-control', 'private, no-store')
  @Header('x-content-type-options', 'nosniff')
  @ApiOperation({ summary: 'The proof of a file: everything it follows from, for `npm run -s verify`' })
  @ApiParam({ name: 'id' })
  @ApiBytes(MEDIA_TYPE)
  @ApiTooManyRequestsResponse({ description: 'Another proof is being written' })
  async bundle(@Param(new ZodPipe(ExportPath)) { id }: z.infer<typeof ExportPath>): Promise<StreamableFile> {
    const { view, lines } = await this.#bundles.bundle(id);
    return new StreamableFile(Readable.from(lines, { objectMode: false }), {
      type: MEDIA_TYPE,
      disposition: attachment(`${view.fileName}.proof.jsonl`),
    });
  }
}
