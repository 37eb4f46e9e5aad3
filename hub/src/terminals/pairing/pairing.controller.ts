import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import {
  apiSuccess,
  PairingApproval,
  PairingApproved,
  PairingClaim,
  PairingOpened,
  PairingProof,
  PairingRequest,
  PairingView,
  TypedPairingCode,
} from '@tapclock/contracts';
import { z } from 'zod';
import { Records } from '../../audit/index.ts';
import { Needs, Public } from '../../platform/http/access/needs.ts';
import { Actor } from '../../platform/http/access/principal.ts';
import { ApiConflict } from '../../platform/http/api-docs.ts';
import { NotReplayed } from '../../platform/http/idempotency.decorator.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { type AskedFrom, From } from './asked-from.ts';
import { PairingService } from './pairing.service.ts';
import { PairingApprovals } from './pairing-approval.ts';

const PairingPath = z.object({ id: z.uuid() });
const PairingQuery = z.object({ code: TypedPairingCode });
const Acknowledged = z.object({ state: z.literal('done') });

@ApiTags('pairing')
@Controller('api/v1/pairings')
export class PairingController {
  readonly #pairings: PairingService;
  readonly #approvals: PairingApprovals;

  constructor(
    @Inject(PairingService) pairings: PairingService,
    @Inject(PairingApprovals) approvals: PairingApprovals,
  ) {
    this.#pairings = pairings;
    this.#approvals = approvals;
  }

  @Public()
  @Post()
  @NotReplayed()
  @ApiOperation({
    summary: 'A kiosk that belongs to no site asks to be let in, and gets the code that it shows',
  })
  @ApiBody({ schema: openapi(PairingRequest, 'input') })
  @ApiCreatedResponse({ schema: openapi(apiSuccess(PairingOpened)) })
  @ApiConflict('REQUEST_REPEATED: the exchange key was used before')
  async open(
    @Body(new ZodPipe(PairingRequest)) request: z.infer<typeof PairingRequest>,
    @From() from: AskedFrom,
  ): Promise<PairingOpened> {
    return await this.#pairings.open(request, from);
  }

  @Public()
  @Post(':id/claim')
  @NotReplayed()
  @HttpCode(200)
  @ApiOperation({ summary: 'The kiosk asks whether it was approved; what it is handed is sealed to it' })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiBody({ schema: openapi(PairingProof, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(PairingClaim)) })
  async claim(
    @Param(new ZodPipe(PairingPath)) { id }: z.infer<typeof PairingPath>,
    @Body(new ZodPipe(PairingProof)) { sig }: z.infer<typeof PairingProof>,
    @From() from: AskedFrom,
  ): Promise<PairingClaim> {
    return await this.#pairings.claim(id, sig, from);
  }

  @Public()
  @Post(':id/acknowledge')
  @HttpCode(200)
  @ApiOperation({ summary: 'The kiosk has kept what it was handed: nobody gets it any more' })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiBody({ schema: openapi(PairingProof, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(Acknowledged)) })
  async acknowledge(
    @Param(new ZodPipe(PairingPath)) { id }: z.infer<typeof PairingPath>,
    @Body(new ZodPipe(PairingProof)) { sig }: z.infer<typeof PairingProof>,
    @From() from: AskedFrom,
  ): Promise<z.infer<typeof Acknowledged>> {
    await this.#pairings.acknowledge(id, sig, from);
    return { state: 'done' };
  }

  @Needs('terminals.write')
  @Get()
  @ApiOperation({ summary: 'The kiosk that shows a code, to be compared with the one in front of you' })
  @ApiQuery({
    name: 'code',
    schema: { type: 'string' },
    description: 'In any case, with or without its hyphen',
  })
  @ApiOkResponse({ schema: openapi(apiSuccess(PairingView)) })
  @ApiConflict('CODE_EXPIRED, CODE_USED, CODE_REPLACED')
  async find(
    @Query(new ZodPipe(PairingQuery)) { code }: z.infer<typeof PairingQuery>,
    @From() from: AskedFrom,
  ): Promise<PairingView> {
    return await this.#approvals.find(code, from);
  }

  @Needs('terminals.write')
  @Records('pairings.approved', 'terminals.enrolled')
  @Post('approve')
  @HttpCode(200)
  @ApiOperation({ summary: 'Lets the kiosk that shows a code in, under a name, at a site and a place' })
  @ApiBody({ schema: openapi(PairingApproval, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(PairingApproved)) })
  @ApiConflict(
    'CODE_EXPIRED, CODE_USED, CODE_REPLACED, TERMINAL_NAME_TAKEN, TERMINAL_OF_OTHER_SITE, SITE_KEY_UNKNOWN, BROKER_IN_CLEAR',
  )
  async approve(
    @Body(new ZodPipe(PairingApproval)) approval: z.infer<typeof PairingApproval>,
    @Actor() by: string,
    @From() from: AskedFrom,
  ): Promise<PairingApproved> {
    return await this.#approvals.approve(approval, { by, from });
  }
}
