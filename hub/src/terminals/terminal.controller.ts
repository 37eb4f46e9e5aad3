import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  apiSuccess,
  RotationAsked,
  Slug,
  TerminalChange,
  TerminalRevocation,
  TerminalView,
} from '@tapclock/contracts';
import { z } from 'zod';
import { Records } from '../audit/index.ts';
import { Needs } from '../platform/http/access/needs.ts';
import { Actor } from '../platform/http/access/principal.ts';
import { ETag, IfMatch, NeedsIfMatch } from '../platform/http/conditional.ts';
import { openapi } from '../platform/http/openapi.ts';
import { ZodPipe } from '../platform/http/zod-pipe.ts';
import { TerminalEnrolment } from './enrolment.ts';
import { KeyRotations } from './rotation.ts';
import { TerminalViews } from './terminal-views.ts';

const TerminalPath = z.object({ id: Slug });
const Revoked = z.object({ terminal: Slug });
const ID = { name: 'id', schema: openapi(Slug) };

/** One terminal: who it is, where it stands, its keys, its end. */
@ApiTags('terminals')
@Controller('api/v1/terminals/:id')
export class TerminalController {
  readonly #views: TerminalViews;
  readonly #enrolment: TerminalEnrolment;
  readonly #rotations: KeyRotations;

  constructor(
    @Inject(TerminalViews) views: TerminalViews,
    @Inject(TerminalEnrolment) enrolment: TerminalEnrolment,
    @Inject(KeyRotations) rotations: KeyRotations,
  ) {
    this.#views = views;
    this.#enrolment = enrolment;
    this.#rotations = rotations;
  }

  @Needs('terminals.read')
  @Get()
  @ETag()
  @ApiOperation({ summary: 'A terminal and its keys, a revoked one too' })
  @ApiParam(ID)
  @ApiOkResponse({ schema: openapi(apiSuccess(TerminalView)) })
  async find(@Param(new ZodPipe(TerminalPath)) { id }: z.infer<typeof TerminalPath>): Promise<TerminalView> {
    return await this.#views.find(id);
  }

  @Needs('terminals.write')
  @Records('terminals.moved')
  @Patch()
  @ETag()
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Says where a terminal stands; its own screen shows it after its next pairing' })
  @ApiParam(ID)
  @ApiBody({ schema: openapi(TerminalChange, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(TerminalView)) })
  async change(
    @Param(new ZodPipe(TerminalPath)) { id }: z.infer<typeof TerminalPath>,
    @Body(new ZodPipe(TerminalChange)) { place }: z.infer<typeof TerminalChange>,
    @IfMatch() version: number,
  ): Promise<TerminalView> {
    return await this.#views.move(id, place, version);
  }

  @Needs('terminals.write')
  @Records('terminals.revoked')
  @Delete()
  @ApiOperation({
    summary: 'Shuts a terminal out: its login and its key count no longer, what it recorded stays',
  })
  @ApiParam(ID)
  @ApiBody({ schema: openapi(TerminalRevocation, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(Revoked)) })
  async revoke(
    @Param(new ZodPipe(TerminalPath)) { id }: z.infer<typeof TerminalPath>,
    @Body(new ZodPipe(TerminalRevocation)) { reason }: z.infer<typeof TerminalRevocation>,
    @Actor() by: string,
  ): Promise<z.infer<typeof Revoked>> {
    await this.#enrolment.revoke(id, { by, reason });
    return { terminal: id };
  }

  @Needs('terminals.write')
  @Records('terminals.rotation-asked')
  @Post('rotate-key')
  @HttpCode(202)
  @ApiOperation({ summary: 'Asks a terminal to change its key and, if it was paired, its broker password' })
  @ApiParam(ID)
  @ApiResponse({ status: 202, schema: openapi(apiSuccess(RotationAsked)) })
  async rotate(
    @Param(new ZodPipe(TerminalPath)) { id }: z.infer<typeof TerminalPath>,
    @Actor() by: string,
  ): Promise<RotationAsked> {
    return { terminal: id, ...(await this.#rotations.ask(id, by)) };
  }
}
