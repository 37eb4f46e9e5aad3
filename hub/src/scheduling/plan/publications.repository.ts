import { Injectable } from '@nestjs/common';
import type { Publication } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { reachParams } from '../../platform/http/access/reach-check.ts';
import type { Planner } from './plan.repository.ts';

// Parameters 1 to 4: of the whole site, and of the teams of who asks.
const MATCHES = `
  p.site_id = $1 and ($2::boolean or p.team_id is null or (p.site_id, p.team_id) in (select * from unnest($3::text[], $4::text[])))`;

/** Who published what when; append-only. */
@Injectable()
export class PublicationsRepository {
  async insert(sql: Sql, publication: Publication): Promise<void> {
    const { id, site, team, from, to, people, assigned, released, accepted, reason, by, at } = publication;
    await sql.query(
      `insert into plan_publication (id, site_id, team_id, from_date, to_date, people_told, assigned, released, accepted, reason, made_by,
                                     made_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [id, site, team, from, to, people, assigned, released, accepted, reason, by, at],
    );
  }

  /**
   * One page of a site's publications, the latest first, and how many there are: for whoever leads teams those of their teams, and those of
   * the whole site without their reasons, which are about people of others.
   */
  async list(
    sql: Sql,
    site: string,
    planner: Planner,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<{ publications: Publication[]; total: number }> {
    const [all, , sites, teams] = reachParams(planner.reach, null);
    const whose = [site, all, sites, teams];
    const [counted] = await sql.query<{ total: number }>(
      `select count(*) as total from plan_publication p where ${MATCHES}`,
      whose,
    );
    const publications = await sql.query<Publication>(
      `select p.id, p.site_id as site, p.team_id as team, p.from_date as "from", p.to_date as "to", p.people_told as people, p.assigned,
              p.released, p.accepted, case when $2::boolean or p.team_id is not null then p.reason end as reason, p.made_by as by, p.made_at as at
       from plan_publication p where ${MATCHES} order by p.made_at desc, p.id desc limit $5 offset $6`,
      [...whose, limit, offset],
    );
    return { publications, total: counted?.total ?? 0 };
  }
}
