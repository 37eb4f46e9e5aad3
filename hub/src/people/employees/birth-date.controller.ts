import { Body, Controller, Delete, Get, Inject, Param, Put } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { apiSuccess, BirthDate, BirthDatePut, EmployeeId } from '@tapclock/contracts';
import { z } from 'zod';
import { employeeInPath, Records, ShowsPeople } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { ApiConflict } from '../../platform/http/api-docs.ts';
import { ETag, IfMatch, NeedsIfMatch } from '../../platform/http/conditional.ts';
import { NotReplayed } from '../../platform/http/idempotency.decorator.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { BirthDatesService } from './birth-dates.service.ts';

const EmployeePath = z.object({ employee: EmployeeId });
const OK_BIRTH_DATE = { schema: openapi(apiSuccess(BirthDate)) };

/** A date of birth, apart from master data: seen only by those who may change people, not by all who may see them. */
@ApiTags('people')
@Controller('api/v1/employees/:employee/birth-date')
export class BirthDateController {
  readonly #dates: BirthDatesService;

  constructor(@Inject(BirthDatesService) dates: BirthDatesService) {
    this.#dates = dates;
  }

  @Needs('people.write', { person: 'employee' })
  @ShowsPeople('birth-dates.seen', employeeInPath)
  @Get()
  @ETag()
  @ApiOperation({ summary: 'Date of birth of one person, which rules for young people follow from' })
  @ApiOkResponse(OK_BIRTH_DATE)
  async find(
    @Param(new ZodPipe(EmployeePath)) { employee }: z.infer<typeof EmployeePath>,
  ): Promise<z.infer<typeof BirthDate>> {
    return await this.#dates.find(employee);
  }

  // Answers to writes are kept for repeated requests, and this date is kept in one place only.
  @Needs('people.write', { person: 'employee' })
  @Records('birth-date.set', 'birth-date.changed')
  @NotReplayed()
  @Put()
  @ETag()
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Sets the date of birth; days that are not locked are derived again' })
  @ApiBody({ schema: openapi(BirthDatePut, 'input') })
  @ApiOkResponse(OK_BIRTH_DATE)
  @ApiConflict('ERASED')
  async put(
    @Param(new ZodPipe(EmployeePath)) { employee }: z.infer<typeof EmployeePath>,
    @IfMatch() version: number,
    @Body(new ZodPipe(BirthDatePut)) { bornOn }: z.infer<typeof BirthDatePut>,
  ): Promise<z.infer<typeof BirthDate>> {
    return await this.#dates.write(employee, version, bornOn);
  }

  @Needs('people.write', { person: 'employee' })
  @Records('birth-date.removed')
  @Delete()
  @ETag()
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Takes the date of birth away; days that are not locked are derived again' })
  @ApiOkResponse(OK_BIRTH_DATE)
  @ApiConflict('ERASED')
  async remove(
    @Param(new ZodPipe(EmployeePath)) { employee }: z.infer<typeof EmployeePath>,
    @IfMatch() version: number,
  ): Promise<z.infer<typeof BirthDate>> {
    return await this.#dates.write(employee, version, null);
  }
}
