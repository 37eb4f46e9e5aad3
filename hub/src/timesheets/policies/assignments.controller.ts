import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import {
  apiPage,
  apiSuccess,
  EmployeeId,
  NewPolicyAssignment,
  PolicyAssignment,
  Slug,
} from '@tapclock/contracts';
import { z } from 'zod';
import { Records, ShowsPeople } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { Asking, type Principal } from '../../platform/http/access/principal.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { type Page, PageQuery, page } from '../../platform/http/page.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { AssignmentService } from './assignment.service.ts';

const AssignmentsQuery = PageQuery.extend({
  site: Slug,
  team: z.optional(Slug),
  employee: z.optional(EmployeeId),
});

@ApiTags('policies')
@Controller('api/v1/policy-assignments')
export class AssignmentsController {
  readonly #assignments: AssignmentService;

  constructor(@Inject(AssignmentService) assignments: AssignmentService) {
    this.#assignments = assignments;
  }

  @Needs('policies.read')
  @ShowsPeople<PolicyAssignment[]>('policy-assignments.seen', assignments => ({
    people: assignments.flatMap(({ scope }) => (scope.employee === undefined ? [] : [scope.employee])),
  }))
  @Get()
  @ApiOperation({ summary: 'Who is under which policy from when, latest first' })
  @ApiQuery({ name: 'team', required: false, description: "only this team's own" })
  @ApiQuery({ name: 'employee', required: false, description: "only this person's own" })
  @ApiOkResponse({ schema: openapi(apiPage(PolicyAssignment)) })
  async list(
    @Query(new ZodPipe(AssignmentsQuery)) query: z.infer<typeof AssignmentsQuery>,
    @Asking() viewer: Principal,
  ): Promise<Page<PolicyAssignment>> {
    const { assignments, total } = await this.#assignments.list(query, viewer);
    return page(assignments, { ...query, total });
  }

  @Needs('policies.write')
  @Records('policies.assigned')
  @Post()
  @ApiOperation({
    summary: 'Puts a person, a team or a site under a policy from the first day of a workweek on',
  })
  @ApiBody({ schema: openapi(NewPolicyAssignment, 'input') })
  @ApiCreatedResponse({ schema: openapi(apiSuccess(PolicyAssignment)) })
  async assign(
    @Body(new ZodPipe(NewPolicyAssignment)) wanted: z.infer<typeof NewPolicyAssignment>,
    @Asking() by: Principal,
  ): Promise<PolicyAssignment> {
    if (by.employee !== null && wanted.scope.employee === by.employee) throw ownRules();
    return await this.#assignments.assign(wanted, by.name);
  }
}

/** Rules decide what hours are worth, as corrections do. Rules of a whole team or site hold for others, too, and are seen by them. */
function ownRules(): HubError {
  return new HubError(
    'FORBIDDEN',
    {
      en: 'Nobody gives rules of their own to themselves: ask somebody else.',
      de: 'Niemand gibt sich selbst eigene Regeln: Bitten Sie jemand anders.',
    },
    { details: [{ path: 'scope.employee', code: 'OWN_HOURS' }] },
  );
}
