import {
  Body,
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Inject,
  Param,
  Patch,
  Post,
  Query,
} from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  apiPage,
  apiSuccess,
  BULK_EMPLOYEES_MAX,
  BulkEmployeeAnswer,
  BulkEmployeeChange,
  EmployeeChange,
  EmployeeDetail,
  EmployeeId,
  EmployeeView,
  type Language,
  NewEmployeeRequest,
  Slug,
} from '@tapclock/contracts';
import { z } from 'zod';
import { employeeInPath, employeesOf, Records, ShowsPeople } from '../../audit/index.ts';
import { Needs } from '../../platform/http/access/needs.ts';
import { Asking, type Principal } from '../../platform/http/access/principal.ts';
import { MEMBERSHIP, type Membership, requireReach } from '../../platform/http/access/reach-check.ts';
import { ApiConflict } from '../../platform/http/api-docs.ts';
import { ETag, IfMatch, NeedsIfMatch } from '../../platform/http/conditional.ts';
import { describeError } from '../../platform/http/error-answer.ts';
import { Speaking } from '../../platform/http/language.ts';
import { listQuery } from '../../platform/http/list-query.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { type Page, page } from '../../platform/http/page.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { refusalOfAll } from '../refusals.ts';
import { requireWholeCompany } from '../whole-company.ts';
import { SORT_FIELDS } from './employee-list.repository.ts';
import { detailOf } from './employee-view.ts';
import { type ChangeOutcome, EmployeesService } from './employees.service.ts';

const EmployeePath = z.object({ employee: EmployeeId });
const EmployeesQuery = listQuery({
  fields: SORT_FIELDS,
  sort: 'name',
  filters: {
    site: z.optional(Slug),
    area: z.optional(Slug),
    team: z.optional(Slug),
    active: z
      .enum(['true', 'false', 'all'])
      .default('true')
      .meta({ description: 'people in service, leavers, or both' }),
  },
});
const OK_EMPLOYEE = { schema: openapi(apiSuccess(EmployeeDetail)) };
const BulkDocument = z.object({
  changes: z
    .array(z.object({ employee: EmployeeId, version: z.optional(z.int()), change: EmployeeChange }))
    .max(BULK_EMPLOYEES_MAX),
});

@ApiTags('people')
@Controller('api/v1/employees')
export class EmployeesController {
  readonly #employees: EmployeesService;
  readonly #membership: Membership;

  constructor(
    @Inject(EmployeesService) employees: EmployeesService,
    @Inject(MEMBERSHIP) membership: Membership,
  ) {
    this.#employees = employees;
    this.#membership = membership;
  }

  @Needs('people.read')
  @ShowsPeople('employees.seen', employeesOf)
  @Get()
  @ApiOperation({ summary: 'People within reach, by name; `q` finds words that names or number begin with' })
  @ApiOkResponse({ schema: openapi(apiPage(EmployeeView)) })
  async list(
    @Asking() asking: Principal,
    @Query(new ZodPipe(EmployeesQuery)) query: z.infer<typeof EmployeesQuery>,
  ): Promise<Page<z.infer<typeof EmployeeView>>> {
    const { employees, total } = await this.#employees.list(asking, query);
    return page(employees, { ...query, total });
  }

  @Needs('people.read', { person: 'employee' })
  @ShowsPeople('employees.seen', employeeInPath)
  @Get(':employee')
  @ETag()
  @ApiOperation({ summary: 'Master data of one person' })
  @ApiOkResponse(OK_EMPLOYEE)
  async find(
    @Param(new ZodPipe(EmployeePath)) { employee }: z.infer<typeof EmployeePath>,
  ): Promise<z.infer<typeof EmployeeDetail>> {
    return detailOf(await this.#employees.find(employee));
  }

  @Needs('people.write')
  @Records('employee.created')
  @Post()
  @ETag()
  @ApiOperation({ summary: 'Adds a person' })
  @ApiBody({ schema: openapi(NewEmployeeRequest, 'input') })
  @ApiCreatedResponse(OK_EMPLOYEE)
  @ApiConflict('NUMBER_TAKEN')
  async create(
    @Asking() asking: Principal,
    @Body(new ZodPipe(NewEmployeeRequest)) wanted: z.infer<typeof NewEmployeeRequest>,
  ): Promise<z.infer<typeof EmployeeDetail>> {
    requireWholeCompany(asking);
    return detailOf(await this.#employees.create(wanted));
  }

  @Needs('people.write', { person: 'employee' })
  @Records('employee.changed')
  @Patch(':employee')
  @ETag()
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Changes master data of one person' })
  @ApiBody({ schema: openapi(EmployeeChange, 'input') })
  @ApiOkResponse(OK_EMPLOYEE)
  @ApiConflict('NUMBER_TAKEN, ERASED')
  async change(
    @Param(new ZodPipe(EmployeePath)) { employee }: z.infer<typeof EmployeePath>,
    @IfMatch() version: number,
    @Body(new ZodPipe(EmployeeChange)) change: z.infer<typeof EmployeeChange>,
  ): Promise<z.infer<typeof EmployeeDetail>> {
    return detailOf(await this.#employees.change(employee, version, change));
  }

  @Needs('people.write')
  @Records('employee.changed')
  @Post('bulk')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: `Changes up to ${BULK_EMPLOYEES_MAX} people; each has an outcome of their own` })
  @ApiBody({ schema: openapi(BulkDocument, 'input') })
  @ApiOkResponse({ schema: openapi(apiSuccess(BulkEmployeeAnswer)) })
  async changeAll(
    @Asking() asking: Principal,
    @Speaking() language: Language,
    @Body(new ZodPipe(BulkEmployeeChange)) { changes }: z.infer<typeof BulkEmployeeChange>,
  ): Promise<z.infer<typeof BulkEmployeeAnswer>> {
    const people = changes.map(({ employee }) => employee);
    await requireReach(this.#membership, asking, 'people.write', people);
    const outcomes = await this.#employees.changeAll(changes);
    return { outcomes: outcomes.map((outcome, index) => outcomeView(index, outcome, language)) };
  }
}

type OutcomeView = z.infer<typeof BulkEmployeeAnswer>['outcomes'][number];

function outcomeView(index: number, outcome: ChangeOutcome, language: Language): OutcomeView {
  if (outcome.kind !== 'refused') {
    const { employee, kind, version } = outcome;
    return { index, outcome: 'done', data: { employee, change: kind, version } };
  }
  return { index, outcome: 'refused', error: describeError(refusalOfAll(outcome.problems), language) };
}
