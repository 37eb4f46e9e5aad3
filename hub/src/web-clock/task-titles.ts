import { Injectable } from '@nestjs/common';
import type { TimeTask } from '@tapclock/contracts';
import type { Sql } from '../platform/database/database.ts';

/** What tasks are called. Time may be booked on a code that nobody knows. */
@Injectable()
export class TaskTitles {
  /** The tasks of these codes at a site, by code. */
  async of(
    sql: Sql,
    site: string,
    codes: readonly string[],
  ): Promise<(code: string | null) => TimeTask | null> {
    const wanted = [...new Set(codes)];
    const rows =
      wanted.length === 0
        ? []
        : await sql.query<{ code: string; title: string }>(
            'select code, title from task where site_id = $1 and code = any($2::text[])',
            [site, wanted],
          );
    const titles = new Map(rows.map(({ code, title }) => [code, title]));
    return code => (code === null ? null : { code, title: titles.get(code) ?? null });
  }
}
