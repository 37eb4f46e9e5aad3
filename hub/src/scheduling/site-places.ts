import { Injectable } from '@nestjs/common';
import type { Sql } from '../platform/database/database.ts';
import type { Viewer } from '../platform/http/access/reach-lists.ts';
import { HubError } from '../platform/http/hub-error.ts';

/** At which sites somebody has a place: what is told of a whole site is told to those only. */
@Injectable()
export class SitePlaces {
  /** Throws FORBIDDEN unless they belong to the site, lead a team of it, or see everybody. */
  async require(sql: Sql, { reach, employee }: Viewer, site: string): Promise<void> {
    if (reach.kind === 'everybody') return;
    if (reach.kind === 'teams' && reach.teams.some(team => team.site === site)) return;
    const [own] = await sql.query('select 1 from employee where id = $1::uuid and site_id = $2', [
      employee,
      site,
    ]);
    if (!own)
      throw new HubError('FORBIDDEN', {
        en: 'This is for people of the site. Name your own site.',
        de: 'Das ist für Personen des Standorts. Nennen Sie Ihren eigenen Standort.',
      });
  }
}
