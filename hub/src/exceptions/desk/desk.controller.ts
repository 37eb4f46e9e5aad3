import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Inject,
  Param,
  Post,
  Put,
} from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  AnswerGiven,
  apiSuccess,
  BulkSettle,
  bulkAnswer,
  EmployeeId,
  ExceptionDetail,
  type Language,
  NewAnswer,
  NewOwner,
  Question,
  ReopenRequest,
  SETTLE_MAX,
  SettleRequest,
} from '@tapclock/contracts';
import { z } from 'zod';
import { employeeInPath, Records, ShowsPeople } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { Asking, type Principal } from '../../platform/http/access/principal.ts';
import { ApiConflict } from '../../platform/http/api-docs.ts';
import { ETag, IfMatch, NeedsIfMatch } from '../../platform/http/conditional.ts';
import { describeError } from '../../platform/http/error-answer.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { Speaking } from '../../platform/http/language.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { peopleOf } from '../exception-view.ts';
import { DetailReader } from './detail.reader.ts';
import { OwnershipService } from './ownership.service.ts';
import { QuestionsService } from './questions.service.ts';
import { type Doing, SettleService } from './settle.service.ts';

const ExceptionPath = z.object({ id: z.uuid() });
const PersonPath = z.object({ employee: EmployeeId });

const Outcomes = bulkAnswer(ExceptionDetail);
const ONE = { schema: openapi(apiSuccess(ExceptionDetail)) };

/** What a fix may write, beside the exception itself. */
const SETTLING = [
  'exceptions.settled',
  'exceptions.asked',
  'corrections.made',
  'leave.put',
  'statements.granted',
  'statements.refused',
] as const;

@ApiTags('exceptions')
@Controller('api/v1')
export class DeskController {
  readonly #details: DetailReader;
  readonly #settling: SettleService;
  readonly #ownership: OwnershipService;
  readonly #questions: QuestionsService;

  constructor(
    @Inject(DetailReader) details: DetailReader,
    @Inject(SettleService) settling: SettleService,
    @Inject(OwnershipService) ownership: OwnershipService,
    @Inject(QuestionsService) questions: QuestionsService,
  ) {
    this.#details = details;
    this.#settling = settling;
    this.#ownership = ownership;
    this.#questions = questions;
  }

  @Needs('exceptions.settle')
  @Records(...SETTLING)
  @Post('exceptions/settle')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: `Settles up to ${SETTLE_MAX} exceptions alike, each by itself: by a fix that it offers as ready, or as it stands with a reason`,
  })
  @ApiBody({ schema: openapi(BulkSettle, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(Outcomes)) })
  async settleAll(
    @Body(new ZodPipe(BulkSettle)) { exceptions, ...request }: z.infer<typeof BulkSettle>,
    @Asking() by: Principal,
    @Speaking() language: Language,
  ): Promise<z.infer<typeof Outcomes>> {
    const outcomes: z.infer<typeof Outcomes>['outcomes'] = [];
    for (const [index, { id, version }] of exceptions.entries()) {
      try {
        const doing = doingNow(by, version, language);
        outcomes.push({ index, outcome: 'done', data: await this.#settling.settle(id, request, doing) });
      } catch (error) {
        if (!(error instanceof HubError)) throw error;
        outcomes.push({ index, outcome: 'refused', error: describeError(error, language) });
      }
    }
    return { outcomes };
  }

  @Needs('exceptions.read')
  @ShowsPeople<ExceptionDetail>('exceptions.seen', detail => peopleOf([detail]))
  @ETag()
  @Get('exceptions/:id')
  @ApiOperation({ summary: 'One exception with its ready fixes, the right one first, and its history' })
  @ApiOkResponse(ONE)
  async find(
    @Param(new ZodPipe(ExceptionPath)) { id }: z.infer<typeof ExceptionPath>,
    @Asking() viewer: Principal,
    @Speaking() language: Language,
  ): Promise<ExceptionDetail> {
    return await this.#details.find(id, viewer, { language, nowMs: Date.now() });
  }

  @Needs('exceptions.settle')
  @Records(...SETTLING)
  @NeedsIfMatch()
  @ETag()
  @Post('exceptions/:id/settle')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Settles an exception by one of its fixes, or asks the person about it' })
  @ApiBody({ schema: openapi(SettleRequest, 'input') })
  @ApiOkResponse(ONE)
  @ApiConflict(
    'ALREADY_SETTLED, NOT_THERE_ANY_MORE, FIX_NOT_READY, OTHER_PERSON, FINDING_REMAINS, or what a correction is refused for',
  )
  async settle(
    @Param(new ZodPipe(ExceptionPath)) { id }: z.infer<typeof ExceptionPath>,
    @Body(new ZodPipe(SettleRequest)) request: z.infer<typeof SettleRequest>,
    @IfMatch() expected: number,
    @Asking() by: Principal,
    @Speaking() language: Language,
  ): Promise<ExceptionDetail> {
    return await this.#settling.settle(id, request, doingNow(by, expected, language));
  }

  @Needs('exceptions.settle')
  @Records('exceptions.reopened')
  @NeedsIfMatch()
  @ETag()
  @Post('exceptions/:id/reopen')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Opens a settled exception again; corrections that were made stay' })
  @ApiBody({ schema: openapi(ReopenRequest, 'input') })
  @ApiOkResponse(ONE)
  @ApiConflict('NOT_SETTLED')
  async reopen(
    @Param(new ZodPipe(ExceptionPath)) { id }: z.infer<typeof ExceptionPath>,
    @Body(new ZodPipe(ReopenRequest)) { reason }: z.infer<typeof ReopenRequest>,
    @IfMatch() expected: number,
    @Asking() by: Principal,
    @Speaking() language: Language,
  ): Promise<ExceptionDetail> {
    return await this.#settling.reopen(id, reason, doingNow(by, expected, language));
  }

  @Needs('exceptions.settle')
  @Records('exceptions.taken')
  @NeedsIfMatch()
  @ETag()
  @Put('exceptions/:id/owner')
  @ApiOperation({ summary: 'Takes care of an exception, or hands it to another account that may settle it' })
  @ApiBody({ schema: openapi(NewOwner, 'input') })
  @ApiOkResponse(ONE)
  @ApiConflict('ALREADY_SETTLED, NOT_THERE_ANY_MORE')
  async own(
    @Param(new ZodPipe(ExceptionPath)) { id }: z.infer<typeof ExceptionPath>,
    @Body(new ZodPipe(NewOwner)) { account }: z.infer<typeof NewOwner>,
    @IfMatch() expected: number,
    @Asking() by: Principal,
    @Speaking() language: Language,
  ): Promise<ExceptionDetail> {
    return await this.#ownership.give(id, account, doingNow(by, expected, language));
  }

  @Needs('exceptions.settle')
  @Records('exceptions.released')
  @NeedsIfMatch()
  @ETag()
  @Delete('exceptions/:id/owner')
  @ApiOperation({ summary: 'Takes care of an exception no more' })
  @ApiOkResponse(ONE)
  @ApiConflict('ALREADY_SETTLED, NOT_THERE_ANY_MORE')
  async release(
    @Param(new ZodPipe(ExceptionPath)) { id }: z.infer<typeof ExceptionPath>,
    @IfMatch() expected: number,
    @Asking() by: Principal,
    @Speaking() language: Language,
  ): Promise<ExceptionDetail> {
    return await this.#ownership.release(id, doingNow(by, expected, language));
  }

  @Needs('corrections.read', { person: 'employee' })
  @ShowsPeople('questions.seen', employeeInPath)
  @Get('employees/:employee/questions')
  @ApiOperation({ summary: 'What a person was asked about their punches and has not answered' })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.array(Question))) })
  async questions(
    @Param(new ZodPipe(PersonPath)) { employee }: z.infer<typeof PersonPath>,
    @Speaking() language: Language,
  ): Promise<Question[]> {
    return await this.#questions.list(employee, language);
  }

  @Needs('statements.write')
  @Records('exceptions.answered', 'statements.made')
  @Post('exceptions/:id/answer')
  @ApiOperation({
    summary: 'Answers what one was asked, in words and with the punches that one says were missing or wrong',
  })
  @ApiBody({ schema: openapi(NewAnswer, 'input') })
  @ApiCreatedResponse({ schema: openapi(apiSuccess(AnswerGiven)) })
  @ApiConflict('NOT_ASKED, TOO_MANY_STATEMENTS')
  async answer(
    @Param(new ZodPipe(ExceptionPath)) { id }: z.infer<typeof ExceptionPath>,
    @Body(new ZodPipe(NewAnswer)) answer: z.infer<typeof NewAnswer>,
    @Asking() by: Principal,
  ): Promise<AnswerGiven> {
    return await this.#questions.answer(id, answer, by, Date.now());
  }
}

function doingNow(by: Principal, expected: number, language: Language): Doing {
  return { by, expected, language, nowMs: Date.now() };
}
