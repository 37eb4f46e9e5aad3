import { Body, Controller, Get, HttpCode, HttpStatus, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import {
  apiPage,
  apiSuccess,
  CalendarDate,
  EmployeeId,
  NewStatement,
  Slug,
  StatementDecided,
  StatementRefusal,
  StatementState,
  StatementView,
} from '@tapclock/contracts';
import { z } from 'zod';
import { employeesOf, Records, ShowsPeople } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { Asking, type Principal } from '../../platform/http/access/principal.ts';
import { ApiConflict } from '../../platform/http/api-docs.ts';
import { ETag, IfMatch, NeedsIfMatch } from '../../platform/http/conditional.ts';
import { listQuery } from '../../platform/http/list-query.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { type Page, page } from '../../platform/http/page.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { StatementsService } from './statements.service.ts';

const PersonPath = z.object({ employee: EmployeeId });
const StatementPath = z.object({ id: z.uuid() });
const StatementsQuery = listQuery({
  fields: ['statedAt', 'date', 'name'],
  sort: '-statedAt',
  filters: {
    site: z.optional(Slug),
    team: z.optional(Slug),
    employee: z.optional(EmployeeId),
    state: z.optional(StatementState),
    from: z.optional(CalendarDate),
    to: z.optional(CalendarDate),
  },
}).omit({ q: true });

const ONE = { schema: openapi(apiSuccess(StatementView)) };

@ApiTags('statements')
@Controller('api/v1')
export class StatementsController {
  readonly #statements: StatementsService;

  constructor(@Inject(StatementsService) statements: StatementsService) {
    this.#statements = statements;
  }

  @Needs('statements.write', { person: 'employee' })
  @Records('statements.made')
  @Post('employees/:employee/statements')
  @ApiOperation({
    summary: "Says that one's own punches of a date are missing or wrong, for somebody to approve",
  })
  @ApiBody({ schema: openapi(NewStatement, 'input') })
  @ApiCreatedResponse(ONE)
  @ApiConflict('TOO_MANY_STATEMENTS: so many about the date wait already')
  async make(
    @Param(new ZodPipe(PersonPath)) { employee }: z.infer<typeof PersonPath>,
    @Body(new ZodPipe(NewStatement)) stated: z.infer<typeof NewStatement>,
    @Asking() by: Principal,
  ): Promise<StatementView> {
    return await this.#statements.make(employee, stated, by, Date.now());
  }

  @Needs('corrections.read')
  @ShowsPeople<StatementView[]>('statements.seen', employeesOf)
  @Get('statements')
  @ApiOperation({
    summary: 'What people stated about their punches: one’s own, and those of whoever is in reach',
  })
  @ApiQuery({ name: 'from', description: 'date, included', required: false })
  @ApiQuery({ name: 'to', description: 'date, included', required: false })
  @ApiOkResponse({ schema: openapi(apiPage(StatementView)) })
  async list(
    @Query(new ZodPipe(StatementsQuery)) query: z.infer<typeof StatementsQuery>,
    @Asking() viewer: Principal,
  ): Promise<Page<StatementView>> {
    const { statements, total } = await this.#statements.list(query, viewer);
    return page(statements, { ...query, total });
  }

  @Needs('corrections.read')
  @ShowsPeople<StatementView>('statements.seen', statement => employeesOf([statement]))
  @ETag()
  @Get('statements/:id')
  @ApiOperation({ summary: 'One statement' })
  @ApiOkResponse(ONE)
  async find(
    @Param(new ZodPipe(StatementPath)) { id }: z.infer<typeof StatementPath>,
    @Asking() viewer: Principal,
  ): Promise<StatementView> {
    return await this.#statements.find(id, viewer);
  }

  @Needs('exceptions.settle')
  @Records('statements.granted', 'corrections.made', 'exceptions.settled')
  @NeedsIfMatch()
  @ETag()
  @Post('statements/:id/approve')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Makes what was stated, and settles the exceptions that it puts right' })
  @ApiOkResponse({ schema: openapi(apiSuccess(StatementDecided)) })
  @ApiConflict('ALREADY_DECIDED, or what keeps a correction from being made')
  async approve(
    @Param(new ZodPipe(StatementPath)) { id }: z.infer<typeof StatementPath>,
    @IfMatch() expected: number,
    @Asking() by: Principal,
  ): Promise<StatementDecided> {
    return await this.#statements.grant(id, by, expected, Date.now());
  }

  @Needs('exceptions.settle')
  @Records('statements.refused')
  @NeedsIfMatch()
  @ETag()
  @Post('statements/:id/refuse')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Refuses a statement, with a reason for the person' })
  @ApiBody({ schema: openapi(StatementRefusal, 'input') })
  @ApiOkResponse(ONE)
  async refuse(
    @Param(new ZodPipe(StatementPath)) { id }: z.infer<typeof StatementPath>,
    @Body(new ZodPipe(StatementRefusal)) { reason }: z.infer<typeof StatementRefusal>,
    @IfMatch() expected: number,
    @Asking() by: Principal,
  ): Promise<StatementView> {
    return await this.#statements.refuse(id, by, reason, { expected, nowMs: Date.now() });
  }

  @Needs('statements.write')
  @Records('statements.withdrawn')
  @NeedsIfMatch()
  @ETag()
  @Post('statements/:id/withdraw')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: "Takes back one's own statement that nobody has decided yet" })
  @ApiOkResponse(ONE)
  async withdraw(
    @Param(new ZodPipe(StatementPath)) { id }: z.infer<typeof StatementPath>,
    @IfMatch() expected: number,
    @Asking() by: Principal,
  ): Promise<StatementView> {
    return await this.#statements.withdraw(id, by, expected, Date.now());
  }
}
