import { Inject, Injectable } from '@nestjs/common';
import { EmployeeId, Instant, type PunchView, receiptCode, Slug } from '@tapclock/contracts';
import { z } from 'zod';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { PageQuery } from '../platform/http/page.ts';

/** Filters of the list of punches; instants are compared with the terminal's clock. */
export const PunchQuery = PageQuery.extend({
  site: z.optional(Slug),
  terminal: z.optional(Slug),
  employee: z.optional(EmployeeId),
  /** Included. */
  from: z.optional(Instant),
  /** Excluded. */
  to: z.optional(Instant),
});
export type PunchQuery = z.infer<typeof PunchQuery>;

const COLUMNS = `
  punch_id as "punchId", site_id as site, terminal_id as terminal, boot, sequence, employee_id as employee, action,
  occurred_at as "occurredAt", received_at as "receivedAt", findings, chain_hash as "chainHash"`;

const MATCHES = `
  ($1::text is null or site_id = $1) and ($2::text is null or terminal_id = $2)
  and ($3::uuid is null or employee_id = $3)
  and ($4::timestamptz is null or occurred_at >= $4) and ($5::timestamptz is null or occurred_at < $5)`;

type PunchRow = Omit<PunchView, 'receipt'> & { chainHash: string };

/** Reads for people; a moment old is good enough, so the replica serves them. */
@Injectable()
export class PunchQueries {
  readonly #database: Database;

  constructor(@Inject(DATABASE) database: Database) {
    this.#database = database;
  }

  /** One page, newest first, and how many there are in all. */
  async list(query: PunchQuery): Promise<{ punches: PunchView[]; total: number }> {
    const filters = [query.site, query.terminal, query.employee, query.from, query.to].map(
      value => value ?? null,
    );
    return this.#database.snapshot(async sql => {
      const [count] = await sql.query<{ total: number }>(
        `select count(*) as total from punch where ${MATCHES}`,
        filters,
      );
      const rows = await sql.query<PunchRow>(
        `select ${COLUMNS} from punch where ${MATCHES} order by occurred_at desc, punch_id desc limit $6 offset $7`,
        [...filters, query.per_page, (query.page - 1) * query.per_page],
      );
      return { punches: rows.map(toView), total: count?.total ?? 0 };
    });
  }

  /** One punch, or null. What the replica does not have yet is looked for on the primary: it may be a second old. */
  async find(punchId: string): Promise<PunchView | null> {
    const read = (sql: Sql) =>
      sql.query<PunchRow>(`select ${COLUMNS} from punch where punch_id = $1 limit 1`, [punchId]);
    const [row] = await this.#database.snapshot(read);
    if (row) return toView(row);
    const [fresh] = await read(this.#database.primary);
    return fresh ? toView(fresh) : null;
  }
}

function toView({ chainHash, ...row }: PunchRow): PunchView {
  return { ...row, receipt: receiptCode(chainHash) };
}
