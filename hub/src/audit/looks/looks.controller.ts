import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { apiSuccess, EmployeeId, LooksPage } from '@tapclock/contracts';
import { z } from 'zod';
import { DATABASE, type Database } from '../../platform/database/database.ts';
import { allow } from '../../platform/http/access/access.guard.ts';
import { SignedIn } from '../../platform/http/access/needs.ts';
import { Asking, type Principal } from '../../platform/http/access/principal.ts';
import { MEMBERSHIP, type Membership, requireReach } from '../../platform/http/access/reach-check.ts';
import { openapi } from '../../platform/http/openapi.ts';
import { ZodPipe } from '../../platform/http/zod-pipe.ts';
import { AuditRepository } from '../audit.repository.ts';
import { EntriesQuery } from '../entries-query.ts';
import { employeeInPath, ShowsPeople } from './shows-people.ts';

const PersonPath = z.object({ employee: EmployeeId });

/** Who looked at somebody's data, for that person too. */
@ApiTags('audit')
@Controller('api/v1/employees/:employee/looks')
export class LooksController {
  readonly #database: Database;
  readonly #entries: AuditRepository;
  readonly #membership: Membership;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(AuditRepository) entries: AuditRepository,
    @Inject(MEMBERSHIP) membership: Membership,
  ) {
    this.#database = database;
    this.#entries = entries;
    this.#membership = membership;
  }

  @SignedIn()
  @ShowsPeople('looks.seen', employeeInPath)
  @Get()
  @ApiOperation({
    summary: 'Who looked at this person and at what, newest first; for the person, and with audit.read',
  })
  @ApiParam({ name: 'employee' })
  @ApiQuery({ name: 'before', required: false, description: '`next` of the answer before' })
  @ApiQuery({ name: 'limit', required: false, description: 'at most 100' })
  @ApiOkResponse({ schema: openapi(apiSuccess(LooksPage)) })
  async list(
    @Asking() principal: Principal,
    @Param(new ZodPipe(PersonPath)) { employee }: z.infer<typeof PersonPath>,
    @Query(new ZodPipe(EntriesQuery)) { before, limit }: z.infer<typeof EntriesQuery>,
  ): Promise<LooksPage> {
    const isThemselves = principal.kind === 'account' && principal.employee === employee;
    if (!isThemselves || principal.restricted !== null) {
      allow(principal, 'audit.read');
      await requireReach(this.#membership, principal, 'audit.read', [employee]);
    }
    const found = await this.#database.snapshot(sql =>
      this.#entries.looksAt(sql, employee, before ?? null, limit),
    );
    const next = found.length < limit ? null : (found.at(-1)?.position ?? null);
    return { looks: found.map(({ position: _, ...look }) => look), next };
  }
}
