import { Controller, Get, Header, Inject, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { EmployeeId, Language } from '@tapclock/contracts';
import { z } from 'zod';
import { employeeInPath, ShowsPeople } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { ApiBytes, ApiConflict, ApiPeriodPath } from '../../platform/http/api-docs.ts';
import { attachment } from '../../platform/http/attachment.ts';
import { Raw } from '../../platform/http/raw.decorator.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { PeriodPath } from './period-path.ts';
import { TimesheetsService } from './timesheets.service.ts';

const PersonPath = PeriodPath.extend({ employee: EmployeeId });
const TimesheetQuery = z.object({ language: z.optional(Language) });

@ApiTags('exports')
@Controller('api/v1/pay-periods/:site/:group/:from/people/:employee')
export class TimesheetsController {
  readonly #timesheets: TimesheetsService;

  constructor(@Inject(TimesheetsService) timesheets: TimesheetsService) {
    this.#timesheets = timesheets;
  }

  @Needs('timesheets.read', { person: 'employee' })
  @ShowsPeople('periods.person.seen', employeeInPath)
  @Get('timesheet.pdf')
  @Raw()
  @Header('cache-control', 'private, no-store')
  @Header('x-content-type-options', 'nosniff')
  @ApiOperation({ summary: 'The locked hours of one person as a paper to sign' })
  @ApiPeriodPath()
  @ApiParam({ name: 'employee' })
  @ApiBytes('application/pdf')
  @ApiConflict('The period is not locked')
  @ApiQuery({ name: 'language', required: false, description: 'en or de' })
  async pdf(
    @Param(new ZodPipe(PersonPath)) { employee, ...period }: z.infer<typeof PersonPath>,
    @Query(new ZodPipe(TimesheetQuery)) { language }: z.infer<typeof TimesheetQuery>,
  ): Promise<StreamableFile> {
    const { fileName, content } = await this.#timesheets.pdf(period, employee, language ?? 'en');
    return new StreamableFile(content, {
      type: 'application/pdf',
      disposition: attachment(fileName),
      length: content.length,
    });
  }
}
