import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { isUnavailable } from '../platform/database/errors.ts';
import type { Membership } from '../platform/http/access/reach-check.ts';

const OUTSIDE = `
  select asked.id from unnest($1::uuid[]) as asked (id)
  where not exists (
    select from employee e join unnest($2::text[], $3::text[]) as mine (site_id, team_id)
      on mine.site_id = e.site_id and mine.team_id = e.team_id
    where e.id = asked.id)`;

/** Which team people are in, for deciding whose data somebody may see. */
@Injectable()
export class PeopleMembership implements Membership {
  readonly #database: Database;

  constructor(@Inject(DATABASE) database: Database) {
    this.#database = database;
  }

  /**
   * From the replica when there is one: a move out of a team may take a moment to count. Before anybody is refused the primary is asked,
   * or who has just been hired would be nobody's; while it is away, what the replica says stands.
   */
  async outside(
    employees: readonly string[],
    teams: readonly { site: string; team: string }[],
  ): Promise<string[]> {
    const outside = (sql: Sql, asked: readonly string[]) => outsideOf(sql, asked, teams);
    const first = await this.#database.snapshot(sql => outside(sql, employees));
    if (first.length === 0) return first;
    try {
      return await outside(this.#database.primary, first);
    } catch (error) {
      if (isUnavailable(error)) return first;
      throw error;
    }
  }
}

async function outsideOf(
  sql: Sql,
  employees: readonly string[],
  teams: readonly { site: string; team: string }[],
): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(OUTSIDE, [
    employees,
    teams.map(({ site }) => site),
    teams.map(({ team }) => team),
  ]);
  return rows.map(({ id }) => id);
}
