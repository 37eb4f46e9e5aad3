import { Body, Controller, Delete, HttpCode, HttpStatus, Inject, Param, Post, Put } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  apiSuccess,
  DepartureRequest,
  EmployeeDetail,
  EmployeeId,
  PinPut,
  ReturnRequest,
} from '@tapclock/contracts';
import { z } from 'zod';
import { Records } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { Actor } from '../../platform/http/access/principal.ts';
import { ApiConflict } from '../../platform/http/api-docs.ts';
import { ETag } from '../../platform/http/conditional.ts';
import { NotReplayed } from '../../platform/http/idempotency.decorator.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { detailOf } from './employee-view.ts';
import { EmployeesService } from './employees.service.ts';
import { LeaversService } from './leavers.service.ts';

const EmployeePath = z.object({ employee: EmployeeId });
const OK_EMPLOYEE = { schema: openapi(apiSuccess(EmployeeDetail)) };

/** Beginning and end of a person's time in the company, and the PIN that is theirs meanwhile. */
@ApiTags('people')
@Controller('api/v1/employees/:employee')
export class ServiceController {
  readonly #employees: EmployeesService;
  readonly #leavers: LeaversService;

  constructor(
    @Inject(EmployeesService) employees: EmployeesService,
    @Inject(LeaversService) leavers: LeaversService,
  ) {
    this.#employees = employees;
    this.#leavers = leavers;
  }

  @Needs('people.write', { person: 'employee' })
  @Records('employee.departing')
  @Post('departure')
  @HttpCode(HttpStatus.OK)
  @ETag()
  @ApiOperation({
    summary: 'Leaves the company after a last day: badges, PIN, login and the card at kiosks end, facts stay',
  })
  @ApiBody({ schema: openapi(DepartureRequest, 'input') })
  @ApiOkResponse(OK_EMPLOYEE)
  @ApiConflict('LEFT_ALREADY, ERASED, HAS_ADMIN_ACCOUNT')
  async depart(
    @Actor() by: string,
    @Param(new ZodPipe(EmployeePath)) { employee }: z.infer<typeof EmployeePath>,
    @Body(new ZodPipe(DepartureRequest)) wanted: z.infer<typeof DepartureRequest>,
  ): Promise<z.infer<typeof EmployeeDetail>> {
    await this.#leavers.depart(by, employee, wanted);
    return detailOf(await this.#employees.find(employee));
  }

  @Needs('people.write', { person: 'employee' })
  @Records('employee.returned')
  @Post('return')
  @HttpCode(HttpStatus.OK)
  @ETag()
  @ApiOperation({ summary: 'Comes back, or stays after all' })
  @ApiBody({ schema: openapi(ReturnRequest, 'input') })
  @ApiOkResponse(OK_EMPLOYEE)
  @ApiConflict('IN_SERVICE, ERASED, SITE_ARCHIVED')
  async comeBack(
    @Param(new ZodPipe(EmployeePath)) { employee }: z.infer<typeof EmployeePath>,
    @Body(new ZodPipe(ReturnRequest)) { reason }: z.infer<typeof ReturnRequest>,
  ): Promise<z.infer<typeof EmployeeDetail>> {
    await this.#leavers.comeBack(employee, reason);
    return detailOf(await this.#employees.find(employee));
  }

  @Needs('people.write', { person: 'employee' })
  @Records('pin.set')
  @NotReplayed()
  @Put('pin')
  @ETag()
  @ApiOperation({ summary: 'Sets the PIN for days on which the badge is at home; nobody is ever told it' })
  @ApiBody({ schema: openapi(PinPut, 'input') })
  @ApiOkResponse(OK_EMPLOYEE)
  @ApiConflict('NOT_IN_SERVICE, ERASED')
  async setPin(
    @Param(new ZodPipe(EmployeePath)) { employee }: z.infer<typeof EmployeePath>,
    @Body(new ZodPipe(PinPut)) { pin }: z.infer<typeof PinPut>,
  ): Promise<z.infer<typeof EmployeeDetail>> {
    await this.#employees.setPin(employee, pin);
    return detailOf(await this.#employees.find(employee));
  }

  @Needs('people.write', { person: 'employee' })
  @Records('pin.cleared')
  @Delete('pin')
  @ETag()
  @ApiOperation({ summary: 'Takes the PIN away' })
  @ApiOkResponse(OK_EMPLOYEE)
  async clearPin(
    @Param(new ZodPipe(EmployeePath)) { employee }: z.infer<typeof EmployeePath>,
  ): Promise<z.infer<typeof EmployeeDetail>> {
    await this.#employees.clearPin(employee);
    return detailOf(await this.#employees.find(employee));
  }
}
