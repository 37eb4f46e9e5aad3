import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  AttestationsView,
  AttestationWithdrawal,
  AttestedSpan,
  AttestRequest,
  apiSuccess,
  EmployeeId,
} from '@tapclock/contracts';
import { z } from 'zod';
import { employeeInPath, Records, ShowsPeople } from '../audit/index.ts';
import { Needs } from '../platform/http/access/needs.ts';
import { ApiConflict } from '../platform/http/api-docs.ts';
import { openapi } from '../platform/http/openapi.ts';
import { ZodPipe } from '../platform/http/zod-pipe.ts';
import { AttestationsService } from './attestations.service.ts';

const PersonPath = z.object({ employee: EmployeeId });
const OK = { schema: openapi(apiSuccess(AttestationsView)) };

@ApiTags('attestations')
@Controller('api/v1/employees/:employee/attestations')
export class AttestationsController {
  readonly #attestations: AttestationsService;

  constructor(@Inject(AttestationsService) attestations: AttestationsService) {
    this.#attestations = attestations;
  }

  @Needs('timesheets.read', { person: 'employee' })
  @ShowsPeople('attestations.seen', employeeInPath)
  @Get()
  @ApiOperation({ summary: 'Which days a worker attested, and what keeps the others from it' })
  @ApiOkResponse(OK)
  async find(
    @Param(new ZodPipe(PersonPath)) { employee }: z.infer<typeof PersonPath>,
    @Query(new ZodPipe(AttestedSpan)) span: z.infer<typeof AttestedSpan>,
  ): Promise<AttestationsView> {
    return await this.#attestations.find(employee, span);
  }

  @Needs('timesheets.attest', { person: 'employee' })
  @Records('hours.attested')
  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: "Says that one's own hours of these dates are right" })
  @ApiBody({ schema: openapi(AttestRequest, 'input') })
  @ApiOkResponse(OK)
  @ApiConflict('DAY_NOT_OVER, PENDING, STILL_OPEN, MISSING_OUT, MISSING_IN by date, or HOURS_CHANGED')
  async attest(
    @Param(new ZodPipe(PersonPath)) { employee }: z.infer<typeof PersonPath>,
    @Body(new ZodPipe(AttestRequest)) request: AttestRequest,
  ): Promise<AttestationsView> {
    return await this.#attestations.attest(employee, request);
  }

  @Needs('timesheets.attest', { person: 'employee' })
  @Records('hours.attestation-withdrawn')
  @Post('withdraw')
  @HttpCode(200)
  @ApiOperation({ summary: "Takes back what one said about one's own hours" })
  @ApiBody({ schema: openapi(AttestationWithdrawal, 'input') })
  @ApiOkResponse(OK)
  async withdraw(
    @Param(new ZodPipe(PersonPath)) { employee }: z.infer<typeof PersonPath>,
    @Body(new ZodPipe(AttestationWithdrawal)) request: AttestationWithdrawal,
  ): Promise<AttestationsView> {
    return await this.#attestations.withdraw(employee, request);
  }
}
