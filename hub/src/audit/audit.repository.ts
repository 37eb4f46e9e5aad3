import { Injectable } from '@nestjs/common';
import type { AuditEntry, LookView } from '@tapclock/contracts';
import type { Sql } from '../platform/database/database.ts';
import { ENTRY_COLUMNS, type EntryRow, entryOf } from './entry-row.ts';

/** What entries to list; each filter narrows. */
export interface EntryFilter {
  person?: string | undefined;
  actor?: string | undefined;
  action?: string | undefined;
  site?: string | undefined;
  /** Instants; `to` is excluded. */
  from?: string | undefined;
  to?: string | undefined;
  /** Entries before this position. */
  before?: number | undefined;
}

// "Everybody" of a site is whoever belongs to it when it is asked: who moved between sites is found under both.
const CONCERNS = (person: string) => `
  (e.people @> array[${person}::uuid]
   or (e.everybody and (e.site_id is null or e.site_id = (select site_id from employee where id = ${person}::uuid))))`;

/** Conditions by filter; only those that are asked for are in the statement, so that each uses its index. */
const CONDITIONS: Record<keyof EntryFilter, (parameter: string) => string> = {
  person: CONCERNS,
  actor: parameter => `e.actor_id = ${parameter}`,
  action: parameter => `e.action = ${parameter}`,
  site: parameter => `e.site_id = ${parameter}`,
  from: parameter => `e.at >= ${parameter}::timestamptz`,
  to: parameter => `e.at < ${parameter}::timestamptz`,
  before: parameter => `e.position < ${parameter}::bigint`,
};

/** Reads of the trail. */
@Injectable()
export class AuditRepository {
  /** Newest first. */
  async list(sql: Sql, filter: EntryFilter, limit: number): Promise<AuditEntry[]> {
    const { where, values } = conditions(filter);
    const rows = await sql.query<EntryRow>(
      `select ${ENTRY_COLUMNS} from audit_entry e where ${where} order by e.position desc limit $${values.length + 1}`,
      [...values, limit],
    );
    return rows.map(entryOf);
  }

  /** Looks at one person, newest first. */
  async looksAt(
    sql: Sql,
    employee: string,
    before: number | null,
    limit: number,
  ): Promise<(LookView & { position: number })[]> {
    const rows = await sql.query<EntryRow>(
      `select ${ENTRY_COLUMNS} from audit_entry e
       where e.action like '%.seen' and ${CONCERNS('$1')} and ($2::bigint is null or e.position < $2)
       order by e.position desc limit $3`,
      [employee, before, limit],
    );
    return rows.map(entryOf).map(({ position, id, at, action, actor: { kind, name, role } }) => ({
      position,
      id,
      at,
      action,
      by: { kind, name, role },
    }));
  }
}

function conditions(filter: EntryFilter): { where: string; values: unknown[] } {
  const asked = (Object.keys(CONDITIONS) as (keyof EntryFilter)[]).filter(name => filter[name] !== undefined);
  return {
    where:
      asked.length === 0
        ? 'true'
        : asked.map((name, index) => CONDITIONS[name](`$${index + 1}`)).join(' and '),
    values: asked.map(name => filter[name]),
  };
}
