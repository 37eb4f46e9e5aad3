import { Body, Controller, Delete, Get, Inject, Param, Put, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import {
  apiSuccess,
  CALENDAR_DAYS_MAX,
  CalendarDate,
  EmployeeId,
  Holiday,
  LeaveDay,
  NewHoliday,
  NewLeaveDay,
  PayCode,
  Slug,
  spanOfDays,
} from '@tapclock/contracts';
import { z } from 'zod';
import { employeeInPath, Records, ShowsPeople } from '../audit/index.ts';
import { Needs } from '../platform/http/access/needs.ts';
import { Actor } from '../platform/http/access/principal.ts';
import { ApiConflict } from '../platform/http/api-docs.ts';
import { openapi } from '../platform/http/openapi.ts';
import { ZodPipe } from '../platform/http/zod-pipe.ts';
import type { CalendarMade } from './calendar.repository.ts';
import { CalendarService } from './calendar.service.ts';
import type { LeaveRow } from './scheduling.repository.ts';

const DatesQuery = z.object({ from: CalendarDate, to: CalendarDate }).check(...spanOfDays(CALENDAR_DAYS_MAX));
const SitePath = z.object({ site: Slug });
const HolidayPath = z.object({ site: Slug, date: CalendarDate });
const PersonPath = z.object({ employee: EmployeeId });
const LeavePath = z.object({ employee: EmployeeId, date: CalendarDate });
const LeaveCodePath = LeavePath.extend({ code: PayCode });

@ApiTags('calendar')
@Controller('api/v1')
export class CalendarController {
  readonly #calendar: CalendarService;

  constructor(@Inject(CalendarService) calendar: CalendarService) {
    this.#calendar = calendar;
  }

  @Needs('calendar.read')
  @Get('sites/:site/holidays')
  @ApiOperation({ summary: "A site's holidays, by date" })
  @ApiQuery({ name: 'from', description: 'date, included' })
  @ApiQuery({ name: 'to', description: `date, included; at most ${CALENDAR_DAYS_MAX} days` })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.array(Holiday))) })
  async holidays(
    @Param(new ZodPipe(SitePath)) { site }: z.infer<typeof SitePath>,
    @Query(new ZodPipe(DatesQuery)) dates: z.infer<typeof DatesQuery>,
  ): Promise<z.infer<typeof Holiday>[]> {
    return await this.#calendar.holidays(site, dates);
  }

  @Needs('calendar.write')
  @Records('holidays.put')
  @Put('sites/:site/holidays/:date')
  @ApiOperation({ summary: 'Makes a date a holiday of a site, or names it otherwise' })
  @ApiBody({ schema: openapi(NewHoliday, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(Holiday)) })
  async putHoliday(
    @Actor() by: string,
    @Param(new ZodPipe(HolidayPath)) path: z.infer<typeof HolidayPath>,
    @Body(new ZodPipe(NewHoliday)) { name }: z.infer<typeof NewHoliday>,
  ): Promise<z.infer<typeof Holiday>> {
    const holiday = { ...path, name };
    await this.#calendar.putHoliday(holiday, madeNow(by));
    return { ...holiday, region: null };
  }

  @Needs('calendar.write')
  @Records('holidays.removed')
  @Delete('sites/:site/holidays/:date')
  @ApiOperation({
    summary:
      "Takes away a holiday of the site's own; where its region has that date too, it is the region's again",
  })
  @ApiConflict('HOLIDAY_OF_REGION')
  @ApiOkResponse({ schema: openapi(apiSuccess(z.null())) })
  async removeHoliday(
    @Actor() by: string,
    @Param(new ZodPipe(HolidayPath)) { site, date }: z.infer<typeof HolidayPath>,
  ): Promise<void> {
    await this.#calendar.removeHoliday(site, date, madeNow(by));
  }

  @Needs('leave.read', { person: 'employee' })
  @ShowsPeople('leave.seen', employeeInPath)
  @Get('employees/:employee/leave')
  @ApiOperation({ summary: "A person's leave, by date and pay code" })
  @ApiQuery({ name: 'from', description: 'date, included' })
  @ApiQuery({ name: 'to', description: `date, included; at most ${CALENDAR_DAYS_MAX} days` })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.array(LeaveDay))) })
  async leave(
    @Param(new ZodPipe(PersonPath)) { employee }: z.infer<typeof PersonPath>,
    @Query(new ZodPipe(DatesQuery)) dates: z.infer<typeof DatesQuery>,
  ): Promise<z.infer<typeof LeaveDay>[]> {
    return (await this.#calendar.leave(employee, dates)).map(leaveView);
  }

  @Needs('leave.write', { person: 'employee' })
  @Records('leave.put')
  @Put('employees/:employee/leave/:date')
  @ApiOperation({
    summary: 'Gives a person leave on a date under a pay code, or changes what was given under it',
  })
  @ApiBody({ schema: openapi(NewLeaveDay, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(LeaveDay)) })
  async putLeave(
    @Actor() by: string,
    @Param(new ZodPipe(LeavePath)) path: z.infer<typeof LeavePath>,
    @Body(new ZodPipe(NewLeaveDay)) { kind, minutes, code }: z.infer<typeof NewLeaveDay>,
  ): Promise<z.infer<typeof LeaveDay>> {
    const made = madeNow(by);
    const leave = await this.#calendar.putLeave({ ...path, kind, seconds: minutes * 60, code, ...made });
    return leaveView(leave);
  }

  @Needs('leave.write', { person: 'employee' })
  @Records('leave.removed')
  @Delete('employees/:employee/leave/:date/:code')
  @ApiOperation({ summary: 'Takes leave back' })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.null())) })
  async removeLeave(
    @Actor() by: string,
    @Param(new ZodPipe(LeaveCodePath)) path: z.infer<typeof LeaveCodePath>,
  ): Promise<void> {
    await this.#calendar.removeLeave(path, madeNow(by));
  }
}

function madeNow(by: string): CalendarMade {
  return { by, madeAt: new Date().toISOString() };
}

function leaveView({ seconds, ...leave }: LeaveRow): z.infer<typeof LeaveDay> {
  return { ...leave, minutes: Math.floor(seconds / 60) };
}
