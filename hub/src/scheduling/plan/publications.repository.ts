import { Injectable } from '@nestjs/common';
import type { Publication } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';

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

  /** One page of a site's publications, the latest first, and how many there are. */
  async list(
    sql: Sql,
    site: string,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<{ publications: Publication[]; total: number }> {
    const [counted] = await sql.query<{ total: number }>(
      'select count(*) as total from plan_publication where site_id = $1',
      [site],
    );
    const publications = await sql.query<Publication>(
      `select id, site_id as site, team_id as team, from_date as "from", to_date as "to", people_told as people, assigned, released, accepted, reason,
              made_by as by, made_at as at
       from plan_publication where site_id = $1 order by made_at desc, id desc limit $2 offset $3`,
      [site, limit, offset],
    );
    return { publications, total: counted?.total ?? 0 };
  }
}
