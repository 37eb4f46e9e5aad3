import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import {
  ApproveAnswer,
  ApproveRequest,
  apiPage,
  apiSuccess,
  CalendarDate,
  EmployeeId,
  LockRequest,
  PayPeriodView,
  PendingUnlock,
  PeriodDecision,
  PeriodDeltas,
  PeriodPerson,
  PeriodProof,
  PeriodSheet,
  PolicyName,
  Slug,
  UnlockDecision,
  UnlockRequest,
  WithdrawAnswer,
  WithdrawRequest,
} from '@tapclock/contracts';
import { z } from 'zod';
import { employeeInPath, employeesOf, Records, ShowsPeople } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { Asking, type Principal } from '../../platform/http/access/principal.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { type Page, PageQuery, page } from '../../platform/http/page.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { PayrollDesk } from '../work/payroll-desk.ts';
import { ApprovalsService } from './approvals.service.ts';
import { PeriodPeople } from './period-people.ts';
import { PeriodListQuery, PeriodPeopleQuery, PeriodQueries } from './period-queries.ts';
import { UnlockingService } from './unlocking.service.ts';

const Name = z.object({ site: Slug, group: PolicyName, from: CalendarDate });
const NameAndPerson = Name.extend({ employee: EmployeeId });
const NameAndRequest = Name.extend({ request: z.uuid() });
/** Most periods owe nothing, and their locks say nothing. */
const LockBody = z.preprocess(body => body ?? {}, LockRequest);
const PERIOD = ':site/:group/:from';

@ApiTags('pay periods')
@Controller('api/v1/pay-periods')
export class PayPeriodsController {
  readonly #queries: PeriodQueries;
  readonly #people: PeriodPeople;
  readonly #approvals: ApprovalsService;
  readonly #unlocking: UnlockingService;
  readonly #desk: PayrollDesk;

  constructor(
    @Inject(PeriodQueries) queries: PeriodQueries,
    @Inject(PeriodPeople) people: PeriodPeople,
    @Inject(ApprovalsService) approvals: ApprovalsService,
    @Inject(UnlockingService) unlocking: UnlockingService,
    @Inject(PayrollDesk) desk: PayrollDesk,
  ) {
    this.#queries = queries;
    this.#people = people;
    this.#approvals = approvals;
    this.#unlocking = unlocking;
    this.#desk = desk;
  }

  @Needs('periods.read')
  @Get()
  @ApiOperation({ summary: 'Pay periods of a site that have begun, newest first' })
  @ApiQuery({ name: 'site' })
  @ApiQuery({ name: 'from', required: false, description: 'local date; periods that end on it or later' })
  @ApiQuery({ name: 'to', required: false, description: 'local date; periods that begin on it or before' })
  @ApiQuery({ name: 'page', required: false })
  @ApiQuery({ name: 'per_page', required: false, description: 'at most 20' })
  @ApiOkResponse({ schema: openapi(apiPage(PayPeriodView)) })
  async list(
    @Query(new ZodPipe(PeriodListQuery)) query: z.infer<typeof PeriodListQuery>,
    @Asking() viewer: Principal,
  ): Promise<Page<PayPeriodView>> {
    const { periods, total } = await this.#queries.list(query, viewer);
    return page(periods, { ...query, total });
  }

  @Needs('periods.read')
  @Get(PERIOD)
  @ApiOperation({ summary: 'One pay period' })
  @ApiOkResponse({ schema: openapi(apiSuccess(PayPeriodView)) })
  find(
    @Param(new ZodPipe(Name)) name: z.infer<typeof Name>,
    @Asking() viewer: Principal,
  ): Promise<PayPeriodView> {
    return this.#queries.find(name, viewer);
  }

  @Needs('periods.read')
  @ShowsPeople<PeriodPerson[]>('periods.people.seen', employeesOf)
  @Get(`${PERIOD}/people`)
  @ApiOperation({ summary: 'Who is paid, how much of each code, and what blocks; by personnel number' })
  @ApiQuery({ name: 'state', required: false, description: 'or `blocked`: whoever has a blocker' })
  @ApiQuery({ name: 'team', required: false })
  @ApiQuery({ name: 'page', required: false })
  @ApiQuery({ name: 'per_page', required: false, description: 'at most 100' })
  @ApiOkResponse({ schema: openapi(apiPage(PeriodPerson)) })
  async people(
    @Param(new ZodPipe(Name)) name: z.infer<typeof Name>,
    @Query(new ZodPipe(PeriodPeopleQuery)) query: z.infer<typeof PeriodPeopleQuery>,
    @Asking() viewer: Principal,
  ): Promise<Page<PeriodPerson>> {
    const { people, total } = await this.#people.page(name, query, viewer);
    return page(people, { ...query, total });
  }

  @Needs('periods.read', { person: 'employee' })
  @ShowsPeople('periods.person.seen', employeeInPath)
  @Get(`${PERIOD}/people/:employee`)
  @ApiOperation({ summary: "One person's hours of the period; of a locked one what was locked" })
  @ApiOkResponse({ schema: openapi(apiSuccess(PeriodSheet)) })
  person(
    @Param(new ZodPipe(NameAndPerson)) { employee, ...name }: z.infer<typeof NameAndPerson>,
  ): Promise<PeriodSheet> {
    return this.#people.person(name, employee);
  }

  @Needs('periods.read')
  @ShowsPeople<PeriodDecision[]>('periods.history.seen', decisions => ({
    people: decisions.flatMap(({ employees }) => employees),
  }))
  @Get(`${PERIOD}/history`)
  @ApiOperation({ summary: 'What was decided about the period, by whom and why, newest first' })
  @ApiOkResponse({ schema: openapi(apiPage(PeriodDecision)) })
  async history(
    @Param(new ZodPipe(Name)) name: z.infer<typeof Name>,
    @Query(new ZodPipe(PageQuery)) query: z.infer<typeof PageQuery>,
    @Asking() viewer: Principal,
  ): Promise<Page<PeriodDecision>> {
    const { decisions, total } = await this.#queries.history(name, query, viewer);
    return page(decisions, { ...query, total });
  }

  @Needs('periods.lock')
  @ShowsPeople<PeriodDeltas>('periods.deltas.seen', ({ shown }) => employeesOf(shown))
  @Get(`${PERIOD}/deltas`)
  @ApiOperation({
    summary: 'What an open period pays, or takes back, for earlier locked ones, and its digest',
  })
  @ApiOkResponse({ schema: openapi(apiSuccess(PeriodDeltas)) })
  deltas(@Param(new ZodPipe(Name)) name: z.infer<typeof Name>): Promise<PeriodDeltas> {
    return this.#queries.deltas(name);
  }

  @Needs('periods.lock')
  @ShowsPeople<PeriodProof>('periods.proof.seen', ({ differences }) => employeesOf(differences))
  @Post(`${PERIOD}/proof`)
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Derives a locked period again from the raw records and compares byte for byte; one at a time (429)',
  })
  @ApiOkResponse({ schema: openapi(apiSuccess(PeriodProof)) })
  proof(@Param(new ZodPipe(Name)) name: z.infer<typeof Name>): Promise<PeriodProof> {
    return this.#desk.do({ kind: 'proof', period: name });
  }

  @Needs('periods.approve')
  @Records('periods.approved')
  @Post(`${PERIOD}/approvals`)
  @HttpCode(200)
  @ApiOperation({ summary: 'Approves the hours of whoever has no blocker' })
  @ApiBody({ schema: openapi(ApproveRequest, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(ApproveAnswer)) })
  approve(
    @Param(new ZodPipe(Name)) name: z.infer<typeof Name>,
    @Body(new ZodPipe(ApproveRequest)) request: z.infer<typeof ApproveRequest>,
    @Asking() by: Principal,
  ): Promise<ApproveAnswer> {
    return this.#approvals.approve(name, request, by);
  }

  @Needs('periods.approve')
  @Records('periods.approval-withdrawn')
  @Post(`${PERIOD}/approvals/withdraw`)
  @HttpCode(200)
  @ApiOperation({ summary: 'Takes approvals back' })
  @ApiBody({ schema: openapi(WithdrawRequest, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(WithdrawAnswer)) })
  withdraw(
    @Param(new ZodPipe(Name)) name: z.infer<typeof Name>,
    @Body(new ZodPipe(WithdrawRequest)) request: z.infer<typeof WithdrawRequest>,
    @Asking() by: Principal,
  ): Promise<WithdrawAnswer> {
    return this.#approvals.withdraw(name, request, by);
  }

  @Needs('periods.lock')
  @Records('periods.locked')
  @Post(`${PERIOD}/lock`)
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Locks the period; refused with a list of who blocks until everybody is approved, and with what it owes for earlier periods until `deltas` names it',
  })
  @ApiBody({ schema: openapi(LockRequest, 'input'), required: false })
  @ApiOkResponse({ schema: openapi(apiSuccess(PayPeriodView)) })
  async lock(
    @Param(new ZodPipe(Name)) name: z.infer<typeof Name>,
    @Body(new ZodPipe(LockBody)) accepted: z.infer<typeof LockBody>,
    @Asking() by: Principal,
  ): Promise<PayPeriodView> {
    const { lsn } = await this.#desk.do({ kind: 'lock', period: name, accepted, by: by.name });
    return this.#queries.find(name, by, { after: lsn });
  }

  @Needs('periods.unlock')
  @Records('periods.unlock-requested')
  @Post(`${PERIOD}/unlock-requests`)
  @ApiOperation({ summary: 'Asks to open a locked period again' })
  @ApiBody({ schema: openapi(UnlockRequest, 'input') })
  @ApiCreatedResponse({ schema: openapi(apiSuccess(PendingUnlock)) })
  requestUnlock(
    @Param(new ZodPipe(Name)) name: z.infer<typeof Name>,
    @Body(new ZodPipe(UnlockRequest)) request: z.infer<typeof UnlockRequest>,
    @Asking() by: Principal,
  ): Promise<PendingUnlock> {
    return this.#unlocking.request(name, request, by);
  }

  @Needs('periods.unlock')
  @Records('periods.unlocked', 'periods.unlock-refused')
  @Post(`${PERIOD}/unlock-requests/:request/decision`)
  @HttpCode(200)
  @ApiOperation({ summary: 'Grants or refuses it; somebody else than the one who asked' })
  @ApiBody({ schema: openapi(UnlockDecision, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(PayPeriodView)) })
  async decideUnlock(
    @Param(new ZodPipe(NameAndRequest)) name: z.infer<typeof NameAndRequest>,
    @Body(new ZodPipe(UnlockDecision)) decision: z.infer<typeof UnlockDecision>,
    @Asking() by: Principal,
  ): Promise<PayPeriodView> {
    const { lsn } = await this.#unlocking.decide(name, decision, by);
    return this.#queries.find(name, by, { after: lsn });
  }
}
