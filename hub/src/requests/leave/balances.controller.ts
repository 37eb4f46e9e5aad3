import { Body, Controller, Get, Inject, Param, Put, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { apiSuccess, EmployeeId, EntitlementPut, LeaveBalance, LeaveKind } from '@tapclock/contracts';
import { z } from 'zod';
import { employeeInPath, Records, ShowsPeople } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { Actor } from '../../platform/http/access/principal.ts';
import { ETag, IfMatch, NeedsIfMatch } from '../../platform/http/conditional.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { BalancesService } from './balances.service.ts';

const Year = z.coerce.number().int().min(1_900).max(9_999);
const PersonPath = z.object({ employee: EmployeeId });
const BalancePath = PersonPath.extend({ year: Year, kind: LeaveKind });
const YearQuery = z.object({ year: z.optional(Year).meta({ description: 'left out: that of today' }) });

const OK_BALANCE = { schema: openapi(apiSuccess(LeaveBalance)) };

@ApiTags('leave')
@Controller('api/v1/employees/:employee/leave-balances')
export class BalancesController {
  readonly #balances: BalancesService;

  constructor(@Inject(BalancesService) balances: BalancesService) {
    this.#balances = balances;
  }

  @Needs('leave.read', { person: 'employee' })
  @ShowsPeople('leave-balances.seen', employeeInPath)
  @Get()
  @ApiOperation({ summary: 'How a person stands with every kind of leave in a year' })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.array(LeaveBalance))) })
  async list(
    @Param(new ZodPipe(PersonPath)) { employee }: z.infer<typeof PersonPath>,
    @Query(new ZodPipe(YearQuery)) { year }: z.infer<typeof YearQuery>,
  ): Promise<LeaveBalance[]> {
    return await this.#balances.list(employee, year ?? null, Date.now());
  }

  @Needs('leave.read', { person: 'employee' })
  @ShowsPeople('leave-balances.seen', employeeInPath)
  @Get(':year/:kind')
  @ETag()
  @ApiOperation({
    summary: 'How a person stands with one kind of leave in a year; version 0 while nothing is entitled',
  })
  @ApiOkResponse(OK_BALANCE)
  async find(@Param(new ZodPipe(BalancePath)) path: z.infer<typeof BalancePath>): Promise<LeaveBalance> {
    return await this.#balances.find(path, Date.now());
  }

  @Needs('leave.write', { person: 'employee' })
  @Records('leave.entitled')
  @Put(':year/:kind')
  @ETag()
  @NeedsIfMatch()
  @ApiOperation({
    summary: 'Says what a person may take of a kind of leave in a year; `If-Match: "0"` the first time',
  })
  @ApiBody({ schema: openapi(EntitlementPut, 'input') })
  @ApiOkResponse(OK_BALANCE)
  async put(
    @Actor() by: string,
    @IfMatch() version: number,
    @Param(new ZodPipe(BalancePath)) path: z.infer<typeof BalancePath>,
    @Body(new ZodPipe(EntitlementPut)) entitlement: z.infer<typeof EntitlementPut>,
  ): Promise<LeaveBalance> {
    const made = { by, madeAt: new Date().toISOString() };
    return await this.#balances.put(path, { ...entitlement, version }, made);
  }
}
