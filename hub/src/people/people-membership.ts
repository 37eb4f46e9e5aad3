import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database } from '../platform/database/database.ts';
import type { Membership } from '../platform/http/access/reach-check.ts';

/** Which team people are in, for deciding whose data somebody may see. */
@Injectable()
export class PeopleMembership implements Membership {
  readonly #database: Database;

  constructor(@Inject(DATABASE) database: Database) {
    this.#database = database;
  }

  /** From the replica when there is one: a move between teams may take a moment to count. */
  async outside(
    employees: readonly string[],
    teams: readonly { site: string; team: string }[],
  ): Promise<string[]> {
    const rows = await this.#database.snapshot(sql =>
      sql.query<{ id: string }>(
        `select asked.id from unnest($1::uuid[]) as asked (id)
         where not exists (
           select from employee e join unnest($2::text[], $3::text[]) as mine (site_id, team_id)
             on mine.site_id = e.site_id and mine.team_id = e.team_id
           where e.id = asked.id)`,
        [employees, teams.map(({ site }) => site), teams.map(({ team }) => team)],
      ),
    );
    return rows.map(({ id }) => id);
  }
}
