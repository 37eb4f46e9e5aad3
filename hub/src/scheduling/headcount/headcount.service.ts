import { Inject, Injectable } from '@nestjs/common';
import type { Headcount, HeadcountSpan } from '@tapclock/contracts';
import { AuditTrail } from '../../audit/data.ts';
import { DATABASE, type Database } from '../../platform/database/database.ts';
import type { Viewer } from '../../platform/http/access/reach-lists.ts';
import { requireVersion } from '../../platform/http/conditional.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { SitePlaces } from '../site-places.ts';
import { HeadcountRepository } from './headcount.repository.ts';

/** How many people areas need. */
@Injectable()
export class HeadcountService {
  readonly #database: Database;
  readonly #headcount: HeadcountRepository;
  readonly #places: SitePlaces;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(HeadcountRepository) headcount: HeadcountRepository,
    @Inject(SitePlaces) places: SitePlaces,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#headcount = headcount;
    this.#places = places;
    this.#trail = trail;
  }

  /** Throws FORBIDDEN for a site where one has no place, NOT_FOUND for an unknown area. From the primary: its version is what a change is made against. */
  async find(viewer: Viewer, site: string, area: string): Promise<Headcount> {
    const sql = this.#database.primary;
    await this.#places.require(sql, viewer, site);
    if (!(await this.#headcount.hasArea(sql, site, area))) throw noSuchArea();
    return { site, ...(await this.#headcount.find(sql, site, area)) };
  }

  /** Throws NOT_FOUND for an unknown area, PRECONDITION_FAILED. */
  async put(
    { site, area }: { site: string; area: string },
    version: number,
    spans: HeadcountSpan[],
    made: { by: string; at: string },
  ): Promise<Headcount> {
    const { value } = await this.#database.transaction(async sql => {
      if (!(await this.#headcount.lockArea(sql, site, area))) throw noSuchArea();
      const before = await this.#headcount.find(sql, site, area);
      requireVersion(before.version, version);
      const after = { area, spans, version: before.version + 1 };
      await this.#headcount.put(sql, site, after, made);
      await this.#trail.record(sql, {
        action: 'headcount.put',
        subject: { kind: 'headcount', id: `${site}/${area}` },
        concerns: { people: [], site },
        before,
        after,
      });
      return { site, ...after };
    });
    return value;
  }
}

const noSuchArea = (): HubError =>
  new HubError('NOT_FOUND', {
    en: 'There is no such area at this site.',
    de: 'Diesen Bereich gibt es an diesem Standort nicht.',
  });
