import { Inject, Injectable } from '@nestjs/common';
import { type PunchView, receiptCode } from '@tapclock/contracts';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import type { Viewer } from '../platform/http/access/reach-lists.ts';
import { punchList } from './punch-list.ts';
import type { PunchQuery } from './punch-query.ts';

const COLUMNS = `
  p.punch_id as "punchId", p.site_id as site, p.terminal_id as terminal, p.boot, p.sequence, p.employee_id as employee, p.action,
  case p.body ->> 'identifiedBy' when 'account' then 'web' else 'terminal' end as source,
  p.occurred_at as "occurredAt", p.received_at as "receivedAt", p.findings, p.chain_hash as "chainHash"`;

type PunchRow = Omit<PunchView, 'receipt'> & { chainHash: string };

/** Reads for people; a moment old is good enough, so the replica serves them. */
@Injectable()
export class PunchQueries {
  readonly #database: Database;

  constructor(@Inject(DATABASE) database: Database) {
    this.#database = database;
  }

  /**
   * One page of those that the viewer may see, newest first, and how many these are, at most PUNCHES_LISTED_MAX. Punches of nobody are seen by
   * whoever sees everybody.
   */
  async list(query: PunchQuery, viewer: Viewer): Promise<{ punches: PunchView[]; total: number }> {
    const { count, page } = punchList(query, viewer, COLUMNS);
    return this.#database.snapshot(async sql => {
      const [counted] = await sql.query<{ total: number }>(count.sql, count.params);
      const rows = await sql.query<PunchRow>(page.sql, page.params);
      return { punches: rows.map(toView), total: counted?.total ?? 0 };
    });
  }

  /** One punch, or null. What the replica does not have yet is looked for on the primary: it may be a second old. */
  async find(punchId: string): Promise<PunchView | null> {
    const read = (sql: Sql) =>
      sql.query<PunchRow>(`select ${COLUMNS} from punch p where p.punch_id = $1 limit 1`, [punchId]);
    const [row] = await this.#database.snapshot(read);
    if (row) return toView(row);
    const [fresh] = await read(this.#database.primary);
    return fresh ? toView(fresh) : null;
  }
}

function toView({ chainHash, ...row }: PunchRow): PunchView {
  return { ...row, receipt: receiptCode(chainHash) };
}
