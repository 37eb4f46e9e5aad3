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
import { Actor } from '../../platform/http/actor.ts';
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

  @Get()
  @ApiOperation({ summary: 'Who is under which policy from when, latest first' })
  @ApiQuery({ name: 'team', required: false, description: "only this team's own" })
  @ApiQuery({ name: 'employee', required: false, description: "only this person's own" })
  @ApiOkResponse({ schema: openapi(apiPage(PolicyAssignment)) })
  async list(
    @Query(new ZodPipe(AssignmentsQuery)) query: z.infer<typeof AssignmentsQuery>,
  ): Promise<Page<PolicyAssignment>> {
    const { assignments, total } = await this.#assignments.list(query);
    return page(assignments, { ...query, total });
  }

  @Post()
  @ApiOperation({
    summary: 'Puts a person, a team or a site under a policy from the first day of a workweek on',
  })
  @ApiBody({ schema: openapi(NewPolicyAssignment, 'input') })
  @ApiCreatedResponse({ schema: openapi(apiSuccess(PolicyAssignment)) })
  async assign(
    @Body(new ZodPipe(NewPolicyAssignment)) wanted: z.infer<typeof NewPolicyAssignment>,
    @Actor() by: string,
  ): Promise<PolicyAssignment> {
    return await this.#assignments.assign(wanted, by);
  }
}
