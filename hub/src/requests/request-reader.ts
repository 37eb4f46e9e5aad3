import { Inject, Injectable } from '@nestjs/common';
import type { Language, RequestDetail, RequestView } from '@tapclock/contracts';
import { DATABASE, type Database } from '../platform/database/database.ts';
import type { Principal } from '../platform/http/access/principal.ts';
import { outsideOf, type Viewer } from '../platform/http/access/reach-lists.ts';
import { HubError } from '../platform/http/hub-error.ts';
import { noSuchRequest } from './refusals.ts';
import { RequestViews } from './request-views.ts';
import { type RequestFilter, RequestsRepository } from './requests.repository.ts';

/** Requests for whoever is in them, and for whoever may decide about those who ask. */
@Injectable()
export class RequestReader {
  readonly #database: Database;
  readonly #requests: RequestsRepository;
  readonly #views: RequestViews;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(RequestsRepository) requests: RequestsRepository,
    @Inject(RequestViews) views: RequestViews,
  ) {
    this.#database = database;
    this.#requests = requests;
    this.#views = views;
  }

  async list(
    filter: RequestFilter,
    principal: Principal,
  ): Promise<{ requests: RequestView[]; total: number }> {
    return await this.#database.snapshot(async sql => {
      const { requests, total } = await this.#requests.list(sql, filter, viewerOf(principal));
      return { requests: await this.#views.all(sql, requests), total };
    });
  }

  /** From the primary: its version is what a decision is made against. Throws NOT_FOUND, and FORBIDDEN about others than those in reach. */
  async find(id: string, principal: Principal, language: Language): Promise<RequestDetail> {
    const { value } = await this.#database.transaction(async sql => {
      const row = await this.#requests.find(sql, id);
      if (!row) throw noSuchRequest();
      const own = principal.employee;
      const isIn = own !== null && [row.employee, ...row.others].includes(own);
      const outside = isIn ? new Set() : await outsideOf(sql, viewerOf(principal), [row.employee]);
      if (outside.size > 0)
        throw new HubError('FORBIDDEN', {
          en: 'This is about somebody who is not in your teams.',
          de: 'Hier geht es um jemanden, der nicht in Ihren Teams ist.',
        });
      return await this.#views.detail(sql, row, principal, language);
    });
    return value;
  }
}

/** Who decides nothing sees what they are in themselves. */
function viewerOf({ rights, reach, employee }: Principal): Viewer {
  return rights.has('requests.decide') ? { reach, employee } : { reach: { kind: 'self' }, employee };
}
