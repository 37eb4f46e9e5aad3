import { Body, Controller, Get, HttpCode, HttpStatus, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  AskedKind,
  apiPage,
  apiSuccess,
  EmployeeId,
  type Language,
  NewRequest,
  RequestDecision,
  RequestDetail,
  RequestReason,
  RequestState,
  RequestView,
  Slug,
} from '@tapclock/contracts';
import { z } from 'zod';
import { Records, ShowsPeople } from '../audit/index.ts';
import { Needs } from '../platform/http/access/needs.ts';
import { Asking, type Principal } from '../platform/http/access/principal.ts';
import { ApiConflict } from '../platform/http/api-docs.ts';
import { ETag, IfMatch, NeedsIfMatch } from '../platform/http/conditional.ts';
import { Speaking } from '../platform/http/language.ts';
import { listQuery } from '../platform/http/list-query.ts';
import { openapi } from '../platform/http/openapi.ts';
import { type Page, page } from '../platform/http/page.ts';
import { ZodPipe } from '../platform/http/zod-pipe.ts';
import { RequestDesk } from './request-desk.ts';
import { RequestReader } from './request-reader.ts';
import { REQUEST_SORTS } from './requests.repository.ts';

const RequestPath = z.object({ request: z.uuid() });
const RequestsQuery = listQuery({
  fields: REQUEST_SORTS,
  sort: '-changedAt',
  filters: {
    kind: z.optional(AskedKind),
    state: z.optional(RequestState),
    site: z.optional(Slug),
    employee: z.optional(EmployeeId).meta({ description: 'who asks, or was asked by another one' }),
  },
}).omit({ q: true });

const OK = { schema: openapi(apiSuccess(RequestDetail)) };
const ANSWERS = 'REQUEST_GRANTED and other ends, PLAN_CHANGED, conflicts of the plan';

/** Everybody in a request is shown by name. */
const peopleIn = (requests: readonly RequestView[]) => ({
  people: requests.flatMap(({ person, others }) => [person, ...others].map(({ employee }) => employee)),
});

@ApiTags('requests')
@Controller('api/v1/requests')
export class RequestsController {
  readonly #desk: RequestDesk;
  readonly #reader: RequestReader;

  constructor(@Inject(RequestDesk) desk: RequestDesk, @Inject(RequestReader) reader: RequestReader) {
    this.#desk = desk;
    this.#reader = reader;
  }

  @Needs('requests.write')
  @ShowsPeople<RequestView[]>('requests.seen', peopleIn)
  @Get()
  @ApiOperation({
    summary: 'Requests of oneself, and of whomever one may decide about; those that wait with `state=asked`',
  })
  @ApiOkResponse({ schema: openapi(apiPage(RequestView)) })
  async list(
    @Query(new ZodPipe(RequestsQuery)) query: z.infer<typeof RequestsQuery>,
    @Asking() viewer: Principal,
  ): Promise<Page<RequestView>> {
    const { requests, total } = await this.#reader.list(query, viewer);
    return page(requests, { ...query, total });
  }

  @Needs('requests.write')
  @ShowsPeople<RequestView>('requests.seen', request => peopleIn([request]))
  @Get(':request')
  @ETag()
  @ApiOperation({ summary: 'A request with its history and with what stands against it' })
  @ApiOkResponse(OK)
  async find(
    @Param(new ZodPipe(RequestPath)) { request }: z.infer<typeof RequestPath>,
    @Asking() viewer: Principal,
    @Speaking() language: Language,
  ): Promise<RequestDetail> {
    return await this.#reader.find(request, viewer, language);
  }

  @Needs('requests.write')
  @Records('requests.asked', 'requests.granted')
  @Post()
  @ETag()
  @ApiOperation({ summary: 'Asks for leave, offers a shift, proposes a swap, asks for an open shift' })
  @ApiBody({ schema: openapi(NewRequest, 'input') })
  @ApiCreatedResponse(OK)
  @ApiConflict(
    'LEAVE_OVERLAPS, ALREADY_ON_LEAVE, ASKED_ALREADY, SHIFT_BEGUN, OPEN_SHIFT_FULL, conflicts of the plan',
  )
  async ask(
    @Asking() by: Principal,
    @Body(new ZodPipe(NewRequest)) wanted: z.infer<typeof NewRequest>,
    @Speaking() language: Language,
  ): Promise<RequestDetail> {
    return await this.#desk.ask(by, wanted, Date.now(), language);
  }

  @Needs('requests.write')
  @Records('requests.accepted')
  @Post(':request/acceptance')
  @HttpCode(HttpStatus.OK)
  @ETag()
  @ApiOperation({ summary: 'Says yes to an offer or a swap that was made to oneself' })
  @ApiOkResponse(OK)
  @ApiConflict(ANSWERS)
  async accept(
    @Asking() by: Principal,
    @Param(new ZodPipe(RequestPath)) { request }: z.infer<typeof RequestPath>,
    @Speaking() language: Language,
  ): Promise<RequestDetail> {
    return await this.#desk.accept(by, request, Date.now(), language);
  }

  @Needs('requests.write')
  @Records('requests.declined')
  @Post(':request/decline')
  @HttpCode(HttpStatus.OK)
  @ETag()
  @ApiOperation({ summary: 'Says no to an offer or a swap that was made to oneself' })
  @ApiBody({ schema: openapi(RequestReason, 'input') })
  @ApiOkResponse(OK)
  @ApiConflict(ANSWERS)
  async decline(
    @Asking() by: Principal,
    @Param(new ZodPipe(RequestPath)) { request }: z.infer<typeof RequestPath>,
    @Body(new ZodPipe(RequestReason)) { reason }: RequestReason,
    @Speaking() language: Language,
  ): Promise<RequestDetail> {
    return await this.#desk.decline(by, request, { reason, nowMs: Date.now(), language });
  }

  @Needs('requests.write')
  @Records('requests.withdrawn')
  @Post(':request/withdrawal')
  @HttpCode(HttpStatus.OK)
  @ETag()
  @ApiOperation({
    summary: 'Takes a request of oneself back; granted leave is taken back by whoever may decide about it',
  })
  @ApiBody({ schema: openapi(RequestReason, 'input') })
  @ApiOkResponse(OK)
  @ApiConflict(ANSWERS)
  async withdraw(
    @Asking() by: Principal,
    @Param(new ZodPipe(RequestPath)) { request }: z.infer<typeof RequestPath>,
    @Body(new ZodPipe(RequestReason)) { reason }: RequestReason,
    @Speaking() language: Language,
  ): Promise<RequestDetail> {
    return await this.#desk.withdraw(by, request, { reason, nowMs: Date.now(), language });
  }

  @Needs('requests.decide')
  @Records('requests.granted', 'requests.refused')
  @Post(':request/decision')
  @HttpCode(HttpStatus.OK)
  @ETag()
  @NeedsIfMatch()
  @ApiOperation({
    summary:
      'Grants or refuses, never about oneself; what stands against it must be accepted by its code, with a reason',
  })
  @ApiBody({ schema: openapi(RequestDecision, 'input') })
  @ApiOkResponse(OK)
  @ApiConflict(`${ANSWERS}, BEYOND_BALANCE, ALREADY_ON_LEAVE`)
  async decide(
    @Asking() by: Principal,
    @IfMatch() version: number,
    @Param(new ZodPipe(RequestPath)) { request }: z.infer<typeof RequestPath>,
    @Body(new ZodPipe(RequestDecision)) decision: z.infer<typeof RequestDecision>,
    @Speaking() language: Language,
  ): Promise<RequestDetail> {
    return await this.#desk.decide(by, request, { decision, version, nowMs: Date.now(), language });
  }
}
