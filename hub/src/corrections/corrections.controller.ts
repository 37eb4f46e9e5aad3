import { Body, Controller, Get, HttpCode, HttpStatus, Inject, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import {
  ApiError,
  apiPage,
  apiSuccess,
  CORRECTIONS_MAX,
  CorrectionId,
  CorrectionOutcome,
  CorrectionView,
  EmployeeId,
  Instant,
  type Language,
  NewCorrection,
  NewCorrections,
  Slug,
  said,
} from '@tapclock/contracts';
import { z } from 'zod';
import { employeesOf, Records, ShowsPeople } from '../audit/index.ts';
import { Needs } from '../platform/http/access/needs.ts';
import { Asking, type Principal } from '../platform/http/access/principal.ts';
import { MEMBERSHIP, type Membership, requireReach } from '../platform/http/access/reach-check.ts';
import { describeError } from '../platform/http/error-answer.ts';
import { HubError } from '../platform/http/hub-error.ts';
import { Speaking } from '../platform/http/language.ts';
import { openapi } from '../platform/http/openapi.ts';
import { type Page, PageQuery, page } from '../platform/http/page.ts';
import { ZodPipe } from '../platform/http/zod-pipe.ts';
import { correctionView } from './correction-view.ts';
import { CorrectionsService } from './corrections.service.ts';
import type { Outcome } from './domain/index.ts';
import { refusalError } from './refusal-error.ts';

// The database knows no year 0.
const AskedInstant = z.optional(Instant).refine(
  instant => instant === undefined || instant >= '0001',
  said({
    en: 'must be an instant of the year 0001 or later',
    de: 'muss ein Zeitpunkt ab dem Jahr 0001 sein',
  }),
);
const CorrectionsQuery = PageQuery.extend({
  site: z.optional(Slug),
  employee: z.optional(EmployeeId),
  from: AskedInstant,
  to: AskedInstant,
});
const CorrectionPath = z.object({ id: CorrectionId });
const Outcomes = z.object({ outcomes: z.array(CorrectionOutcome) });

const newCorrection = new ZodPipe(NewCorrection);

@ApiTags('corrections')
@Controller('api/v1/corrections')
export class CorrectionsController {
  readonly #corrections: CorrectionsService;
  readonly #membership: Membership;

  constructor(
    @Inject(CorrectionsService) corrections: CorrectionsService,
    @Inject(MEMBERSHIP) membership: Membership,
  ) {
    this.#corrections = corrections;
    this.#membership = membership;
  }

  @Needs('corrections.write')
  @Records('corrections.made')
  @Post()
  @ApiOperation({ summary: 'Makes one correction; the same `id` again changes nothing' })
  @ApiBody({ schema: openapi(NewCorrection, 'input') })
  @ApiCreatedResponse({ schema: openapi(apiSuccess(CorrectionView)) })
  @ApiOkResponse({ description: 'It was made before', schema: openapi(apiSuccess(CorrectionView)) })
  @ApiResponse({ status: 400, description: 'LOCAL_TIME_GAP and others', schema: openapi(ApiError) })
  @ApiResponse({ status: 403, description: 'OWN_HOURS, OUT_OF_REACH', schema: openapi(ApiError) })
  @ApiResponse({ status: 404, description: 'UNKNOWN_PUNCH, UNKNOWN_EMPLOYEE', schema: openapi(ApiError) })
  @ApiResponse({ status: 409, description: 'PUNCH_VOID and others', schema: openapi(ApiError) })
  async make(
    @Asking() by: Principal,
    @Body(newCorrection) wanted: z.infer<typeof NewCorrection>,
    @Res({ passthrough: true }) reply: { status(code: number): unknown },
  ): Promise<z.infer<typeof CorrectionView>> {
    const [outcome] = await this.#corrections.make(by, [wanted]);
    if (!outcome) throw new Error('one correction has one outcome');
    if (outcome.kind === 'refused') throw refusalError(outcome.refusal);
    reply.status(outcome.kind === 'made' ? HttpStatus.CREATED : HttpStatus.OK);
    return correctionView(outcome.correction);
  }

  @Needs('corrections.write')
  @Records('corrections.made')
  @Post('bulk')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: `Makes up to ${CORRECTIONS_MAX} corrections in their order; each has an outcome of its own`,
  })
  @ApiBody({
    schema: openapi(z.object({ corrections: z.array(NewCorrection).max(CORRECTIONS_MAX) }), 'input'),
  })
  @ApiOkResponse({ schema: openapi(apiSuccess(Outcomes)) })
  async makeAll(
    @Asking() by: Principal,
    @Body(new ZodPipe(NewCorrections)) { corrections }: z.infer<typeof NewCorrections>,
    @Speaking() language: Language,
  ): Promise<z.infer<typeof Outcomes>> {
    const read = corrections.map(readOne);
    const wanted = read.flatMap(one => (one instanceof HubError ? [] : [one]));
    const made = await this.#corrections.make(by, wanted);
    const outcomes = made.map(outcome => outcomeView(outcome, language));
    // Each answer stands where its question stood.
    return {
      outcomes: read.flatMap(one =>
        one instanceof HubError ? [refused(one, language)] : outcomes.splice(0, 1),
      ),
    };
  }

  @Needs('corrections.read')
  @ShowsPeople<CorrectionView[]>('corrections.seen', employeesOf)
  @Get()
  @ApiOperation({ summary: 'Corrections, newest first' })
  @ApiQuery({ name: 'site', required: false })
  @ApiQuery({ name: 'employee', required: false })
  @ApiQuery({
    name: 'from',
    required: false,
    description: 'instant, included: hours from here on are touched',
  })
  @ApiQuery({ name: 'to', required: false, description: 'instant, excluded' })
  @ApiQuery({ name: 'page', required: false })
  @ApiQuery({ name: 'per_page', required: false, description: 'at most 100' })
  @ApiOkResponse({ schema: openapi(apiPage(CorrectionView)) })
  async list(
    @Query(new ZodPipe(CorrectionsQuery)) query: z.infer<typeof CorrectionsQuery>,
    @Asking() viewer: Principal,
  ): Promise<Page<z.infer<typeof CorrectionView>>> {
    const { corrections, total } = await this.#corrections.list(query, viewer);
    return page(corrections.map(correctionView), { ...query, total });
  }

  @Needs('corrections.read')
  @ShowsPeople<CorrectionView>('corrections.seen', correction => employeesOf([correction]))
  @Get(':id')
  @ApiOperation({ summary: 'One correction' })
  @ApiOkResponse({ schema: openapi(apiSuccess(CorrectionView)) })
  async find(
    @Param(new ZodPipe(CorrectionPath)) { id }: z.infer<typeof CorrectionPath>,
    @Asking() principal: Principal,
  ): Promise<z.infer<typeof CorrectionView>> {
    const correction = await this.#corrections.find(id);
    if (!correction)
      throw new HubError('NOT_FOUND', {
        en: 'There is no such correction.',
        de: 'Diese Korrektur gibt es nicht.',
      });
    await requireReach(this.#membership, principal, 'corrections.read', [correction.employee]);
    return correctionView(correction);
  }
}

/** One entry of several, or what is wrong with it. */
function readOne(entry: unknown): z.infer<typeof NewCorrection> | HubError {
  try {
    return newCorrection.transform(entry);
  } catch (error) {
    if (error instanceof HubError) return error;
    throw error;
  }
}

function outcomeView(outcome: Outcome, language: Language): z.infer<typeof CorrectionOutcome> {
  if (outcome.kind === 'refused') return refused(refusalError(outcome.refusal), language);
  return { outcome: outcome.kind, correction: correctionView(outcome.correction) };
}

function refused(error: HubError, language: Language): z.infer<typeof CorrectionOutcome> {
  return { outcome: 'refused', error: describeError(error, language) };
}
