import type { PeopleRepository } from '../people/index.ts';
import type { Database } from '../platform/database/database.ts';

const PAGE = 500;

/** Ids of all people of all sites, people who have left included, in pages. */
export async function* everybody(
  people: PeopleRepository,
  database: Database,
): AsyncGenerator<readonly string[]> {
  for (const site of await people.sites(database.primary)) {
    for (let after: string | null = null; ; ) {
      const ids = await people.employeeIds(database.primary, site.id, after, PAGE);
      if (ids.length > 0) yield ids;
      const last = ids.at(-1);
      if (ids.length < PAGE || last === undefined) break;
      after = last;
    }
  }
}
