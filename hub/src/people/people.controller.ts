import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { apiPage, apiSuccess, EmployeeId, Language, Slug, Zone } from '@tapclock/contracts';
import { z } from 'zod';
import { openapi } from '../platform/http/openapi.ts';
import { PageQuery, page } from '../platform/http/page.ts';
import { ZodPipe } from '../platform/http/zod-pipe.ts';
import { PeopleService } from './people.service.ts';

const EmployeesQuery = PageQuery.extend({ site: Slug, area: z.optional(Slug) }).partial({ site: true });

const SiteView = z.object({ id: Slug, name: z.string(), zone: Zone, language: Language });
const EmployeeView = z.object({
  employee: EmployeeId,
  site: Slug,
  area: Slug,
  team: z.nullable(Slug),
  number: z.string(),
  name: z.string(),
  shortName: z.string(),
  language: Language,
});

@ApiTags('people')
@Controller('api/v1')
export class PeopleController {
  readonly #people: PeopleService;

  constructor(@Inject(PeopleService) people: PeopleService) {
    this.#people = people;
  }

  @Get('sites')
  @ApiOperation({ summary: 'All sites' })
  @ApiOkResponse({ schema: openapi(apiSuccess(z.array(SiteView))) })
  async sites(): Promise<z.infer<typeof SiteView>[]> {
    return await this.#people.listSites();
  }

  @Get('employees')
  @ApiOperation({ summary: 'People in service, by name' })
  @ApiOkResponse({ schema: openapi(apiPage(EmployeeView)) })
  async employees(@Query(new ZodPipe(EmployeesQuery)) query: z.infer<typeof EmployeesQuery>) {
    const skip = (query.page - 1) * query.per_page;
    const [rows, total] = await this.#people.listEmployees(query, skip, query.per_page);
    const views = rows.map(row => ({
      employee: row.id,
      site: row.siteId,
      area: row.areaId,
      team: row.teamId,
      number: row.number,
      name: `${row.givenName} ${row.familyName}`,
      shortName: row.shortName,
      language: row.language,
    }));
    return page(views satisfies z.infer<typeof EmployeeView>[], { ...query, total });
  }
}
