import { Body, Controller, Delete, Get, Inject, Param, Put } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { apiSuccess, NewTerminalPosition, Slug, TerminalPosition } from '@tapclock/contracts';
import { z } from 'zod';
import { Records } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { Actor } from '../../platform/http/access/principal.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { PositionsService } from './positions.service.ts';

const TerminalPath = z.object({ id: Slug });

/** Where terminals stand: what makes a way between two taps impossible. */
@ApiTags('terminals')
@Controller('api/v1/terminals/:id/position')
export class PositionsController {
  readonly #positions: PositionsService;

  constructor(@Inject(PositionsService) positions: PositionsService) {
    this.#positions = positions;
  }

  @Needs('terminals.read')
  @Get()
  @ApiOperation({ summary: 'Where a terminal stands; null while nobody has said' })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.nullable(TerminalPosition))) })
  async find(
    @Param(new ZodPipe(TerminalPath)) { id }: z.infer<typeof TerminalPath>,
  ): Promise<z.infer<typeof TerminalPosition> | null> {
    return await this.#positions.find(id);
  }

  @Needs('terminals.write')
  @Records('terminals.positioned')
  @Put()
  @ApiOperation({ summary: 'Says where a terminal stands' })
  @ApiBody({ schema: openapi(NewTerminalPosition, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(TerminalPosition)) })
  async put(
    @Actor() by: string,
    @Param(new ZodPipe(TerminalPath)) { id }: z.infer<typeof TerminalPath>,
    @Body(new ZodPipe(NewTerminalPosition)) wanted: z.infer<typeof NewTerminalPosition>,
  ): Promise<z.infer<typeof TerminalPosition>> {
    return await this.#positions.put({ terminal: id, ...wanted }, by, Date.now());
  }

  @Needs('terminals.write')
  @Records('terminals.positioned')
  @Delete()
  @ApiOperation({ summary: 'Takes back where a terminal stands' })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.null())) })
  async remove(@Param(new ZodPipe(TerminalPath)) { id }: z.infer<typeof TerminalPath>): Promise<void> {
    await this.#positions.remove(id);
  }
}
