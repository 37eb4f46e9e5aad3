import { Body, Controller, Delete, Get, Inject, Param, Put } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { apiSuccess, EmployeeId, Qualification, QualificationPut, Slug } from '@tapclock/contracts';
import { z } from 'zod';
import { employeeInPath, Records, ShowsPeople } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { Actor } from '../../platform/http/access/principal.ts';
import { ApiConflict } from '../../platform/http/api-docs.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { QualificationsService } from './qualifications.service.ts';

const PersonPath = z.object({ employee: EmployeeId });
const QualificationPath = z.object({ employee: EmployeeId, qualification: Slug });

@ApiTags('scheduling')
@Controller('api/v1/employees/:employee/qualifications')
export class QualificationsController {
  readonly #qualifications: QualificationsService;

  constructor(@Inject(QualificationsService) qualifications: QualificationsService) {
    this.#qualifications = qualifications;
  }

  @Needs('schedule.read', { person: 'employee' })
  @ShowsPeople('qualifications.seen', employeeInPath)
  @Get()
  @ApiOperation({ summary: 'What a person may be planned for' })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.array(Qualification))) })
  async list(
    @Param(new ZodPipe(PersonPath)) { employee }: z.infer<typeof PersonPath>,
  ): Promise<z.infer<typeof Qualification>[]> {
    return await this.#qualifications.list(employee);
  }

  @Needs('people.write', { person: 'employee' })
  @Records('qualification.put')
  @Put(':qualification')
  @ApiOperation({ summary: 'Says that a person has a qualification, and until when' })
  @ApiBody({ schema: openapi(QualificationPut, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(Qualification)) })
  @ApiConflict('TOO_MANY')
  async put(
    @Actor() by: string,
    @Param(new ZodPipe(QualificationPath)) path: z.infer<typeof QualificationPath>,
    @Body(new ZodPipe(QualificationPut)) { validUntil }: z.infer<typeof QualificationPut>,
  ): Promise<z.infer<typeof Qualification>> {
    return await this.#qualifications.put({ ...path, validUntil, by, madeAt: new Date().toISOString() });
  }

  @Needs('people.write', { person: 'employee' })
  @Records('qualification.removed')
  @Delete(':qualification')
  @ApiOperation({ summary: 'Takes a qualification back' })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.null())) })
  async remove(
    @Param(new ZodPipe(QualificationPath)) { employee, qualification }: z.infer<typeof QualificationPath>,
  ): Promise<void> {
    await this.#qualifications.remove(employee, qualification);
  }
}
