import { Body, Controller, Get, HttpCode, HttpStatus, Inject, Param, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  apiSuccess,
  BadgeEnding,
  BadgeFound,
  BadgeId,
  BadgeIssued,
  BadgeLookup,
  BadgeReplacement,
  BadgeView,
  EmployeeId,
  NewBadge,
} from '@tapclock/contracts';
import { z } from 'zod';
import { employeeInPath, employeesOf, Records, ShowsPeople } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { Actor, Asking, type Principal } from '../../platform/http/access/principal.ts';
import { ApiConflict } from '../../platform/http/api-docs.ts';
import { NotReplayed } from '../../platform/http/idempotency.decorator.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { BadgesService } from './badges.service.ts';

const EmployeePath = z.object({ employee: EmployeeId });
const BadgePath = z.object({ employee: EmployeeId, badge: BadgeId });

@ApiTags('badges')
@Controller('api/v1')
export class BadgesController {
  readonly #badges: BadgesService;

  constructor(@Inject(BadgesService) badges: BadgesService) {
    this.#badges = badges;
  }

  @Needs('people.read', { person: 'employee' })
  @ShowsPeople('badges.seen', employeeInPath)
  @Get('employees/:employee/badges')
  @ApiOperation({ summary: 'Badges of one person, latest first, with those they had' })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.array(BadgeView))) })
  async list(
    @Param(new ZodPipe(EmployeePath)) { employee }: z.infer<typeof EmployeePath>,
  ): Promise<z.infer<typeof BadgeView>[]> {
    return await this.#badges.list(employee);
  }

  // Printed numbers are kept nowhere, and so not for a second answer either.
  @Needs('badges.write', { person: 'employee' })
  @Records('badge.issued', 'badge.lent')
  @NotReplayed()
  @Post('employees/:employee/badges')
  @ApiOperation({
    summary: 'Gives somebody a badge, by a tap at a kiosk or by the number that is printed on it',
  })
  @ApiBody({ schema: openapi(NewBadge, 'input') })
  @ApiCreatedResponse({ schema: openapi(apiSuccess(BadgeIssued)) })
  @ApiConflict('BADGE_TAKEN, NOT_IN_SERVICE, TOO_MANY_BADGES, SITE_KEY_UNKNOWN')
  async issue(
    @Actor() by: string,
    @Param(new ZodPipe(EmployeePath)) { employee }: z.infer<typeof EmployeePath>,
    @Body(new ZodPipe(NewBadge)) wanted: z.infer<typeof NewBadge>,
  ): Promise<z.infer<typeof BadgeIssued>> {
    return await this.#badges.issue(by, employee, wanted);
  }

  @Needs('badges.write', { person: 'employee' })
  @Records('badge.lost', 'badge.returned', 'badge.withdrawn')
  @Post('employees/:employee/badges/:badge/end')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'A badge is lost, given back, or was given by mistake; earlier taps stay the person’s',
  })
  @ApiBody({ schema: openapi(BadgeEnding, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(BadgeView)) })
  @ApiConflict('BADGE_ENDED')
  async end(
    @Actor() by: string,
    @Param(new ZodPipe(BadgePath)) of: z.infer<typeof BadgePath>,
    @Body(new ZodPipe(BadgeEnding)) ending: z.infer<typeof BadgeEnding>,
  ): Promise<z.infer<typeof BadgeView>> {
    return await this.#badges.end(by, of, ending);
  }

  @Needs('badges.write', { person: 'employee' })
  @Records('badge.lost', 'badge.replaced', 'badge.issued', 'badge.lent')
  @NotReplayed()
  @Post('employees/:employee/badges/:badge/replace')
  @ApiOperation({ summary: 'Takes a badge away and gives another one' })
  @ApiBody({ schema: openapi(BadgeReplacement, 'input') })
  @ApiCreatedResponse({ schema: openapi(apiSuccess(BadgeIssued)) })
  @ApiConflict('BADGE_ENDED, BADGE_TAKEN, NOT_IN_SERVICE, SITE_KEY_UNKNOWN')
  async replace(
    @Actor() by: string,
    @Param(new ZodPipe(BadgePath)) of: z.infer<typeof BadgePath>,
    @Body(new ZodPipe(BadgeReplacement)) wanted: z.infer<typeof BadgeReplacement>,
  ): Promise<z.infer<typeof BadgeIssued>> {
    return await this.#badges.replace(by, of, wanted);
  }

  @Needs('badges.write')
  @ShowsPeople<BadgeFound>('badges.seen', ({ holders }) => employeesOf(holders))
  @NotReplayed()
  @Post('badges/lookup')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Whose badge is this? Changes nothing; a POST, so that no log has the number' })
  @ApiBody({ schema: openapi(BadgeLookup, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(BadgeFound)) })
  async lookUp(
    @Asking() asking: Principal,
    @Body(new ZodPipe(BadgeLookup)) { site, source }: z.infer<typeof BadgeLookup>,
  ): Promise<z.infer<typeof BadgeFound>> {
    return await this.#badges.lookUp(asking, site, source);
  }
}
