import { Body, Controller, Get, HttpCode, HttpStatus, Inject, Param, Post, Put } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  apiSuccess,
  EmployeeId,
  ErasureRequest,
  ErasureView,
  type Language,
  PersonalData,
  Retention,
  RetentionPut,
} from '@tapclock/contracts';
import { z } from 'zod';
import { employeeInPath, Records, ShowsPeople } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { Actor } from '../../platform/http/access/principal.ts';
import { ApiConflict } from '../../platform/http/api-docs.ts';
import { Speaking } from '../../platform/http/language.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { toldIn } from './erasure-words.ts';
import { PrivacyService } from './privacy.service.ts';
import { RetentionService } from './retention.service.ts';

const EmployeePath = z.object({ employee: EmployeeId });
const OK_RETENTION = { schema: openapi(apiSuccess(z.array(Retention))) };

@ApiTags('privacy')
@Controller('api/v1')
export class PrivacyController {
  readonly #privacy: PrivacyService;
  readonly #retention: RetentionService;

  constructor(
    @Inject(PrivacyService) privacy: PrivacyService,
    @Inject(RetentionService) retention: RetentionService,
  ) {
    this.#privacy = privacy;
    this.#retention = retention;
  }

  @Needs('people.erase', { person: 'employee' })
  @ShowsPeople('personal-data.seen', employeeInPath)
  @Get('employees/:employee/export')
  @ApiOperation({ summary: 'Everything about one person, table by table' })
  @ApiOkResponse({ schema: openapi(apiSuccess(PersonalData)) })
  async export(
    @Speaking() language: Language,
    @Param(new ZodPipe(EmployeePath)) { employee }: z.infer<typeof EmployeePath>,
  ): Promise<z.infer<typeof PersonalData>> {
    return await this.#privacy.export(employee, language);
  }

  @Needs('people.erase', { person: 'employee' })
  @Records('employee.erased')
  @Post('employees/:employee/erasure')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary:
      'Erases a leaver: name, number, PIN, date of birth, badges, login. Says what the law keeps, until when and why',
  })
  @ApiBody({ schema: openapi(ErasureRequest, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(ErasureView)) })
  @ApiConflict('IN_SERVICE, ERASED, HAS_ADMIN_ACCOUNT')
  async erase(
    @Actor() by: string,
    @Speaking() language: Language,
    @Param(new ZodPipe(EmployeePath)) { employee }: z.infer<typeof EmployeePath>,
    @Body(new ZodPipe(ErasureRequest)) { reason }: z.infer<typeof ErasureRequest>,
  ): Promise<z.infer<typeof ErasureView>> {
    return toldIn(await this.#privacy.erase(by, employee, reason), language);
  }

  @Needs('people.erase')
  @Get('retention')
  @ApiOperation({ summary: 'How long what is kept' })
  @ApiOkResponse(OK_RETENTION)
  async retention(@Speaking() language: Language): Promise<z.infer<typeof Retention>[]> {
    return await this.#retention.list(language);
  }

  @Needs('people.erase')
  @Records('retention.changed')
  @Put('retention')
  @ApiOperation({ summary: 'Says how long what is kept; what is due then goes within a day' })
  @ApiBody({ schema: openapi(RetentionPut, 'input') })
  @ApiOkResponse(OK_RETENTION)
  async putRetention(
    @Actor() by: string,
    @Speaking() language: Language,
    @Body(new ZodPipe(RetentionPut)) wanted: z.infer<typeof RetentionPut>,
  ): Promise<z.infer<typeof Retention>[]> {
    return await this.#retention.put(by, wanted, language);
  }
}
